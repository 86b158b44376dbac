"""Answers kept on disk between builds, a file for each: it appears whole or not at all, and none is ever stale."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def read(folder: Path, key: str) -> dict[str, Any] | None:
    """What is kept under a key; None where there is nothing, or nothing that can be read."""
    try:
        kept = json.loads((folder / f"{key}.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return kept if isinstance(kept, dict) else None


def write(folder: Path, key: str, answer: dict[str, Any]) -> str:
    """Keeps an answer, and returns it as JSON. A folder that cannot be written to costs time, and nothing else."""
    text = json.dumps(answer, separators=(",", ":"))
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
    return text
