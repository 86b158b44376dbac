"""The data files of a folder as they were in a commit."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.history.object_store import Object, ObjectStore, entries
from portdocs.registry import Finding, Location
from portdocs.registry.loader import SUFFIXES


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The bytes of each file by its path, and a finding for each that is no regular file."""

    sources: dict[str, bytes]
    findings: tuple[Finding, ...] = ()


def data_files(objects: ObjectStore, tree: Object, folder: str) -> DataFiles:
    """The files that `read_files` would read of a folder; `folder` is its path, and theirs begins with it."""
    sources: dict[str, bytes] = {}
    findings: list[Finding] = []
    for entry in entries(tree):
        if not entry.name.endswith(SUFFIXES) or entry.name.startswith("."):
            continue
        name = f"{folder}/{entry.name}" if folder else entry.name
        found = objects.get(entry.id) if entry.is_file else None
        if found:
            sources[name] = found.content
        else:
            message = "it is not a regular file, expected one; correct or remove it"
            findings.append(Finding(Location(name), "invalid-yaml", message))
    return DataFiles(sources, tuple(findings))
