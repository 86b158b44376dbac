"""What the files of `data/` declare, kept between commands: to a large registry, half of the time of an answer.

What is kept goes by the content of the files and by the code that read them, so it is never stale, and lies beside the
layouts where there is a site. It is a pickle, which could do anything to the program that loads it, so only one that
this person's own commands have sealed is loaded. Even of that, nothing but values of the registry are made.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import pickle
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pydantic

from portdocs.cache import get, name_of_code, own_key, put
from portdocs.registry import LoadErrors, Registry, read_registry
from portdocs.registry.loader import FileCache, Version
from portdocs.registry.model import DataFile

FILE = Path(".cache", "portdocs", "data.pickle")
_ROOM = "portdocs.registry."
_SEAL_BYTES = 32


class CachedLoader:
    """The data files of a folder, and what was kept of them."""

    def __init__(self, folder: Path) -> None:
        project = folder.absolute().parent
        self._folder = folder
        self._path = project / FILE
        self._key = own_key(project) if _is_site(project) else None
        self._known = FileCache(_kept(self._path, self._key) if self._key else None)

    def read(self) -> Registry | LoadErrors:
        """What `read_registry` says; what did not change since the last time is not read again."""
        return read_registry(self._folder, known=self._known)

    def keep(self) -> None:
        """Keeps what was read for the next time, where it was new."""
        if self._key and self._known.has_read:
            content = pickle.dumps(self._known.entries, pickle.HIGHEST_PROTOCOL)
            put(self._path, _seal(content, self._key) + content)


def _is_site(project: Path) -> bool:
    try:
        return (project / "mkdocs.yml").is_file()
    except OSError:
        return False  # what is wrong with the folder is said where its files are read


def _kept(path: Path, key: bytes) -> dict[Version, DataFile]:
    kept = get(path) or b""
    seal, content = kept[:_SEAL_BYTES], kept[_SEAL_BYTES:]
    if seal != _seal(content, key):
        return {}
    try:
        found = _Values(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, AttributeError, EOFError, LookupError, RuntimeError, TypeError, ValueError):
        return {}  # this code did not write it
    items = found.items() if isinstance(found, dict) else ()
    return {version: file for version, file in items if isinstance(file, DataFile)}


def _seal(content: bytes, key: bytes) -> bytes:
    """Tells what this code wrote for this person, and wrote whole."""
    by = f"{name_of_code('registry')}\0{_name_of_yaml()}\0{pydantic.VERSION}\0{sys.version}\0"
    return hashlib.blake2b(by.encode() + content, key=key, digest_size=_SEAL_BYTES).digest()


def _name_of_yaml() -> str:
    """The name of the YAML library: its start holds its version. To import it takes longer than to read it."""
    spec = find_spec("yaml")
    start = get(Path(spec.origin)) if spec and spec.origin else None
    return hashlib.sha256(start or b"").hexdigest()


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
