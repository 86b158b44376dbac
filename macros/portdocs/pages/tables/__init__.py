"""The tables, one module each (see `portdocs.discovery`)."""
