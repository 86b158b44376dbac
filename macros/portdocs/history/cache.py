"""A cache of release summaries and differences, so that an unchanged release is neither parsed nor checked again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from portdocs.cache import code_fingerprint, read_json, write_json
from portdocs.diff import RegistryState, compare
from portdocs.diff.compare import Comparison
from portdocs.diff.timeline import NO_CHANGES, ReleaseDiff, ReleaseSummary, summarize
from portdocs.registry.loader import FileCache, load_registry

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class RevisionData:
    """The data files of one revision, parsed only if something has to be derived from them."""

    sources: Mapping[str, bytes]
    files: FileCache
    known_state: RegistryState | None = None

    @cached_property
    def state(self) -> RegistryState:
        """The registry that the files declare."""
        return self.known_state or RegistryState(load_registry(self.sources, cache=self.files, partial=True))

    def release(self) -> None:
        """Free the registry; those of all releases together would not fit into memory."""
        self.__dict__.pop("state", None)

    @cached_property
    def key(self) -> str:
        """A hash of the file names and contents."""
        files = sorted(self.sources.items())
        parts = (os.fsencode(f"{name}\0{len(content)}\0") + content for name, content in files)
        return hashlib.sha256(b"".join(parts)).hexdigest()


@dataclass(frozen=True)
class HistoryCache:
    """Derives what the history needs, or reads it from a folder."""

    folder: Path
    secret: bytes | None
    """A secret of the user. Files are named with it, so that none is read that came with a project; without one, none
    is read or written."""
    _revisions: dict[str, RevisionData] = field(default_factory=dict)
    _files: FileCache = field(default_factory=FileCache)

    def revision(self, sources: Mapping[str, bytes], known_state: RegistryState | None = None) -> RevisionData:
        """The revision with these files; equal revisions share one object."""
        revision = RevisionData(sources, self._files, known_state)
        return self._revisions.setdefault(revision.key, revision)

    def summarize(self, revision: RevisionData) -> ReleaseSummary:
        """The summary of a revision."""
        return self._cached(["snapshot", revision.key], lambda: asdict(summarize(revision.state)), ReleaseSummary)

    def diff(self, old: RevisionData, new: RevisionData) -> ReleaseDiff:
        """The changes from one revision to another."""
        if old.key == new.key:
            return NO_CHANGES
        return self._cached(["step", old.key, new.key], lambda: _compare(old.state, new.state), ReleaseDiff)

    def _cached(self, parts: list[str], derive: Callable[[], dict[str, Any]], kind: type[T]) -> T:
        """A cached value, which is derived again if the file is damaged or has another shape."""
        code = code_fingerprint("registry", "checks", "claims", "diff")
        adapter: TypeAdapter[T] = _adapter(kind)  # type: ignore[arg-type] # a class is hashable
        parse = adapter.validate_python
        if self.secret is None:
            return parse(json.loads(json.dumps(derive())))
        key = hashlib.blake2b("\0".join([*parts, code]).encode(), key=self.secret, digest_size=32).hexdigest()
        if (value := read_json(self.folder, key)) is not None:
            with suppress(ValidationError):
                return parse(value)
        # Through JSON in both cases, so that the first build has the same values as later ones.
        return parse(json.loads(write_json(self.folder, key, derive())))


def _compare(old: RegistryState, new: RegistryState) -> dict[str, Any]:
    return {"changes": [asdict(change) for change in compare(old, new)], "renamed": Comparison(old, new).renamed}


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
