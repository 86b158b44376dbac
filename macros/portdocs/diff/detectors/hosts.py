"""Hosts and suites: added and removed ones, addresses, and firewalls."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.registry import Firewall, Host, Subject, Suite


def hosts(comparison: Comparison) -> Iterator[Change]:
    """Changes of hosts and suites; the implied host of a registry without hosts is ignored."""
    for id, entry in comparison.removed("hosts"):
        if comparison.old.registry.declares_hosts and isinstance(entry, Host):
            message = f"the host {entry.title} was removed"
            yield Change(ChangeLevel.BREAKING, "host-removed", Subject("host", id), message, old=entry.location)
    for id, entry in comparison.added("hosts"):
        if comparison.new.registry.declares_hosts and isinstance(entry, Host):
            yield Change(
                ChangeLevel.CHANGE,
                "host-added",
                Subject("host", id),
                f"the host {entry.title} was added",
                new=entry.location,
            )
    for id, host in comparison.new.registry.hosts.items():
        if id in comparison.old.registry.hosts:
            yield from _changed(comparison.old.registry.hosts[id], host)
    yield from _suites(comparison)


def _suites(comparison: Comparison) -> Iterator[Change]:
    for id, entry in comparison.removed("suites"):
        assert isinstance(entry, Suite)
        message = f"the suite {entry.title} was removed"
        yield Change(ChangeLevel.BREAKING, "suite-removed", Subject("suite", id), message, old=entry.location)
    for id, entry in comparison.added("suites"):
        assert isinstance(entry, Suite)
        message = f"the suite {entry.title} was added"
        subject = Subject("suite", id)
        yield Change(ChangeLevel.CHANGE, "suite-added", subject, message, new=entry.location)


def _changed(old: Host, new: Host) -> Iterator[Change]:
    subject, locations = Subject("host", new.id), {"old": old.location, "new": new.location}
    if set(old.addresses) != set(new.addresses):
        before = f" instead of {', '.join(sorted(old.addresses))}" if old.addresses else ""
        message = f"the address of {new.title} is {', '.join(sorted(new.addresses)) or 'unknown'}{before}"
        yield Change(
            ChangeLevel.BREAKING if before else ChangeLevel.CHANGE, "address-changed", subject, message, **locations
        )
    for message in _firewall(new.title, old.firewall, new.firewall):
        yield Change(ChangeLevel.CHANGE, "firewall-changed", subject, message, **locations)


def _firewall(host: str, old: Firewall | None, new: Firewall | None) -> Iterator[str]:
    """Changes of a firewall; the detector `exposure` reports their effect on sockets."""
    if old is None or new is None:
        if old is not new:
            yield f"{host} {'now has a firewall' if new else 'no longer has a firewall'}"
        return
    before, after = {str(one) for one in old.open}, {str(one) for one in new.open}
    name = new.name or f"the firewall of {host}"
    if opened := after - before:
        yield f"{name} opens {_format_ports(opened)}"
    if closed := before - after:
        yield f"{name} no longer opens {_format_ports(closed)}"
    if old.outside != new.outside:
        yield f"{name} now runs {'in front of' if new.outside else 'on'} {host}"


def _format_ports(ports: set[str]) -> str:
    return ", ".join(sorted(ports, key=lambda text: (len(text.split("-")[0].split("/")[0]), text)))
