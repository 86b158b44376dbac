"""What a page shows: tables and drawings made of the registry, as HTML or as plain Markdown."""
