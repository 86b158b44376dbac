"""The kinds of differences, one file each: see `portdocs.diff`."""
