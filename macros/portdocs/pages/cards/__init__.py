"""The cards, which summarize one thing; one module each (see `portdocs.discovery`)."""
