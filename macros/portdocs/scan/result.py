"""The result of a scan: all observations, without duplicates and without credentials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from portdocs.scan.observations import (
    FileRead,
    Observation,
    ObservedListener,
    ObservedRoute,
    ObservedService,
    Opening,
    SourceError,
    Unresolved,
)
from portdocs.scan.safe_files import Broken, Unreadable, without_credentials


@dataclass(frozen=True, slots=True)
class Scan:
    """All observations without duplicates, each kind sorted by location."""

    listeners: tuple[ObservedListener, ...] = ()
    routes: tuple[ObservedRoute, ...] = ()
    openings: tuple[Opening, ...] = ()
    services: tuple[ObservedService, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    errors: tuple[SourceError, ...] = ()
    files: tuple[FileRead, ...] = ()

    @property
    def said_listeners(self) -> tuple[ObservedListener, ...]:
        """The listeners that a scan prints: those on an address of the host."""
        return tuple(one for one in self.listeners if not one.by_name_only)

    @property
    def said_routes(self) -> tuple[ObservedRoute, ...]:
        """The routes that a line states explicitly, which a scan prints."""
        return tuple(route for route in self.routes if route.is_said)

    @property
    def readable(self) -> bool:
        """True if anything could be read."""
        return bool(self.files)


def build_scan(observations: Iterable[Observation]) -> Scan:
    """Build a scan from observations in any order, without the credentials in them. A socket that several lines of a
    source open is one listener, at the first of them."""
    order = (ObservedListener, ObservedRoute, Opening, ObservedService, Unresolved, SourceError, FileRead)
    kinds: dict[type, dict[Any, Any]] = {kind: {} for kind in order}
    for observation in observations:
        kinds[type(observation)].setdefault(_redacted(observation))
    listeners, *others = (tuple(sorted(found, key=_order)) for found in kinds.values())
    return Scan(_merge_same_sockets(listeners), *others)


_TEXTS: dict[type, tuple[str, ...]] = {
    ObservedRoute: ("redirect",),
    Unresolved: ("text", "reason"),
    SourceError: ("message",),
}
"""The fields that quote a file."""


def _redacted(observation: Observation) -> Observation:
    """The observation without the credentials that a file has in a URL, or in what was not understood."""
    old: dict[str, Any] = {name: getattr(observation, name) for name in _TEXTS.get(type(observation), ())}
    new: dict[str, Any] = {name: without_credentials(text) for name, text in old.items()}
    return observation if new == old else replace(observation, **new)


def merged(scans: Iterable[Scan]) -> Scan:
    """Merge several scans."""
    return build_scan(
        observation for scan in scans for kind in fields(scan) for observation in getattr(scan, kind.name)
    )


def _order(observation: Any) -> tuple[Any, ...]:
    values = tuple([getattr(observation, name) for name in observation.__slots__])
    return (observation.file, getattr(observation, "line", 0), str(values))


def _merge_same_sockets(listeners: Iterable[ObservedListener]) -> tuple[ObservedListener, ...]:
    first: dict[Any, ObservedListener] = {}
    for listener in listeners:
        # Each compose line without a host port gets its own random port.
        where = (listener.file, listener.line) if listener.port is None and listener.container_port else None
        socket = (listener.transport, listener.address, listener.port, listener.port_end, listener.container_port)
        holder = (listener.name, listener.source, listener.certain)
        first.setdefault((where, socket, holder), listener)
    return tuple(first.values())


def json_values(observation: Observation, *, with_internal: bool) -> dict[str, Any]:
    """The fields of an observation as JSON values; a scan prints those that are not internal, a snapshot has all."""
    values = {
        one.name: getattr(observation, one.name) for one in fields(observation) if with_internal or not one.metadata
    }
    if isinstance(observation, ObservedRoute):
        location = observation.location
        values |= {"location": location and location.text, "targets": observation.shown_targets}
        values.pop("redirect", None)
        if with_internal:
            values["within"] = [one.text for one in observation.within]
            values["is_exact"] = location is not None and location.modifier == "="
    elif isinstance(observation, Opening):
        values["ports"] = observation.shown_ports
    return values


def not_read(source: str, name: str, error: Unreadable) -> Iterator[Observation]:
    """The error of a file; one that could be read, but not understood, counts as read."""
    yield SourceError(name, error.line, error.message)
    if isinstance(error, Broken):
        yield FileRead(source, name)
