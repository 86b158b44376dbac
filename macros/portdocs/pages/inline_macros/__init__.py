"""Inline macros: single facts for a sentence, one module each (see `portdocs.discovery`)."""
