"""Layouts kept on disk between builds: a file for each, named by what it was made from, so none is ever stale."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

FORMAT = 1
"""Counted up whenever what is kept of Graphviz' answer changes."""


def key(source: str) -> str:
    """The name of a source's layout: another source, format or Graphviz has another one."""
    return hashlib.sha256(f"{FORMAT}\0{_graphviz_version()}\0{source}".encode()).hexdigest()


def read(folder: Path, key: str) -> dict[str, Any] | None:
    """What is kept under a key; None where there is nothing, or nothing that can be read."""
    try:
        kept = json.loads((folder / f"{key}.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return kept if isinstance(kept, dict) else None


def write(folder: Path, key: str, answer: dict[str, Any]) -> None:
    """Keeps an answer. Two builds may do so at once: each file appears whole or not at all.

    A folder that cannot be written to costs time at the next build, and nothing else.
    """
    text = json.dumps(answer, sort_keys=True, separators=(",", ":"))
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{key}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(folder / f"{key}.json")
        except OSError:
            Path(name).unlink()
            raise


@cache
def _graphviz_version() -> str:
    import pygraphviz

    return str(pygraphviz.__graphviz_version__)
