"""Matches and findings as pages show them: names, words, drawings, pieces of HTML."""
