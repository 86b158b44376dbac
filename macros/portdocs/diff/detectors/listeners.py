"""Listeners: added, removed and moved ones, and changes of their bind, protocol or container port."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison
from portdocs.diff.detectors.exposure import exposure
from portdocs.diff.sockets import DeclaredSocket, format_binds, match_sockets
from portdocs.registry import Service, Subject


def listeners(comparison: Comparison) -> Iterator[Change]:
    """Changes of listeners; a bind that changes the exposure is reported by the detector `exposure` only."""
    reported = {change.new for change in exposure(comparison)}
    for old, new in comparison.service_pairs:
        yield from _known_listeners(old, new)
        if None in (old.listeners, new.listeners) or "retired" in (old.status, new.status):
            continue
        pairs, removed, added = match_sockets(comparison.old.sockets[old.id], comparison.new.sockets[new.id])
        subject = Subject("service", new.id)
        for socket in removed:
            message = f"{new.title} no longer listens on {socket.key}"
            yield Change(ChangeLevel.BREAKING, "listener-removed", subject, message, old=socket.location)
        for socket in added:
            if socket.bind_location not in reported:
                bound = f", bound to {format_binds(socket.binds)}" if socket.binds else ""
                message = f"{new.title} also listens on {socket.key}{bound}"
                yield Change(ChangeLevel.CHANGE, "listener-added", subject, message, new=socket.location)
        for before, after in pairs:
            yield from _pair(new, before, after, is_reported=after.bind_location in reported)


def _known_listeners(old: Service, new: Service) -> Iterator[Change]:
    if (old.listeners is None) != (new.listeners is None):
        level = ChangeLevel.DANGER if new.listeners is None else ChangeLevel.IMPROVEMENT
        words = "unknown" if new.listeners is None else "known"
        yield change_of(level, "listeners-known", f"the listeners of {new.title} are now {words}", old, new)


def _pair(service: Service, old: DeclaredSocket, new: DeclaredSocket, *, is_reported: bool) -> Iterator[Change]:
    subject = Subject("service", service.id)
    if old.key != new.key:
        message = f"{service.title} listens on {new.key} instead of {old.key}"
        yield Change(ChangeLevel.BREAKING, "port-moved", subject, message, old.location, new.location)
    if old.binds != new.binds and not is_reported:
        message = (
            f"{service.title} on {new.key} is bound to {format_binds(new.binds)} instead of {format_binds(old.binds)}"
        )
        yield Change(ChangeLevel.CHANGE, "rebound", subject, message, old.bind_location, new.bind_location)
    for field, words in (("protocol", "uses protocol {}"), ("container_port", "maps to {} in its container")):
        before, after = (_values(socket, field) for socket in (old, new))
        if before != after:
            description = words.format(" and ".join(after) or "unknown")
            instead = f" instead of {' and '.join(before)}" if before else ""
            message = f"{service.title} on {new.key} {description}{instead}"
            yield Change(ChangeLevel.CHANGE, "listener-changed", subject, message, old.location, new.location)


def _values(socket: DeclaredSocket, field: str) -> list[str]:
    if field == "container_port" and socket.key.kind == "container":
        return []  # the port itself
    return sorted({str(value) for one in socket.listeners if (value := getattr(one, field)) is not None})
