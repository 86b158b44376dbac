"""What can still be read of data that does not load: every entry but the wrong ones, and which those are.

For comparisons alone: a site, an answer or an export is made of data that loads, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from portdocs.registry import cross_checks as references
from portdocs.registry.findings import Finding, Location
from portdocs.registry.loader import FileCache, LoadErrors, parse_registry
from portdocs.registry.model import DataFile
from portdocs.registry.registry import Registry, assemble
from portdocs.registry.source_map import ORIGIN, InvalidYaml, SourceMap
from portdocs.registry.urls import parse_url
from portdocs.registry.validation import validate
from portdocs.registry.yaml_loader import decode, read_document

_Document: TypeAlias = "dict[str, Any]"
_Spot: TypeAlias = "tuple[str, str | int | None]"
"""A section, and the id or index of one entry; None for the section itself."""


@dataclass(frozen=True, slots=True)
class SkippedEntry:
    """Something that was written down and could not be read."""

    file: str
    section: str = ""
    """Empty: the whole file."""
    entry: str | None = None
    """The id, or the URL as it compares; None: nobody knows which entries of the section."""


@dataclass(frozen=True, slots=True, eq=False)
class PartialRegistry:
    """What could be read, what is wrong with the rest, and what the rest is."""

    registry: Registry
    findings: tuple[Finding, ...] = ()
    lost: frozenset[SkippedEntry] = frozenset()

    def may_hold(self, section: str, entry: str, file: str) -> bool:
        """Whether an entry that is not in the registry may be among what was lost; `file` is where it is elsewhere."""
        return not self.lost.isdisjoint({SkippedEntry(file), SkippedEntry(file, section)}) or any(
            lost.section == section and lost.entry == entry for lost in self.lost
        )


def load_partial(sources: Mapping[str, bytes], known: FileCache | None = None) -> PartialRegistry:
    """All that loads of some files, given as bytes by name; where all of it does, nothing is lost."""
    result = parse_registry(sources, known)
    if isinstance(result, Registry):
        return PartialRegistry(result)
    return _salvaged(sources, result)


def _salvaged(sources: Mapping[str, bytes], problems: LoadErrors) -> PartialRegistry:
    documents: dict[str, _Document] = {}
    lost: set[SkippedEntry] = set()
    for name, data in sorted(sources.items()):
        try:
            documents[name] = read_document(decode(data, name), name, exact=b"\t" in data)
        except InvalidYaml:
            lost.add(SkippedEntry(name))
    while True:
        files, wrong = _validated(documents.values())
        if not wrong:
            return PartialRegistry(assemble(files), problems.findings, frozenset(lost))
        for name in {location.file for location in wrong}:
            lost |= _drop(documents, name, [location for location in wrong if location.file == name])


def _validated(documents: Iterable[_Document]) -> tuple[list[DataFile], list[Location]]:
    """The files that hold no mistake, and the places of mistakes."""
    results = [validate(document) for document in documents]
    files = [result for result in results if isinstance(result, DataFile)]
    found = [finding for result in results if isinstance(result, list) for finding in result]
    found += references.duplicates(files)
    if not found:
        found += references.unknown_references(assemble(files))
    return files, [finding.location for finding in found]


def _drop(documents: dict[str, _Document], name: str, locations: Iterable[Location]) -> set[SkippedEntry]:
    """Takes the entries at some places out of a file; the whole file where a mistake belongs to none of them."""
    spots = {_spot(documents[name], location) for location in locations}
    if None in spots:
        del documents[name]
        return {SkippedEntry(name)}
    lost: set[SkippedEntry] = set()
    # Items of a list go from the last to the first, so that the others keep their number.
    for section, entry in sorted(filter(None, spots), key=lambda spot: (spot[0], _number(spot[1])), reverse=True):
        lost |= _take_out(documents[name], name, section, entry)
    return lost


def _number(entry: str | int | None) -> int:
    # The section itself goes last: nothing of it is left to take out then.
    return entry if isinstance(entry, int) else -1 if entry is None else 0


def _spot(document: _Document, location: Location) -> _Spot | None:
    """The entry that a place belongs to: the last one that starts at or before it."""
    at = (location.line - 1, location.column - 1)
    top: SourceMap = document[ORIGIN]
    starts: list[tuple[tuple[int, int], _Spot]] = [(start, (key, None)) for key, start in top.keys.items()]
    for section, value in document.items():
        if isinstance(value, dict):
            starts += [(start, (section, id)) for id, start in value[ORIGIN].keys.items()]
        elif isinstance(value, list):
            starts += [(top.values[section, index], (section, index)) for index in range(len(value))]
    before = [(start, spot) for start, spot in starts if start <= at and spot[0] in document]
    return max(before, key=lambda found: found[0])[1] if before else None


def _take_out(document: _Document, name: str, section: str, entry: str | int | None) -> set[SkippedEntry]:
    value = document.get(section)
    if entry is None or not isinstance(value, (dict, list)):
        document.pop(section, None)
        return {SkippedEntry(name, section)}
    if isinstance(value, dict):
        value.pop(entry, None)
        return {SkippedEntry(name, section, str(entry))}
    item = value.pop(int(entry))
    locations = document[ORIGIN].values
    for index in range(int(entry), len(value)):
        locations[section, index] = locations[section, index + 1]
    return {SkippedEntry(name, section, key) for key in _keys(item)}


def _keys(item: Any) -> Iterable[str | None]:
    """What an item of a list is known by elsewhere: the URLs of an endpoint, the sentence of a claim."""
    if not isinstance(item, dict):
        return [None]
    urls = item.get("url", item.get("statement", item.get("listener")))
    return [_key(url) for url in (urls if isinstance(urls, list) else [urls])]


def _key(text: Any) -> str | None:
    try:
        return str(parse_url(text).key)
    except ValueError:
        return text if isinstance(text, str) and "://" not in text else None
    except TypeError:
        return None
