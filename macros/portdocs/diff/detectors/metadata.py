"""What is told of services and suites beside ports: no port changes, and a reader may want to know all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.diff.sockets import DeclaredSocket, matched
from portdocs.registry import Service
from portdocs.registry.model import Entry

_SERVICE = ("description", "runtime", "unit", "container", "compose", "files", "links", "notes", "icon", "retired_on")
_LISTENER = ("name", "health", "purpose")
_SUITE = ("name", "contact")


def metadata(comparison: Comparison) -> Iterator[Change]:
    """One change for each service or suite whose words changed, with the fields that did."""
    for old, new in comparison.services:
        fields = [*_changed(old, new, _SERVICE), *_of_listeners(comparison, old, new)]
        if fields:
            yield _one(f"service:{new.id}", new.title, fields, old, new)
    before = comparison.old.registry.suites
    for id, suite in comparison.new.registry.suites.items():
        if id in before and (fields := _changed(before[id], suite, _SUITE)):
            yield _one(f"suite:{id}", f"the suite {suite.title}", fields, before[id], suite)


def _changed(old: Entry, new: Entry, fields: Iterable[str]) -> list[str]:
    return [field for field in fields if _plain(old, field) != _plain(new, field)]


def _of_listeners(comparison: Comparison, old: Service, new: Service) -> Iterator[str]:
    """What is said otherwise of an opening that both have; of one that came or went, all is."""
    pairs, _, _ = matched(comparison.old.openings[old.id], comparison.new.openings[new.id])
    for field in _LISTENER:
        if any(_said(before, field) != _said(after, field) for before, after in pairs):
            yield f"{field} of a listener"


def _said(opening: DeclaredSocket, field: str) -> set[str]:
    return {value for listener in opening.listeners if (value := getattr(listener, field))}


def _plain(entry: Entry, field: str) -> Any:
    """A value that compares by what is said: the order of keys and of lists is none of it."""
    value = getattr(entry, field)
    if field == "files":
        return {(file.path, file.purpose) for file in value}
    return set(value) if isinstance(value, tuple) else value


def _one(subject: str, title: str, fields: Iterable[str], old: Entry, new: Entry) -> Change:
    words = " and ".join(field.replace("_", " ") for field in fields)
    return Change(ChangeLevel.CHANGE, "described", subject, f"{title}: {words} changed", old.location, new.location)
