"""Many hosts: each compared with the snapshot that is named after it, `HOST.json`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from portdocs.drift import compare
from portdocs.drift.result import Drift
from portdocs.progress import track
from portdocs.registry import Registry
from portdocs.registry.findings import shown_file
from portdocs.registry.suggest import did_you_mean
from portdocs.scan import SourceError, read_sources
from portdocs.scan.safe_files import shown
from portdocs.scan.snapshot import taken_at

SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class HostDrift:
    """The comparison of one host; its snapshot may be of an unknown host, or unreadable."""

    drift: Drift
    snapshot: str
    """The file."""
    taken_at: datetime.datetime | None = None
    """The time of the snapshot; None if it cannot be read."""

    @property
    def is_clean(self) -> bool:
        """True if nothing differs, and everything could be read."""
        return self.drift.readable and not (self.drift.drift or self.drift.errors)


@dataclass(frozen=True, slots=True)
class HostsDrift:
    """The comparisons, sorted by host, and the declared hosts without a snapshot."""

    hosts: tuple[HostDrift, ...]
    not_compared: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """True if no host differs, and every snapshot could be read."""
        return all(host.is_clean for host in self.hosts)

    @property
    def readable(self) -> bool:
        """False if no snapshot could be read at all."""
        return any(host.drift.readable for host in self.hosts)


def snapshots_in(folder: Path) -> list[Path]:
    """The snapshots of a folder, sorted; empty if there are none. Raises OSError."""
    paths = [path for path in folder.iterdir() if path.suffix == SUFFIX and not path.name.startswith(".")]
    return sorted(paths, key=lambda path: path.stem)


def compare_hosts(
    registry: Registry, snapshots: list[Path], now: datetime.datetime, max_age: int | None = None
) -> HostsDrift:
    """Compare each host with its snapshot. One that is older than `max_age` days is an error of its host."""
    found = tuple(_compare(registry, path, now, max_age) for path in track("Snapshots", snapshots))
    compared = {path.stem for path in snapshots}
    missing = (id for id in registry.hosts if id not in compared and registry.services_on(registry.hosts[id]))
    return HostsDrift(found, tuple(sorted(missing)))


def _compare(registry: Registry, path: Path, now: datetime.datetime, max_age: int | None) -> HostDrift:
    name = shown(path, Path.cwd())
    host = registry.hosts.get(path.stem)
    if host is None:
        hint = did_you_mean(path.stem, registry.hosts)
        id = shown_file(path.stem)
        message = f"unknown host `{id}`; {hint}; rename the snapshot, or declare the host"
        return HostDrift(Drift(id, errors=(SourceError(name, 1, message),), readable=False), name)
    drift = compare(registry, host, read_sources({"snapshot": [str(path)]}), now.date())
    taken = taken_at([str(path)])
    outdated = tuple(_outdated(name, taken, now, max_age)) if taken and max_age is not None else ()
    return HostDrift(replace(drift, errors=(*drift.errors, *outdated)), name, taken)


def _outdated(name: str, taken: datetime.datetime, now: datetime.datetime, max_age: int) -> Iterator[SourceError]:
    days = (now - taken).days
    if days > max_age:
        yield SourceError(name, 1, f"taken {days} days ago, expected at most {max_age}; take the snapshot again")
