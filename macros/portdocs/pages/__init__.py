"""The content of pages: tables, cards and diagrams of a registry, as HTML or as plain Markdown."""
