"""The valid part of data with errors: every entry but the wrong ones, and which those are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

from portdocs.registry.cross_checks import duplicate_ids, unknown_references, unusable_entries
from portdocs.registry.findings import Finding, Location
from portdocs.registry.loader import LoadErrors, needs_exact_parser
from portdocs.registry.model import DataFile
from portdocs.registry.registry import Registry, assemble
from portdocs.registry.source_map import InvalidYaml, Position, SourceMap
from portdocs.registry.urls import parse_url
from portdocs.registry.validation import validate
from portdocs.registry.verification import is_record
from portdocs.registry.verification_reader import read_verification
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


@dataclass(frozen=True, eq=False)
class PartialRegistry:
    """Everything that is valid, and what was skipped and why."""

    registry: Registry
    findings: tuple[Finding, ...] = ()
    skipped: frozenset[SkippedEntry] = frozenset()

    def may_hold(self, section: str, entry: str, file: str) -> bool:
        """True if an entry that is missing here may have been skipped; `file` is where another version has it."""
        somewhere = {SkippedEntry(file), SkippedEntry(file, section)}
        return not self.skipped.isdisjoint(somewhere) or (section, entry) in self._names

    @cached_property
    def _names(self) -> frozenset[tuple[str, str | None]]:
        return frozenset((skipped.section, skipped.entry) for skipped in self.skipped)


def salvage(sources: Mapping[str, bytes], errors: LoadErrors, unreadable: Sequence[Finding] = ()) -> PartialRegistry:
    """The valid entries of data that does not load."""
    documents: dict[str, SourceMap] = {}
    skipped = {SkippedEntry(finding.location.file) for finding in unreadable}
    records = {name: data for name, data in sources.items() if is_record(name)}
    for name, data in sorted(sources.items()):
        if name not in records:
            try:
                documents[name] = read_document(decode(data, name), name, exact=needs_exact_parser(data))
            except InvalidYaml:
                skipped.add(SkippedEntry(name))
    while True:
        registry, wrong = _validated(documents.values())
        if not wrong:
            break
        for name, locations in groupby(sorted(wrong), key=attrgetter("file")):
            skipped |= _drop(documents, name, locations)
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
    locations = [finding.location for finding in findings]
    if not findings:
        locations = [finding.location for finding in unknown_references(registry)]
        # At once: a chain of entries, each of which needs the next one, would take as many validations.
        locations += [entry.location for entry in unusable_entries(registry)]
    return registry, locations


def _drop(documents: dict[str, SourceMap], name: str, locations: Iterable[Location]) -> set[SkippedEntry]:
    """Remove the entries at some locations of a file, or the whole file if a location is in none of its entries."""
    paths = _entry_paths(documents[name], locations)
    if None in paths:
        del documents[name]
        return {SkippedEntry(name)}
    entries: dict[str, set[str | int | None]] = {}
    for section, entry in filter(None, paths):
        entries.setdefault(section, set()).add(entry)
    return set().union(*(_remove(documents[name], name, section, entries[section]) for section in sorted(entries)))


def _entry_paths(document: SourceMap, locations: Iterable[Location]) -> set[EntryPath | None]:
    """The entries that contain some locations: for each the last one that starts at or before it."""
    starts = sorted(_entry_starts(document), key=itemgetter(0))
    positions = [start for start, _ in starts]
    after = [bisect_right(positions, (location.line - 1, location.column - 1)) for location in locations]
    return {starts[index - 1][1] if index else None for index in after}


def _entry_starts(document: SourceMap) -> list[tuple[Position, EntryPath]]:
    """The position of each section and each entry that the document still has."""
    origin = document.origin
    starts: list[tuple[Position, EntryPath]] = [(start, (key, None)) for key, start in origin.keys.items()]
    for section, value in document.items():
        if isinstance(value, SourceMap):
            starts += [(start, (section, id)) for id, start in value.origin.keys.items()]
        elif isinstance(value, list):
            starts += [(origin.values[section, index], (section, index)) for index in range(len(value))]
    return [(start, path) for start, path in starts if path[0] in document]


def _remove(document: SourceMap, name: str, section: str, entries: set[str | int | None]) -> set[SkippedEntry]:
    value = document.get(section)
    if None in entries or not isinstance(value, (dict, list)):
        document.pop(section, None)
        return {SkippedEntry(name, section)}
    if isinstance(value, dict):
        for id in entries:
            value.pop(id, None)
        return {SkippedEntry(name, section, str(id)) for id in entries}
    remaining = [index for index in range(len(value)) if index not in entries]
    removed = [item for index, item in enumerate(value) if index in entries]
    positions = document.origin.values
    positions.update({(section, new): positions[section, old] for new, old in enumerate(remaining)})
    value[:] = [value[index] for index in remaining]
    return {SkippedEntry(name, section, key) for item in removed for key in _keys_of_item(item)}


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
