"""Benchmarks, run by ``make bench``: whole processes, side by side, in one go."""
