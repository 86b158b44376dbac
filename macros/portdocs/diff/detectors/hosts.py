"""Hosts and suites: added and removed ones, addresses, and firewalls."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison
from portdocs.registry import Firewall, Host, Suite
from portdocs.registry.openings import Opening


def hosts(comparison: Comparison) -> Iterator[Change]:
    """Changes of hosts and suites; the implied host of a registry without hosts is ignored."""
    yield from _presence(comparison, Suite, "suite")
    yield from _presence(comparison, Host, "host")
    for id, host in comparison.new.registry.hosts.items():
        if id in comparison.old.registry.hosts:
            yield from _changed(comparison.old.registry.hosts[id], host)


def _presence(comparison: Comparison, kind: type[Host | Suite], word: str) -> Iterator[Change]:
    for one in comparison.removed(kind):
        if kind is Suite or comparison.old.registry.declares_hosts:
            message = f"the {word} {one.title} was removed"
            yield change_of(ChangeLevel.BREAKING, f"{word}-removed", message, one)
    for one in comparison.added(kind):
        if kind is Suite or comparison.new.registry.declares_hosts:
            message = f"the {word} {one.title} was added"
            yield change_of(ChangeLevel.CHANGE, f"{word}-added", message, new=one)


def _changed(old: Host, new: Host) -> Iterator[Change]:
    if set(old.addresses) != set(new.addresses):
        before = f" instead of {', '.join(sorted(old.addresses))}" if old.addresses else ""
        message = f"the address of {new.title} is {', '.join(sorted(new.addresses)) or 'unknown'}{before}"
        yield change_of(ChangeLevel.BREAKING if before else ChangeLevel.CHANGE, "address-changed", message, old, new)
    for message in _firewall(new.title, old.firewall, new.firewall):
        yield change_of(ChangeLevel.CHANGE, "firewall-changed", message, old, new)


def _firewall(host: str, old: Firewall | None, new: Firewall | None) -> Iterator[str]:
    """Changes of a firewall; the detector `exposure` reports their effect on sockets."""
    if old is None or new is None:
        if old is not new:
            yield f"{host} {'now has a firewall' if new else 'no longer has a firewall'}"
        return
    name = new.name or f"the firewall of {host}"
    if opened := set(new.open) - set(old.open):
        yield f"{name} opens {_format_openings(opened)}"
    if closed := set(old.open) - set(new.open):
        yield f"{name} no longer opens {_format_openings(closed)}"
    if old.outside != new.outside:
        yield f"{name} now runs {'in front of' if new.outside else 'on'} {host}"


def _format_openings(openings: set[Opening]) -> str:
    ordered = sorted(openings, key=lambda one: (one.ports.first, str(one)))
    return ", ".join(map(str, ordered))
