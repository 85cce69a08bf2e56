"""Timings of the ranking against other programs, and how well the families of models fit."""
