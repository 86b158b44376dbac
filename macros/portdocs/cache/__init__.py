"""What is kept on disk between builds and commands: a file appears whole or not at all, and none is ever stale."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

MAX_BYTES: Final = 100_000_000
"""No answer is as large: the data of 5,000 services is kept in 7 MB."""
_KEY_BYTES: Final = 32


def read(folder: Path, key: str) -> dict[str, Any] | None:
    """What is kept under a key; None where there is nothing, or nothing that can be read."""
    content = get(folder / f"{key}.json")
    if content is None:
        return None
    try:
        kept = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return kept if isinstance(kept, dict) else None


def write(folder: Path, key: str, answer: dict[str, Any]) -> str:
    """Keeps an answer, and returns it as JSON. A folder that cannot be written to costs time, and nothing else."""
    text = json.dumps(answer, separators=(",", ":"))
    put(folder / f"{key}.json", text.encode())
    return text


def get(path: Path) -> bytes | None:
    """What is in a kept file; None where there is none, or something that was never kept."""
    try:
        # A fifo would make the read wait for ever, and a link may lead to a device without an end.
        state = path.stat()
        return path.read_bytes() if stat.S_ISREG(state.st_mode) and state.st_size <= MAX_BYTES else None
    except OSError:
        return None


def put(path: Path, content: bytes) -> None:
    """Keeps a file, where that is possible; nobody else can read it."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except BaseException:  # an interruption, too, leaves nothing behind
            Path(name).unlink()
            raise


def own_key(project: Path) -> bytes | None:
    """A secret of the person who runs this: a file that is sealed with it did not come along with a project.

    It lies among what programs keep in the home folder; None where there is no such place outside of the project.
    """
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    if not folder.is_absolute() or folder.is_relative_to(project) or not folder.parent.is_dir():
        return None
    path = folder / "portdocs" / "key"
    key = get(path)
    if key is None or len(key) != _KEY_BYTES:
        put(path, os.urandom(_KEY_BYTES))
        key = get(path)  # that of another command, where two came at once
    return key if key and len(key) == _KEY_BYTES else None


@cache
def name_of_code(*rooms: str) -> str:
    """The name of the code in some rooms: what other code worked out is not what this one would."""
    package = Path(__file__).resolve().parents[1]
    files = sorted(path for room in rooms for path in (package / room).rglob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
