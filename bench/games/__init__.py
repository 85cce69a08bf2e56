"""Timings of matches on the whole site."""
