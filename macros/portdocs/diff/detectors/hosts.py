"""Machines and suites: those that came and went, addresses, and what firewalls let through."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.registry import Firewall, Host, Suite


def hosts(comparison: Comparison) -> Iterator[Change]:
    """Changes of hosts and suites. A host that is only implied is none."""
    for id, entry in comparison.removed("hosts"):
        if comparison.old.registry.declares_hosts and isinstance(entry, Host):
            message = f"the host {entry.title} was removed"
            yield Change(ChangeLevel.BREAKING, "host-removed", f"host:{id}", message, old=entry.location)
    for id, entry in comparison.added("hosts"):
        if comparison.new.registry.declares_hosts and isinstance(entry, Host):
            yield Change(
                ChangeLevel.CHANGE, "host-added", f"host:{id}", f"the host {entry.title} was added", new=entry.location
            )
    for id, host in comparison.new.registry.hosts.items():
        if id in comparison.old.registry.hosts:
            yield from _kept(comparison.old.registry.hosts[id], host)
    yield from _suites(comparison)


def _suites(comparison: Comparison) -> Iterator[Change]:
    for id, entry in comparison.removed("suites"):
        assert isinstance(entry, Suite)
        message = f"the suite {entry.title} was removed"
        yield Change(ChangeLevel.BREAKING, "suite-removed", f"suite:{id}", message, old=entry.location)
    for id, entry in comparison.added("suites"):
        assert isinstance(entry, Suite)
        message = f"the suite {entry.title} was added"
        yield Change(ChangeLevel.CHANGE, "suite-added", f"suite:{id}", message, new=entry.location)


def _kept(old: Host, new: Host) -> Iterator[Change]:
    subject, locations = f"host:{new.id}", {"old": old.location, "new": new.location}
    if set(old.addresses) != set(new.addresses):
        was = f" instead of {', '.join(sorted(old.addresses))}" if old.addresses else ""
        message = f"{new.title} has {', '.join(sorted(new.addresses)) or 'no known address'}{was}"
        yield Change(
            ChangeLevel.BREAKING if was else ChangeLevel.CHANGE, "address-changed", subject, message, **locations
        )
    for message in _firewall(new.title, old.firewall, new.firewall):
        yield Change(ChangeLevel.CHANGE, "firewall-changed", subject, message, **locations)


def _firewall(host: str, old: Firewall | None, new: Firewall | None) -> Iterator[str]:
    """What a firewall lets through otherwise; whom that lets in is told by `reach`."""
    if old is None or new is None:
        if old is not new:
            yield f"{host} has {'a firewall now' if new else 'no firewall any more'}"
        return
    before, after = {str(one) for one in old.open}, {str(one) for one in new.open}
    name = new.name or f"the firewall of {host}"
    if won := after - before:
        yield f"{name} lets {_listed(won)} through"
    if lost := before - after:
        yield f"{name} no longer lets {_listed(lost)} through"
    if old.outside != new.outside:
        yield f"{name} stands {'before' if new.outside else 'on'} {host} now"


def _listed(ports: set[str]) -> str:
    return ", ".join(sorted(ports, key=lambda text: (len(text.split("-")[0].split("/")[0]), text)))
