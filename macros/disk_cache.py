"""What is kept on disk between builds and commands: a file appears whole or not at all, and none is ever stale."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from functools import cache
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
    put(folder / f"{key}.json", text.encode())
    return text


def put(path: Path, content: bytes) -> None:
    """Keeps a file, where that is possible."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink()
            raise


@cache
def name_of_code(*rooms: str) -> str:
    """The name of the code in some rooms: what other code worked out is not what this one would."""
    package = Path(__file__).resolve().parent
    files = sorted(path for room in rooms for path in (package / room).rglob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
