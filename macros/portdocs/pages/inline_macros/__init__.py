"""Single facts for a sentence; one module each, found by its name (see `portdocs.discovery`)."""
