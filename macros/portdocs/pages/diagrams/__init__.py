"""The diagrams: one module each, found by its name (see `portdocs.discovery`)."""
