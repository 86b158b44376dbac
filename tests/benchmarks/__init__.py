"""Benchmarks (`make bench`): time, memory and disk space of the site and the commands as the registry grows.

Each figure is a ratio inside one run, or a count, so other machines give similar values. A figure is one file
in `figures/`, found by its name.
"""
