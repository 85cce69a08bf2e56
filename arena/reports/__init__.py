"""Visitors say that something is wrong with an answer."""
