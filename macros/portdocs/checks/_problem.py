"""What a check yields, and how a finding names the entries that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portdocs.registry import Endpoint, Finding, Host, Listener, Location, Ports, Range, Service
from portdocs.registry.model import Entry


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a check found; the engine adds the check's id and severity."""

    location: Location
    """The most specific value that is wrong."""
    message: str
    """What was seen, what was expected, and what to do."""
    about: tuple[Entry, ...]
    """The entries that it is about: an acceptance on any of them accepts it."""
    related: tuple[Location, ...] = ()
    ports: tuple[Ports, ...] = ()
    """Ports that it is about beside those of the listeners in `about`."""

    @property
    def subjects(self) -> tuple[str, ...]:
        """What it is about as names, for `Finding.subjects`."""
        named = [subject for entry in self.about for subject in subject_keys(entry)]
        return tuple(dict.fromkeys([*named, *(f"port:{ports}" for ports in self.ports)]))


def subject_keys(entry: Entry) -> tuple[str, ...]:
    """The names under which findings know an entry: of a listener its port, of an endpoint each of its URLs."""
    match entry:
        case Service():
            return (f"service:{entry.id}",)
        case Listener():
            return (f"port:{entry.port}",) if entry.port else ()
        case Endpoint():
            return tuple(f"endpoint:{url}" for url in entry.url)
        case Range():
            return (f"range:{entry.id}",)
        case Host():
            return (f"host:{entry.id}",)
    return ()


def index_by_subject(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """The findings about each subject, in the order given: what a site with many pages asks once."""
    index: dict[str, list[Finding]] = {}
    for finding in findings:
        for subject in finding.subjects:
            index.setdefault(subject, []).append(finding)
    return {subject: tuple(found) for subject, found in index.items()}


def findings_about(findings: Iterable[Finding], entry: Entry) -> tuple[Finding, ...]:
    """The findings about one service, listener (by its port), endpoint, range or host."""
    subjects = set(subject_keys(entry))
    return tuple(finding for finding in findings if not subjects.isdisjoint(finding.subjects))


def field_location(entry: Entry, *fields: str, index: int | None = None) -> Location:
    """Where the first of some fields that is written has its value, else the entry: the place of a problem.

    `index` is that of an item in the first field's list.
    """
    for number, field in enumerate(fields):
        if field in entry.at.keys:
            return entry.at.value_location(field, index if number == 0 else None)
    return entry.location
