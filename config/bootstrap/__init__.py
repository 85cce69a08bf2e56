"""Set-up on a bare machine: only Python's standard library, and only 3.8's grammar.

Run as `python3 -m config.bootstrap run|test|check|fix|bench|bench-peers` by the Makefile.
"""
