"""The reserved ranges."""

from __future__ import annotations

from portdocs.pages.cells import host_links, suite_link
from portdocs.pages.inline import NOTHING, Badge, Cell, Code, SourceIcon, Text, lines
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.range_bar import range_bar
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Range, Registry
from portdocs.topology.port_usage import UsedPorts, count_used, free_ports, used_ports

COLUMNS = (
    Column("Range"),
    Column("Ports", "port"),
    Column("Next free", "port"),
    Column("In use"),
    Column("Suite", optional=True),
    Column("Host"),
    Column("Purpose", optional=True),
    Column("Declared", "source"),
)


def range_table(registry: Registry, *, suite: str | None = None, host: str | None = None) -> Table:
    """Every reserved range with its use and its lowest free port, lowest range first."""
    chosen = (r for r in registry.ranges.values() if suite in (None, r.suite) and host in (None, r.host or host))
    rows = tuple(
        Row(_cells(registry, range_), f"range-{range_.id}")
        for range_ in sorted(chosen, key=lambda r: (r.ports, natural_key(r.title), r.id))
    )
    return Table("ranges", "Ranges", COLUMNS, rows, "No ports are reserved here.", True)


def _cells(registry: Registry, range_: Range) -> tuple[Cell, ...]:
    hosts = (registry.hosts[range_.host],) if range_.host else tuple(registry.hosts.values())
    used = used_ports(registry, host=hosts[0] if len(hosts) == 1 else None)
    return (
        (Text(range_.title),),
        lines((Code(str(ports)),) for ports in range_.ports),
        _next_free(range_, used),
        (Text(f"{count_used(range_, used)} of {range_.size}{_unknown(range_, used)}"), range_bar(range_, used)),
        suite_link(registry.suites[range_.suite] if range_.suite else None),
        host_links(hosts) if len(hosts) == 1 else (Text("every host"),),
        (Text(range_.purpose),) if range_.purpose else NOTHING,
        (SourceIcon(range_.location),),
    )


def _unknown(range_: Range, used: list[UsedPorts]) -> str:
    """The number of ports that a claim names and no service declares."""
    claimed = {block.ports.first for block in used if not (block.in_use or block.in_cooldown)}
    count = sum(port in run for port in claimed for run in range_.ports)
    return f"; {count} with unknown occupant" if count else ""


def _next_free(range_: Range, used: list[UsedPorts]) -> Cell:
    port = next(free_ports(range_.ports, used), None)
    return (Code(str(port)),) if port is not None else (Badge("full", "full", "No free port in this range"),)
