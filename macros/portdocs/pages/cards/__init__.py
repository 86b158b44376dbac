"""The cards: what is known of one thing; one module each, found by its name (see `portdocs.discovery`)."""
