"""Benchmarks: each prints JSON lines that compare us with a peer on this machine."""
