"""The commands, one file each: it parses, calls, prints and returns an exit code (see `macros.cli`)."""
