"""Descriptions and other fields of services and suites that do not affect ports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison
from portdocs.diff.sockets import DeclaredSocket, match_sockets
from portdocs.registry import Service
from portdocs.registry.model import Entry

_SERVICE = ("description", "runtime", "unit", "container", "compose", "files", "links", "notes", "icon", "retired_on")
_LISTENER = ("name", "health", "purpose")
_SUITE = ("name", "contact")


def metadata(comparison: Comparison) -> Iterator[Change]:
    """One change per service or suite, with the fields that changed."""
    for old, new in comparison.service_pairs:
        fields = [*_changed(old, new, _SERVICE), *_changed_listener_fields(comparison, old, new)]
        if fields:
            yield _change(new.title, fields, old, new)
    before = comparison.old.registry.suites
    for id, suite in comparison.new.registry.suites.items():
        if id in before and (fields := _changed(before[id], suite, _SUITE)):
            yield _change(f"the suite {suite.title}", fields, before[id], suite)


def _changed(old: Entry, new: Entry, fields: Iterable[str]) -> list[str]:
    return [field for field in fields if _comparable(old, field) != _comparable(new, field)]


def _changed_listener_fields(comparison: Comparison, old: Service, new: Service) -> Iterator[str]:
    """The fields that changed on sockets of both states."""
    pairs, _, _ = match_sockets(comparison.old.sockets[old.id], comparison.new.sockets[new.id])
    for field in _LISTENER:
        if any(_values(before, field) != _values(after, field) for before, after in pairs):
            yield f"{field} of a listener"


def _values(socket: DeclaredSocket, field: str) -> set[str]:
    return {value for listener in socket.listeners if (value := getattr(listener, field))}


def _comparable(entry: Entry, field: str) -> Any:
    """A value that compares without regard to the order of lists and keys."""
    value = getattr(entry, field)
    if field == "files":
        return {(file.path, file.purpose) for file in value}
    return set(value) if isinstance(value, tuple) else value


def _change(title: str, fields: Iterable[str], old: Entry, new: Entry) -> Change:
    names = " and ".join(field.replace("_", " ") for field in fields)
    return change_of(ChangeLevel.CHANGE, "described", f"{title}: {names} changed", old, new)
