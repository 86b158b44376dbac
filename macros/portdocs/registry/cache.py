"""A cache of parsed data files between commands: parsing takes half of the time to answer about a large registry.

Entries are keyed by the content of the file and by the code that parsed it, so they are never stale. The file is a
pickle, which can run code when it is loaded: only one that was signed with this user's own key is loaded, and only
classes of the registry are created from it.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import ipaddress
import pickle
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pydantic

from portdocs.cache import code_fingerprint, read_file, user_key, write_file
from portdocs.registry.loader import FileCache, Version
from portdocs.registry.mkdocs_yml import settings_file
from portdocs.registry.model import DataFile

FILE = Path(".cache", "portdocs", "data.pickle")
_PACKAGE = "portdocs.registry."
_SIGNATURE_BYTES = 32


class DiskCache(FileCache):
    """The parsed files of a data folder, kept in the `.cache` of its site; in memory only where there is no site."""

    def __init__(self, data: Path) -> None:
        project = data.absolute().parent
        self._path = project / FILE
        self._key = user_key(project) if _is_site(project) else None
        super().__init__(_load(self._path, self._key) if self._key else None)

    def save(self) -> None:
        """Write the cache if a file was parsed that it did not contain."""
        if self._key and self.has_changed:
            content = pickle.dumps(self.entries, pickle.HIGHEST_PROTOCOL)
            write_file(self._path, _signature(content, self._key) + content)


def _is_site(project: Path) -> bool:
    try:
        return settings_file(project).is_file()
    except OSError:
        return False  # reading the data reports what is wrong with the folder


def _load(path: Path, key: bytes) -> dict[Version, DataFile]:
    stored = read_file(path) or b""
    signature, content = stored[:_SIGNATURE_BYTES], stored[_SIGNATURE_BYTES:]
    if signature != _signature(content, key):
        return {}
    try:
        entries = _Unpickler(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, AttributeError, EOFError, LookupError, RuntimeError, TypeError, ValueError):
        return {}  # another version of this code wrote it
    items = entries.items() if isinstance(entries, dict) else ()
    return {version: file for version, file in items if isinstance(file, DataFile)}


def _signature(content: bytes, key: bytes) -> bytes:
    """Proves that this code wrote the content for this user."""
    versions = f"{code_fingerprint('registry')}\0{_yaml_fingerprint()}\0{pydantic.VERSION}\0{sys.version}\0"
    return hashlib.blake2b(versions.encode() + content, key=key, digest_size=_SIGNATURE_BYTES).digest()


def _yaml_fingerprint() -> str:
    """The hash of the YAML library's first module, which contains its version: importing it would take longer."""
    spec = find_spec("yaml")
    module = read_file(Path(spec.origin)) if spec and spec.origin else None
    return hashlib.sha256(module or b"").hexdigest()


_VALUES = {
    ("datetime", "date"): datetime.date,
    ("ipaddress", "IPv4Network"): ipaddress.IPv4Network,
    ("ipaddress", "IPv6Network"): ipaddress.IPv6Network,
}


class _Unpickler(pickle.Unpickler):
    """Creates dates, networks and classes of the registry, and nothing else."""

    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) in _VALUES:
            return _VALUES[module, name]
        if module.startswith(_PACKAGE):
            found = vars(import_module(module)).get(name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a class of the registry")
