"""A host's card."""

from __future__ import annotations

from portdocs.pages.cells import host_page, service_link, url_links
from portdocs.pages.fact_list import FactList
from portdocs.pages.findings import finding_counts, findings_in
from portdocs.pages.inline import NOTHING, UNKNOWN_BADGE, Cell, Code, SourceLink, Text, at_most, lines
from portdocs.pages.tables.host_table import firewall
from portdocs.pages.verification import last_verified
from portdocs.registry import Host, Registry
from portdocs.topology.impact import impact

MAX_LISTED = 5
"""Services and endpoints that are listed; the others are counted."""


def host_card(registry: Registry, host: str) -> FactList:
    """A host's addresses, firewall, last verification and number of services."""
    entry = registry.hosts[host]
    services = registry.services_on(entry)
    return FactList(
        "host",
        (
            ("Addresses", lines((Code(address),) for address in entry.addresses) or (UNKNOWN_BADGE,)),
            ("Firewall", firewall(entry)),
            ("Verified", last_verified(registry, entry) or (Text("never"),)),
            ("Runs", (Text(_counted(len(services), "service")),)),
            ("If it stops", _if_it_stops(registry, entry)),
            ("Findings", finding_counts(findings_in(registry, services), host_page(entry))),
            ("Declared", (SourceLink(entry.location),) if registry.declares_hosts else NOTHING),
        ),
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _if_it_stops(registry: Registry, host: Host) -> Cell:
    """The services elsewhere and the endpoints that stop with everything on the host."""
    stopped = [impact(registry, service) for service in registry.services_on(host)]
    here = {service.id for service in registry.services_on(host)}
    elsewhere = {one.id: one for found in stopped for one in found.services if one.id not in here}
    endpoints = {id(one): one for found in stopped for one in found.endpoints}
    if not (elsewhere or endpoints):
        return (Text("nothing on other hosts, and no endpoint"),)
    others = at_most([service_link(elsewhere[id]) for id in sorted(elsewhere)], MAX_LISTED)
    urls = at_most([url_links(one) for one in endpoints.values()], MAX_LISTED)
    parts = ((len(elsewhere), "service on another host", others), (len(endpoints), "endpoint", urls))
    plural = {"service on another host": "services on other hosts", "endpoint": "endpoints"}
    counted = ((f"{count} {noun if count == 1 else plural[noun]}:", cell) for count, noun, cell in parts if count)
    return lines(line for text, cell in counted for line in ((Text(text),), cell))
