"""Layouts kept on disk between builds: a file for each, named by what it was made from, so none is ever stale."""

from __future__ import annotations

import hashlib
from functools import cache

from portdocs.cache import read_json, write_json

__all__ = ["key", "read_json", "write_json"]

FORMAT = 1
"""Counted up whenever what is kept of Graphviz' answer changes."""


def key(source: str) -> str:
    """The name of a source's layout: another source, format or Graphviz has another one."""
    return hashlib.sha256(f"{FORMAT}\0{_graphviz_version()}\0{source}".encode()).hexdigest()


@cache
def _graphviz_version() -> str:
    import pygraphviz

    return str(pygraphviz.__graphviz_version__)
