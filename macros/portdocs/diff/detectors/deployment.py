"""Status, hosts, and external services."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison
from portdocs.registry import Host, Service


def deployment(comparison: Comparison) -> Iterator[Change]:
    """Changes of `status`, `host` and `external`."""
    for old, new in comparison.service_pairs:
        if old.status != new.status:
            yield _status(comparison, old, new)
        if old.external != new.external:
            words = "is now external" if new.external else "is no longer external"
            yield change_of(ChangeLevel.BREAKING, "external-changed", f"{new.title} {words}", old, new)
        elif comparison.both_declare_hosts and not new.external:
            yield from _hosts(comparison, old, new)


def _status(comparison: Comparison, old: Service, new: Service) -> Change:
    level = ChangeLevel.BREAKING if new.status in ("retired", "deprecated") else ChangeLevel.CHANGE
    message = f"{new.title} is {new.status} instead of {old.status}"
    closed = [str(socket.key) for socket in comparison.old.sockets[old.id].values()]
    if closed and new.status == "retired":
        message += f"; it frees {', '.join(closed)}"
    return change_of(level, "status-changed", message, old, new)


def _hosts(comparison: Comparison, old: Service, new: Service) -> Iterator[Change]:
    before = {host.id: host for host in comparison.old.registry.hosts_of(old)}
    after = {host.id: host for host in comparison.new.registry.hosts_of(new)}
    removed = [host for id, host in before.items() if id not in after]
    added = [host for id, host in after.items() if id not in before]
    if removed and added:
        message = f"{new.title} runs on {_titles(added)} instead of {_titles(removed)}"
        yield change_of(ChangeLevel.BREAKING, "host-changed", message, old, new)
    elif removed:
        yield change_of(
            ChangeLevel.BREAKING, "host-changed", f"{new.title} no longer runs on {_titles(removed)}", old, new
        )
    elif added:
        yield change_of(ChangeLevel.CHANGE, "host-changed", f"{new.title} also runs on {_titles(added)}", old, new)


def _titles(hosts: list[Host]) -> str:
    return " and ".join(host.title for host in hosts)
