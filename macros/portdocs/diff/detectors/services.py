"""Services: added, removed and renamed ones."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.diff.sockets import DeclaredSocket, format_binds
from portdocs.registry import Service


def services(comparison: Comparison) -> Iterator[Change]:
    """Services added, removed and renamed."""
    for service in comparison.removed(Service):
        message = f"{service.title} was removed{_sockets(comparison.old, service.id, 'it listened on ')}"
        yield change_of(ChangeLevel.BREAKING, "service-removed", message, service)
    for service in comparison.added(Service):
        status = "" if service.status == "active" else f" ({service.status})"
        message = f"{service.title} was added{status}{_sockets(comparison.new, service.id, 'it listens on ')}"
        yield change_of(ChangeLevel.CHANGE, "service-added", message, new=service)
    for old, new in comparison.service_pairs:
        if old.id != new.id or old.title != new.title:
            yield change_of(ChangeLevel.CHANGE, "service-renamed", _new_name(old, new), old, new)


def _new_name(old: Service, new: Service) -> str:
    name = f"{old.title} was renamed to {new.title}" if old.title != new.title else f"{new.title} has a new id"
    if old.id == new.id:
        return name
    return f"{name} ({new.id} instead of {old.id}); its listeners are unchanged"


def _sockets(state: RegistryState, id: str, lead: str) -> str:
    sockets = list(state.sockets[id].values())
    return f": {lead}{', '.join(map(_format_socket, sockets))}" if sockets else ""


def _format_socket(socket: DeclaredSocket) -> str:
    return f"{socket.key} ({format_binds(socket.binds)})" if socket.binds else str(socket.key)
