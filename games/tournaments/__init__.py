"""Tournaments of models against models: schedule, matches in idle time, standings, pages."""
