"""What services of one page say against each other: one port for two, and boxes that no table has."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from portdocs.importing.drafts import Assembled
from portdocs.importing.service_drafts import ServiceDraft
from portdocs.importing.services import Services
from portdocs.registry.addresses import addresses
from portdocs.registry.ports import Ports


def find_conflicts(result: Assembled, services: Services) -> None:
    """Two services at one port of one host."""
    at_port: dict[tuple[str, str], list[tuple[Ports, ServiceDraft, int]]] = defaultdict(list)
    for service in result.services:
        if service.facts.get("status") == "retired":
            continue
        for number, one in enumerate(service.listeners):
            if one.port:
                for host in service.hosts or [""]:
                    for transport in one.spoken:
                        at_port[host, transport].append((one.port, service, number))
    for entries in at_port.values():
        entries.sort(key=lambda entry: (entry[0], entry[1].at))
        for (first, holder, n), (second, other, m) in pairwise(entries):
            if holder is other or not first.meets(second):
                continue
            ours, theirs = holder.listeners[n], other.listeners[m]
            if any(
                addresses(a).meets(addresses(b)) for a in ours.binds or ["unknown"] for b in theirs.binds or ["unknown"]
            ):
                services.contradict(
                    other,
                    theirs.at,
                    f"port {second} is taken by {other.name} here, and by {holder.name} at {ours.at}; both are kept",
                )


def find_drawn_alone(result: Assembled, services: Services) -> None:
    """Services that only a drawing shows, on a page that lists others."""
    listed = {one.at.file for one in result.services if one.kinds - {"drawing"}}
    for service in result.services:
        if service.kinds == {"drawing"} and service.at.file in listed:
            ports = ", ".join(str(one.port or one.inside) for one in service.listeners)
            services.contradict(
                service, service.at, f"{service.name} ({ports}) is drawn, and no table or list of the page has it"
            )
