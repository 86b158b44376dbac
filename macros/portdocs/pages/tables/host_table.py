"""The hosts."""

from __future__ import annotations

from portdocs.pages.cells import host_link, host_page
from portdocs.pages.findings import finding_counts, findings_in
from portdocs.pages.inline import NOTHING, UNKNOWN_BADGE, Cell, Code, SourceIcon, Text, lines
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.table import Column, Row, Table
from portdocs.pages.verification import last_verified
from portdocs.registry import Host, Registry

COLUMNS = (
    Column("Host", "name"),
    Column("Addresses", "address"),
    Column("Services", "number"),
    Column("Findings", optional=True),
    Column("Verified", optional=True),
    Column("Firewall", optional=True),
    Column("Declared", "source", optional=True),
)


def host_table(registry: Registry) -> Table:
    """Every host with its services, findings, last verification and firewall, by name."""
    ordered = sorted(registry.hosts.values(), key=lambda h: (natural_key(h.title.casefold()), h.id))
    has_firewall = any(host.firewall for host in ordered)
    rows = tuple(Row(_cells(registry, host, has_firewall=has_firewall)) for host in ordered)
    return Table("hosts", "Hosts", COLUMNS, rows, "No host is declared.")


def _cells(registry: Registry, host: Host, *, has_firewall: bool) -> tuple[Cell, ...]:
    services = registry.services_on(host)
    return (
        host_link(host),
        lines((Code(address),) for address in host.addresses) or (UNKNOWN_BADGE,),
        (Text(str(len(services))),),
        finding_counts(findings_in(registry, services), host_page(host)),
        last_verified(registry, host),
        firewall(host) if has_firewall else NOTHING,
        (SourceIcon(host.location),) if registry.declares_hosts else NOTHING,
    )


def firewall(host: Host) -> Cell:
    """The ports that a host's firewall opens."""
    wall = host.firewall
    if wall is None:
        return (Text("none declared"),)
    opened = ", ".join(str(opening) for opening in wall.open) or "nothing"
    where = "in front of the host" if wall.outside else "on the host"
    return (Text(f"{wall.name or 'firewall'} ({where}) opens "), Code(opened))
