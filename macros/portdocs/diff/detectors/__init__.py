"""The kinds of differences, one file each: see `macros.diff`."""
