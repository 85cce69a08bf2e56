"""The laboratory: what it takes to tell contestants apart and to move them on a board.

Everything here is a simulation or a calculation on numbers that are given; nothing asks or votes.
"""
