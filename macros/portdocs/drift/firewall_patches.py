"""The openings that the declared firewall of a host lacks, as patches; zones that the data lacks are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portdocs.drift.firewall_rules import is_inside
from portdocs.registry import Host, Registry
from portdocs.registry.openings import Opening as Declared
from portdocs.registry.ports import ALL_PORTS
from portdocs.scan import Opening
from portdocs.scan.scaffold.entries import Draft, DraftFirewall, DraftOpening, Patch, free_id


def subtract_firewall(found: Draft, firewall: DraftFirewall, registry: Registry, host: Host) -> None:
    """Keep the zones of a firewall that the data lacks, and all of it if the data declares no host; add patches to
    the firewall of a declared host, unless that one is outside the machine."""
    if host.firewall and host.firewall.outside:
        return
    ids = {id: _declared_zone(*zone, registry) for id, zone in firewall.zones.items()}
    taken = set(registry.zones)
    for id in (id for id, declared in ids.items() if not declared):
        ids[id] = free_id(id, taken)
        taken.add(ids[id])
    openings = [replace(one, zone=ids[one.zone] if one.zone else None) for one in firewall.open]
    zones = {ids[id]: zone for id, zone in firewall.zones.items() if ids[id] not in registry.zones}
    if registry.declares_hosts:
        found.patches += _patches(openings, host)
        openings = []
    if openings or zones:
        found.firewall = DraftFirewall(firewall.seen, openings, zones)


def _declared_zone(network: str | None, text: str, registry: Registry) -> str:
    """The declared zone that contains a network, or is named as an interface; empty if there is none."""
    rule = Opening("any", ALL_PORTS, network or "any", None if network else text, "allow", "", 0)
    return next((zone.id for zone in registry.zones.values() if is_inside(rule, zone)), "")


def _patches(openings: list[DraftOpening], host: Host) -> Iterator[Patch]:
    missing = [one for one in openings if not _is_declared(one, host)]
    if host.firewall is None and missing:
        yield Patch("", None, "firewall", missing, missing[0].seen, host.id)
    elif host.firewall:
        yield from (Patch("", None, "open", one, one.seen, host.id) for one in missing)


def _is_declared(one: DraftOpening, host: Host) -> bool:
    return any(
        each.ports.covers(one.ports)
        and (not one.transport or each.transport in (None, one.transport))
        and (not each.zones or one.zone in each.zones)
        for each in _open(host)
    )


def _open(host: Host) -> tuple[Declared, ...]:
    return host.firewall.open if host.firewall else ()
