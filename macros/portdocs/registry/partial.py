"""The valid part of data with errors: every entry but the wrong ones, and which those are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from portdocs.registry.cross_checks import duplicate_ids, unknown_references
from portdocs.registry.findings import Finding, Location
from portdocs.registry.loader import LoadErrors
from portdocs.registry.model import DataFile
from portdocs.registry.registry import Registry, assemble
from portdocs.registry.source_map import InvalidYaml, Position, SourceMap
from portdocs.registry.urls import parse_url
from portdocs.registry.validation import validate
from portdocs.registry.verification import is_record, read_verification
from portdocs.registry.yaml_loader import decode, read_document

EntryPath: TypeAlias = "tuple[str, str | int | None]"
"""A section, and the id or index of one entry; None for the section itself."""


@dataclass(frozen=True, slots=True)
class SkippedEntry:
    """Something in a file that is not valid."""

    file: str
    section: str = ""
    """Empty for the whole file."""
    entry: str | None = None
    """The id, or the normalized URL; None if the entries of the section are unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class PartialRegistry:
    """Everything that is valid, and what was skipped and why."""

    registry: Registry
    findings: tuple[Finding, ...] = ()
    skipped: frozenset[SkippedEntry] = frozenset()

    def may_hold(self, section: str, entry: str, file: str) -> bool:
        """True if an entry that is missing here may have been skipped; `file` is where another version has it."""
        return not self.skipped.isdisjoint({SkippedEntry(file), SkippedEntry(file, section)}) or any(
            skipped.section == section and skipped.entry == entry for skipped in self.skipped
        )


def salvage(sources: Mapping[str, bytes], errors: LoadErrors, unreadable: Sequence[Finding] = ()) -> PartialRegistry:
    """The valid entries of data that does not load."""
    documents: dict[str, SourceMap] = {}
    skipped = {SkippedEntry(finding.location.file) for finding in unreadable}
    records = {name: data for name, data in sources.items() if is_record(name)}
    for name, data in sorted(sources.items()):
        if name not in records:
            try:
                documents[name] = read_document(decode(data, name), name, exact=b"\t" in data)
            except InvalidYaml:
                skipped.add(SkippedEntry(name))
    while True:
        registry, wrong = _validated(documents.values())
        if not wrong:
            break
        for name in {location.file for location in wrong}:
            skipped |= _drop(documents, name, [location for location in wrong if location.file == name])
    verification = read_verification(records, registry.hosts, registry.services)
    valid = replace(registry, verification=verification, is_complete=False)
    return PartialRegistry(valid, errors.findings, frozenset(skipped))


def _validated(documents: Iterable[SourceMap]) -> tuple[Registry, list[Location]]:
    """The registry of the valid files, and the locations of errors."""
    results = [validate(document) for document in documents]
    files = [result for result in results if isinstance(result, DataFile)]
    registry = assemble(files)
    findings = [finding for result in results if isinstance(result, list) for finding in result]
    findings += duplicate_ids(files)
    if not findings:
        findings += unknown_references(registry)
    return registry, [finding.location for finding in findings]


def _drop(documents: dict[str, SourceMap], name: str, locations: Iterable[Location]) -> set[SkippedEntry]:
    """Remove the entries at some locations of a file, or the whole file if a location is in none of its entries."""
    paths = {_entry_path(documents[name], location) for location in locations}
    if None in paths:
        del documents[name]
        return {SkippedEntry(name)}
    skipped: set[SkippedEntry] = set()
    # From the last item of a list to the first, so that the indexes of the others stay valid.
    for section, entry in sorted(filter(None, paths), key=lambda path: (path[0], _index(path[1])), reverse=True):
        skipped |= _remove(documents[name], name, section, entry)
    return skipped


def _index(entry: str | int | None) -> int:
    # The section itself comes last.
    return entry if isinstance(entry, int) else -1 if entry is None else 0


def _entry_path(document: SourceMap, location: Location) -> EntryPath | None:
    """The entry that contains a location: the last one that starts at or before it."""
    position = (location.line - 1, location.column - 1)
    origin = document.origin
    starts: list[tuple[Position, EntryPath]] = [(start, (key, None)) for key, start in origin.keys.items()]
    for section, value in document.items():
        if isinstance(value, SourceMap):
            starts += [(start, (section, id)) for id, start in value.origin.keys.items()]
        elif isinstance(value, list):
            starts += [(origin.values[section, index], (section, index)) for index in range(len(value))]
    before = [(start, path) for start, path in starts if start <= position and path[0] in document]
    return max(before, key=lambda candidate: candidate[0])[1] if before else None


def _remove(document: SourceMap, name: str, section: str, entry: str | int | None) -> set[SkippedEntry]:
    value = document.get(section)
    if entry is None or not isinstance(value, (dict, list)):
        document.pop(section, None)
        return {SkippedEntry(name, section)}
    if isinstance(value, dict):
        value.pop(entry, None)
        return {SkippedEntry(name, section, str(entry))}
    item = value.pop(int(entry))
    positions = document.origin.values
    for index in range(int(entry), len(value)):
        positions[section, index] = positions[section, index + 1]
    return {SkippedEntry(name, section, key) for key in _keys_of_item(item)}


def _keys_of_item(item: Any) -> Iterable[str | None]:
    """The names of a list item elsewhere: the URLs of an endpoint, the sentence of a claim."""
    if not isinstance(item, dict):
        return [None]
    keys = item.get("url", item.get("statement", item.get("listener")))
    return map(_normalized, keys if isinstance(keys, list) else [keys])


def _normalized(text: Any) -> str | None:
    try:
        return str(parse_url(text).key)
    except ValueError:
        return text if isinstance(text, str) and "://" not in text else None
    except TypeError:
        return None
