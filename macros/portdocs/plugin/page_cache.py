"""Finished pages on disk: a build renders only the pages whose inputs differ from those of the build before it.

Only generated pages are kept: they are most of a site, and do nothing but call macros. A page is used again if the
inputs of all pages are the same (`shared_inputs.py`), and everything that it read of the registry (`tracking.py`).
The files are HTML that goes into the site as it is, so only those that were signed with the user's own key are used.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections.abc import Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from portdocs.cache import code_fingerprint, read_file, write_file
from portdocs.registry import Registry
from portdocs.registry.fingerprint import Known, canonical_text, fingerprint
from portdocs.registry.tracking import WHOLE, Part, Read, part_of

SUFFIX = ".page"
_SIGNATURE_BYTES = 32
_LEVEL = 1
"""The compression of pages: the fastest one makes them a sixth as large."""
_ALL = ""
"""The text of a key where all of a part was read."""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A finished page, and what the rest of the site needs to know about it."""

    title: str
    meta: dict[str, Any]
    entries: list[Any]
    """Its entries in the search index."""
    anchors: list[str]
    links: dict[str, dict[str, str]]
    """Its links to headings: by source path, the link of each anchor."""
    icons: list[str] = field(default_factory=list)
    modified: str = ""
    """The line that says when its data last changed."""
    reads: list[list[str]] = field(default_factory=list)
    """The parts of the registry that its macros read, each with the text of a key."""
    inputs: str = ""
    """The fingerprint of what they read; empty if the page is not kept for later builds."""


@dataclass(frozen=True)
class ReadValues:
    """The fingerprints of what pages read of a registry, each worked out once."""

    registry: Registry
    timelines: Mapping[str, tuple[str, ...]]
    """The history of each service: a page that shows it reads the service, too."""
    _known: dict[tuple[str, str], str] = field(default_factory=dict)
    _parts: dict[str, tuple[Any, dict[str, Hashable]]] = field(default_factory=dict)
    _entries: Known = field(default_factory=dict)

    def fingerprint(self, reads: Iterable[Iterable[str]]) -> str:
        """The fingerprint of the values of some reads. Raises LookupError or TypeError if there is none."""
        return fingerprint([self._value(*read) for read in reads])

    def _value(self, part: str, key: str) -> str:
        if (part, key) not in self._known:
            value, keys = self._part(part)
            found = value if key == _ALL else value.get(keys[key]) if key in keys else None
            self._known[part, key] = fingerprint(found, self._entries)
        return self._known[part, key]

    def _part(self, name: str) -> tuple[Any, dict[str, Hashable]]:
        """A part, and its keys by their text."""
        if name not in self._parts:
            value = part_of(self.registry, _part_named(name))
            if name == "services":
                value = {id: (service, self.timelines.get(id)) for id, service in value.items()}
            keys = {canonical_text(key): key for key in value} if isinstance(value, Mapping) else {}
            self._parts[name] = (value, keys)
        return self._parts[name]


def name_reads(reads: Iterable[Read]) -> list[list[str]]:
    """Reads as texts, sorted. Raises TypeError for one that has none."""
    return sorted([_part_name(part), _ALL if key is WHOLE else canonical_text(key)] for part, key in reads)


def _part_name(part: Part) -> str:
    return f"{part.__module__}:{part.__qualname__}" if callable(part) else part


def _part_named(name: str) -> Part:
    """The attribute of a registry, or the function that derives a part. Raises LookupError if it does not exist."""
    module, colon, function = name.partition(":")
    if not colon:
        return name
    try:
        found = getattr(import_module(module), function)
    except (AttributeError, ImportError):
        raise LookupError(name) from None
    part: Part = getattr(found, "__wrapped__", found)
    return part


@dataclass(frozen=True)
class PageCache:
    """The pages in a folder, one file for each, which may be deleted at any time.

    Files are replaced atomically, so builds may share the folder: one that reads the file of the other either has the
    same inputs or renders the page.
    """

    folder: Path
    secret: bytes
    shared: str
    """The fingerprint of the inputs of all pages."""
    values: ReadValues

    def find(self, source: str, modified: str) -> tuple[StoredPage, bytes] | None:
        """A page with the same inputs and its HTML, by its source path and the line of its last change."""
        stored = read_file(self._path(source)) or b""
        signature, content = stored[:_SIGNATURE_BYTES], stored[_SIGNATURE_BYTES:]
        if signature != self._signature(source, content):
            return None
        about, _, html = zlib.decompress(content).partition(b"\n")
        page = StoredPage(**json.loads(about))
        try:
            is_same = page.modified == modified and page.inputs == self.values.fingerprint(page.reads)
        except (LookupError, TypeError):
            return None
        return (page, html) if is_same else None

    def store(self, source: str, page: StoredPage, html: bytes) -> None:
        """Keep a page for the next build."""
        content = zlib.compress(json.dumps(asdict(page)).encode() + b"\n" + html, _LEVEL)
        write_file(self._path(source), self._signature(source, content) + content)

    def prune(self, sources: Iterable[str]) -> None:
        """Delete the files of all other pages."""
        current = {self._path(source) for source in sources}
        for path in {*self.folder.glob(f"*{SUFFIX}")} - current:
            with suppress(OSError):  # such as a folder without permission: the cache only saves time
                path.unlink(missing_ok=True)

    def _path(self, source: str) -> Path:
        return self.folder / (hashlib.blake2b(source.encode(), digest_size=16).hexdigest() + SUFFIX)

    def _signature(self, source: str, content: bytes) -> bytes:
        """Proves that a build with the same shared inputs wrote the content for this user."""
        about = f"{self.shared}\0{source}\0".encode()
        return hashlib.blake2b(about + content, key=self.secret, digest_size=_SIGNATURE_BYTES).digest()


def software() -> tuple[Any, ...]:
    """The code that renders pages: this package, and the versions of Python and all installed packages."""
    return (code_fingerprint(), sys.version, _installed())


def _installed() -> list[tuple[str, bytes]]:
    """The installed packages: the name of a `.dist-info` contains the version, that of an `.egg-info` may not."""
    found = {path for folder in sys.path for path in Path(folder).glob("*.*-info")}
    return sorted((path.name, read_file(path / "PKG-INFO") or b"") for path in found)
