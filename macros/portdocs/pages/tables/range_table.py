"""The reserved ranges."""

from __future__ import annotations

from portdocs.pages.cells import host_link, suite_link
from portdocs.pages.filters import selected_ranges
from portdocs.pages.inline import NOTHING, Badge, Cell, Code, SourceIcon, Text, lines
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.range_bar import range_bar
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Range, Registry, Service
from portdocs.topology.port_usage import UsedPorts, count_unknown, count_used, free_ports, possible_users, used_ports

COLUMNS = (
    Column("Range", "name"),
    Column("Ports", "port"),
    Column("Next free", "port"),
    Column("In use"),
    Column("Suite", "name", optional=True),
    Column("Host", "name", optional=True),
    Column("Purpose", optional=True),
    Column("Declared", "source"),
)
MAX_POSSIBLE_USERS = 3
"""Services with unknown listeners that a hint names; the others are counted."""


def range_table(registry: Registry, *, suite: str | None = None, host: str | None = None) -> Table:
    """Every reserved range with its use and its lowest free port, lowest range first.

    A column that only names the suite, or the only host, is omitted.
    """
    chosen = selected_ranges(registry, suite=suite, host=host)
    rows = tuple(
        Row(_cells(registry, range_), f"range-{range_.id}")
        for range_ in sorted(chosen, key=lambda r: (r.ports, natural_key(r.title), r.id))
    )
    table = Table("ranges", "Ranges", COLUMNS, rows, "No ports are reserved here.")
    return table.without_repeating(suite_link(registry.suites[suite])) if suite else table


def _cells(registry: Registry, range_: Range) -> tuple[Cell, ...]:
    hosts = (registry.hosts[range_.host],) if range_.host else tuple(registry.hosts.values())
    host = hosts[0] if len(hosts) == 1 else None
    used = used_ports(registry, host=host)
    return (
        (Text(range_.title),),
        lines((Code(str(ports)),) for ports in range_.ports),
        _next_free(range_, used, possible_users(registry, host)),
        (Text(_use(range_, used)), range_bar(range_, used)),
        suite_link(registry.suites[range_.suite] if range_.suite else None),
        _host(registry, range_),
        (Text(range_.purpose),) if range_.purpose else NOTHING,
        (SourceIcon(range_.location),),
    )


def _host(registry: Registry, range_: Range) -> Cell:
    if len(registry.hosts) < 2:
        return NOTHING
    return host_link(registry.hosts[range_.host]) if range_.host else (Text("every host"),)


def _use(range_: Range, used: list[UsedPorts]) -> str:
    """`3 of 10; 1 occupant unknown`: the ports in use, and those that only a claim or a scan names."""
    unknown = count_unknown(range_, used)
    if unknown == range_.size:
        return "occupant unknown"
    return f"{count_used(range_, used)} of {range_.size}" + (f"; {unknown} occupant unknown" if unknown else "")


def _next_free(range_: Range, used: list[UsedPorts], users: tuple[Service, ...]) -> Cell:
    port = next(free_ports(range_.ports, used), None)
    if port is not None:
        return (Code(str(port)), *_doubts(users))
    if count_unknown(range_, used):
        return (Badge("none known", "unknown", "No port of this range is known to be free"),)
    return (Badge("full", "full", "No free port in this range"),)


def _doubts(users: tuple[Service, ...]) -> Cell:
    """A warning where a service may use any port."""
    if not users:
        return NOTHING
    names = ", ".join(user.title for user in users[:MAX_POSSIBLE_USERS])
    more = f" and {more} more" if (more := len(users) - MAX_POSSIBLE_USERS) > 0 else ""
    hint = f"Unknown listeners, may use any port: {names}{more}"
    return (Text(" "), Badge("may be in use", "unknown", hint))
