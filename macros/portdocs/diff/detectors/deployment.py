"""How services run: their status, the hosts they run on, and whether they are ours."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.diff.sockets import DeclaredSocket
from portdocs.registry import Host, Service


def deployment(comparison: Comparison) -> Iterator[Change]:
    """Changes of status, host and ownership of the machine."""
    for old, new in comparison.services:
        if old.status != new.status:
            yield _status(comparison, old, new)
        if old.external != new.external:
            words = "is not ours any more" if new.external else "is ours now"
            yield _change(ChangeLevel.BREAKING, "external-changed", f"{new.title} {words}", old, new)
        elif comparison.hosts_compare and not new.external:
            yield from _hosts(comparison, old, new)


def _status(comparison: Comparison, old: Service, new: Service) -> Change:
    level = ChangeLevel.BREAKING if new.status in ("retired", "deprecated") else ChangeLevel.CHANGE
    message = f"{new.title} is {new.status} instead of {old.status}"
    opened = list(comparison.old.openings[old.id].values()) if new.status == "retired" else []
    return _change(level, "status-changed", f"{message}{_left(opened)}", old, new)


def _left(opened: list[DeclaredSocket]) -> str:
    return f"; it leaves {', '.join(str(one.key) for one in opened)}" if opened else ""


def _hosts(comparison: Comparison, old: Service, new: Service) -> Iterator[Change]:
    before = {host.id: host for host in comparison.old.registry.hosts_of(old)}
    after = {host.id: host for host in comparison.new.registry.hosts_of(new)}
    gone = [host for id, host in before.items() if id not in after]
    come = [host for id, host in after.items() if id not in before]
    if gone and come:
        message = f"{new.title} runs on {_titles(come)} instead of {_titles(gone)}"
        yield _change(ChangeLevel.BREAKING, "host-changed", message, old, new)
    elif gone:
        yield _change(ChangeLevel.BREAKING, "host-changed", f"{new.title} no longer runs on {_titles(gone)}", old, new)
    elif come:
        yield _change(ChangeLevel.CHANGE, "host-changed", f"{new.title} runs on {_titles(come)} too", old, new)


def _titles(hosts: list[Host]) -> str:
    return " and ".join(host.title for host in hosts)


def _change(level: ChangeLevel, kind: str, message: str, old: Service, new: Service) -> Change:
    return Change(level, kind, f"service:{new.id}", message, old.location, new.location)
