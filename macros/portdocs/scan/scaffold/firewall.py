"""The firewall of a machine as `hosts` and `zones`: what it lets in, and from which networks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from portdocs.registry.ids import Ids
from portdocs.registry.ports import Ports
from portdocs.scan.observations import Opening
from portdocs.scan.result import Scan
from portdocs.scan.scaffold.entries import DraftFirewall, DraftOpening


def firewall_of(scan: Scan) -> DraftFirewall | None:
    """The openings of the firewall; None if no rules were read, or if they allow everything."""
    openings = sorted(scan.openings, key=lambda one: (one.file, one.order))
    allows_rest = any(one.incoming == "allow" for one in scan.files)
    if not openings or (allows_rest and not any(one.closes_everything for one in openings)):
        return None
    found = DraftFirewall(openings[0].at.short)
    for one in _reached(openings):
        _add(found, one)
    return found


def _reached(openings: list[Opening]) -> Iterator[Opening]:
    """The rules that let something in, and that no rule before them turns away for everyone."""
    closed: set[tuple[str, str, Ports]] = set()
    for one in openings:
        if one.lets_in:
            keys = {(one.file, transport, one.ports) for transport in (one.transport, "any")}
            if not keys & closed:
                yield one
        elif one.is_for_everyone:
            closed.add((one.file, one.transport, one.ports))


def _add(found: DraftFirewall, one: Opening) -> None:
    transport = None if one.transport == "any" else one.transport
    zone = None if one.is_for_everyone else _zone(found, one)
    opening = DraftOpening(one.ports, transport, zone, one.at.short)
    if not any(replace(other, seen=opening.seen) == opening for other in found.open):
        found.open.append(opening)


def _zone(found: DraftFirewall, one: Opening) -> str:
    """The zone for a network, or for everyone on an interface."""
    source = one.from_ if one.from_ != "any" else one.interface or ""
    known = next((id for id, (_, text) in found.zones.items() if text == source), None)
    if known is None:
        known = Ids(found.zones).new(re.sub(r"/(32|128)$", "", source))
        found.zones[known] = (one.from_ if one.from_ != "any" else None, source)
    return known
