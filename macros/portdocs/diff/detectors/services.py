"""Services: added, removed and renamed ones."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.diff.sockets import DeclaredSocket, format_binds
from portdocs.registry import Service, Subject


def services(comparison: Comparison) -> Iterator[Change]:
    """Services added, removed and renamed."""
    for service in comparison.removed(Service):
        message = f"{service.title} was removed{_sockets(comparison.old, service.id, 'it listened on ')}"
        yield Change(
            ChangeLevel.BREAKING, "service-removed", Subject("service", service.id), message, old=service.location
        )
    for service in comparison.added(Service):
        status = "" if service.status == "active" else f" ({service.status})"
        message = f"{service.title} was added{status}{_sockets(comparison.new, service.id, 'it listens on ')}"
        yield Change(ChangeLevel.CHANGE, "service-added", Subject("service", service.id), message, new=service.location)
    for old, new in comparison.service_pairs:
        yield from _renamed(old, new)


def _renamed(old: Service, new: Service) -> Iterator[Change]:
    locations = {"old": old.location, "new": new.location}
    subject = Subject("service", new.id)
    if old.id != new.id:
        names = f"{old.title} was renamed to {new.title}" if old.title != new.title else f"{new.title} has a new id"
        message = f"{names} ({new.id} instead of {old.id}); its listeners are unchanged"
        yield Change(ChangeLevel.CHANGE, "service-renamed", subject, message, **locations)
    elif old.title != new.title:
        message = f"{old.title} was renamed to {new.title}"
        yield Change(ChangeLevel.CHANGE, "service-renamed", subject, message, **locations)


def _sockets(state: RegistryState, id: str, lead: str) -> str:
    sockets = list(state.sockets[id].values())
    return f": {lead}{', '.join(map(_format_socket, sockets))}" if sockets else ""


def _format_socket(socket: DeclaredSocket) -> str:
    return f"{socket.key} ({format_binds(socket.binds)})" if socket.binds else str(socket.key)
