"""One file per kind of change; see `portdocs.diff`."""
