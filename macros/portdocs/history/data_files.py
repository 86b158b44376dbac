"""The data files of a folder in a commit."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.history.object_store import Object, ObjectStore, entries
from portdocs.registry import Finding, Location
from portdocs.registry.loader import SUFFIXES


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The bytes of each file by its path, and a finding for each entry that is not a regular file."""

    sources: dict[str, bytes]
    findings: tuple[Finding, ...] = ()


def data_files(objects: ObjectStore, tree: Object, folder: str) -> DataFiles:
    """The files that `read_files` would read from a folder; `folder` is the prefix of their paths."""
    sources: dict[str, bytes] = {}
    findings: list[Finding] = []
    for entry in entries(tree):
        if not entry.name.endswith(SUFFIXES) or entry.name.startswith("."):
            continue
        name = f"{folder}/{entry.name}" if folder else entry.name
        blob = objects.get(entry.id) if entry.is_file else None
        if blob:
            sources[name] = blob.content
        else:
            message = "it is not a regular file, expected one; correct or remove it"
            findings.append(Finding(Location(name), "invalid-yaml", message))
    return DataFiles(sources, tuple(findings))
