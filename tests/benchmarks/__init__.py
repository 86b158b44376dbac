"""What `make bench` measures: how much time, memory and room the site and the commands take as the registry grows.

Each figure is a ratio inside one run, or a count, so that another machine comes to about the same; a figure is one file
in `figures/`, found by its name.
"""
