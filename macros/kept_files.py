"""What the files of `data/` declare, kept between commands: to a large registry, half of the time of an answer.

What is kept goes by the content of the files and by the code that read them, so it is never stale, and lies beside the
layouts where there is a site. It is a pickle, which may name whatever it likes; of what it names, only values of the
registry are made.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import pickle
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pydantic

from macros.disk_cache import name_of_code, put
from macros.registry import Problems, Registry, read_registry
from macros.registry.model import DataFile
from macros.registry.read import KnownFiles, Version

FILE = Path(".cache", "portdocs", "data.pickle")
_ROOM = "macros.registry."
_DIGEST = hashlib.sha256().digest_size


class KeptFiles:
    """The data files of a folder, and what was kept of them."""

    def __init__(self, folder: Path) -> None:
        project = folder.absolute().parent
        self._folder = folder
        self._path = project / FILE if (project / "mkdocs.yml").is_file() else None
        self._known = KnownFiles(_kept(self._path) if self._path else None)

    def read(self) -> Registry | Problems:
        """What `read_registry` says; what did not change since the last time is not read again."""
        return read_registry(self._folder, known=self._known)

    def keep(self) -> None:
        """Keeps what was read for the next time, where it was new."""
        if self._path and self._known.has_read:
            content = pickle.dumps(self._known.entries, pickle.HIGHEST_PROTOCOL)
            put(self._path, _digest(content) + content)


def _kept(path: Path) -> dict[Version, DataFile]:
    try:
        kept = path.read_bytes()
    except OSError:
        return {}
    digest, content = kept[:_DIGEST], kept[_DIGEST:]
    if digest != _digest(content):
        return {}
    try:
        found = _Values(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, AttributeError, EOFError, LookupError, RuntimeError, TypeError, ValueError):
        return {}  # this code did not write it
    items = found.items() if isinstance(found, dict) else ()
    return {version: file for version, file in items if isinstance(file, DataFile)}


def _digest(content: bytes) -> bytes:
    """Tells what this code wrote, and wrote whole."""
    by = f"{name_of_code('registry')}\0{pydantic.VERSION}\0{sys.version}\0"
    return hashlib.sha256(by.encode() + content).digest()


class _Values(pickle.Unpickler):
    """Makes classes of the registry and dates, and nothing else."""

    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) == ("datetime", "date"):
            return datetime.date
        if module.startswith(_ROOM):
            found = vars(import_module(module)).get(name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of the registry")
