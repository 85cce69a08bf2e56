"""Geometry of the charts: numbers in, places on a drawing out. Colours are classes of the CSS."""
