"""Snapshots and steps, worked out once and kept: a state that did not change is neither read nor checked again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from portdocs.cache import code_fingerprint, read_json, write_json
from portdocs.diff import Change, ChangeLevel, RegistryState, compare
from portdocs.diff.compare import Comparison
from portdocs.diff.timeline import ReleaseDiff, ReleaseSummary, ServiceFacts, snapshot
from portdocs.registry import Location
from portdocs.registry.loader import FileCache, load_registry


@dataclass(frozen=True, eq=False)
class RevisionData:
    """One state of the data; it is read only where something is to be worked out of it."""

    sources: Mapping[str, bytes]
    files: FileCache
    known: RegistryState | None = None

    @cached_property
    def world(self) -> RegistryState:
        """What the files declare."""
        return self.known or RegistryState(load_registry(self.sources, cache=self.files, partial=True))

    def forget(self) -> None:
        """Lets go of the world: those of many releases would fill the memory."""
        self.__dict__.pop("world", None)

    @cached_property
    def key(self) -> str:
        """The name of these bytes under these names."""
        parts = (f"{name}\0{len(content)}\0".encode() + content for name, content in sorted(self.sources.items()))
        return hashlib.sha256(b"".join(parts)).hexdigest()


@dataclass(frozen=True)
class HistoryCache:
    """Works out what the history needs, or looks it up in a folder."""

    folder: Path
    _states: dict[str, RevisionData] = field(default_factory=dict)
    _files: FileCache = field(default_factory=FileCache)

    def state(self, sources: Mapping[str, bytes], known: RegistryState | None = None) -> RevisionData:
        """The state that files declare: one for releases that are alike."""
        state = RevisionData(sources, self._files, known)
        return self._states.setdefault(state.key, state)

    def snapshot(self, state: RevisionData) -> ReleaseSummary:
        """What the history needs of a state."""
        return _snapshot(self._kept(["snapshot", state.key], lambda: asdict(snapshot(state.world))))

    def step(self, old: RevisionData, new: RevisionData) -> ReleaseDiff:
        """The way from one state to another."""
        if old.key == new.key:
            return ReleaseDiff((), {})
        return _step(self._kept(["step", old.key, new.key], lambda: _difference(old.world, new.world)))

    def _kept(self, parts: list[str], work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        key = hashlib.sha256(
            "\0".join([*parts, code_fingerprint("registry", "checks", "claims", "diff")]).encode()
        ).hexdigest()
        found = read_json(self.folder, key)
        if found is None:
            # Through JSON either way, so that a first build has what a second one has.
            found = json.loads(write_json(self.folder, key, work()))
        return found


def _difference(old: RegistryState, new: RegistryState) -> dict[str, Any]:
    return {"changes": [asdict(one) for one in compare(old, new)], "renamed": Comparison(old, new).renamed}


def _snapshot(value: dict[str, Any]) -> ReleaseSummary:
    services = {
        id: ServiceFacts(facts["title"], facts["opened"], tuple((a, b, t) for a, b, t in facts["ports"]))
        for id, facts in value["services"].items()
    }
    return ReleaseSummary(services, tuple(value["problems"]))


def _step(value: dict[str, Any]) -> ReleaseDiff:
    return ReleaseDiff(tuple(map(_change, value["changes"])), value["renamed"])


def _change(value: dict[str, Any]) -> Change:
    old, new = (Location(**value[side]) if value[side] else None for side in ("old", "new"))
    return Change(ChangeLevel(value["level"]), value["kind"], value["subject"], value["message"], old, new)
