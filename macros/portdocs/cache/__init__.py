"""A cache on disk between builds and commands. Files are written atomically, and keys cover all inputs."""

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
"""Larger files are not read; the parsed data of 5,000 services takes 7 MB."""
KEY_VARIABLE: Final = "PORTDOCS_CACHE_KEY"
_KEY_BYTES: Final = 32


def read_json(folder: Path, key: str) -> dict[str, Any] | None:
    """The value stored under a key; None if there is none that can be read."""
    content = read_file(folder / f"{key}.json")
    if content is None:
        return None
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def write_json(folder: Path, key: str, value: dict[str, Any]) -> str:
    """Store a value, and return it as JSON. A folder that cannot be written is ignored: the cache only saves time."""
    text = json.dumps(value, separators=(",", ":"))
    write_file(folder / f"{key}.json", text.encode())
    return text


def read_file(path: Path) -> bytes | None:
    """The content of a file; None if it is missing, too large or not a regular file."""
    try:
        # Reading a FIFO would block, and a link may point to a device without an end.
        state = path.stat()
        return path.read_bytes() if stat.S_ISREG(state.st_mode) and state.st_size <= MAX_BYTES else None
    except OSError:
        return None


def write_file(path: Path, content: bytes) -> None:
    """Write a file atomically, readable by its owner only. Errors are ignored."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except BaseException:  # an interruption must not leave the temporary file behind
            Path(name).unlink()
            raise


def user_key(project: Path) -> bytes | None:
    """A secret of the current user, created on first use: files signed with it did not come with a project.

    It is stored in the user's cache folder; None if that is missing or inside the project. The environment variable
    PORTDOCS_CACHE_KEY replaces it where that folder does not outlive a job.
    """
    if text := os.environ.get(KEY_VARIABLE):
        return hashlib.sha256(text.encode(errors="surrogateescape")).digest()
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    if not folder.is_absolute() or folder.is_relative_to(project) or not folder.parent.is_dir():
        return None
    path = folder / "portdocs" / "key"
    key = read_file(path)
    if key is None or len(key) != _KEY_BYTES:
        write_file(path, os.urandom(_KEY_BYTES))
        key = read_file(path)  # another command may have written its own at the same time
    return key if key and len(key) == _KEY_BYTES else None


@cache
def code_fingerprint(*packages: str) -> str:
    """The hash of the code in some packages of portdocs: results of other code must not be reused.

    Without packages, the hash of all files of portdocs.
    """
    root = Path(__file__).resolve().parents[1]
    files = sorted(path for package in packages for path in (root / package).rglob("*.py")) or _all_files(root)
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _all_files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
