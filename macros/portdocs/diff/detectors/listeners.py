"""What services open: listeners that came, went, moved to another port, or speak otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.diff.detectors.exposure import exposure
from portdocs.diff.sockets import DeclaredSocket, matched, shown_binds
from portdocs.registry import Service


def listeners(comparison: Comparison) -> Iterator[Change]:
    """Changes of listeners; what changes who can reach them is told by `reach`, and not twice."""
    told = {change.new for change in exposure(comparison)}
    for old, new in comparison.services:
        yield from _known(old, new)
        if None in (old.listeners, new.listeners) or "retired" in (old.status, new.status):
            continue
        pairs, gone, come = matched(comparison.old.openings[old.id], comparison.new.openings[new.id])
        subject = f"service:{new.id}"
        for opening in gone:
            message = f"{new.title} no longer listens on {opening.key}"
            yield Change(ChangeLevel.BREAKING, "listener-removed", subject, message, old=opening.location)
        for opening in come:
            if opening.bind_place not in told:
                message = f"{new.title} listens on {opening.key} too{_bound(opening)}"
                yield Change(ChangeLevel.CHANGE, "listener-added", subject, message, new=opening.location)
        for before, after in pairs:
            yield from _pair(new, before, after, told=after.bind_place in told)


def _known(old: Service, new: Service) -> Iterator[Change]:
    if (old.listeners is None) != (new.listeners is None):
        level = ChangeLevel.DANGER if new.listeners is None else ChangeLevel.BETTER
        words = "is not known any more" if new.listeners is None else "is known now"
        message = f"what {new.title} listens on {words}"
        yield Change(level, "listeners-known", f"service:{new.id}", message, old.location, new.location)


def _pair(service: Service, old: DeclaredSocket, new: DeclaredSocket, *, told: bool) -> Iterator[Change]:
    subject = f"service:{service.id}"
    if old.key != new.key:
        message = f"{service.title} listens on {new.key} instead of {old.key}"
        yield Change(ChangeLevel.BREAKING, "port-moved", subject, message, old.location, new.location)
    if old.binds != new.binds and not told:
        message = (
            f"{service.title} on {new.key} is bound to {shown_binds(new.binds)} instead of {shown_binds(old.binds)}"
        )
        yield Change(ChangeLevel.CHANGE, "rebound", subject, message, old.bind_place, new.bind_place)
    for field, words in (("protocol", "speaks {}"), ("container_port", "leads to {} in its container")):
        before, after = (_values(opening, field) for opening in (old, new))
        if before != after:
            spoken = words.format(" and ".join(after) or "what nobody says")
            instead = f" instead of {' and '.join(before)}" if before else ""
            message = f"{service.title} on {new.key} {spoken}{instead}"
            yield Change(ChangeLevel.CHANGE, "listener-changed", subject, message, old.location, new.location)


def _values(opening: DeclaredSocket, field: str) -> list[str]:
    if field == "container_port" and opening.key.kind == "container":
        return []  # it is the port itself
    return sorted({str(value) for one in opening.listeners if (value := getattr(one, field)) is not None})


def _bound(opening: DeclaredSocket) -> str:
    return f", bound to {shown_binds(opening.binds)}" if opening.binds else ""
