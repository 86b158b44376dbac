"""The listeners of one service."""

from __future__ import annotations

from collections.abc import Sequence

from portdocs.pages.cells import EXPOSURE_ORDER, address, binds, exposure_badges, host_link
from portdocs.pages.inline import NOTHING, UNKNOWN_BADGE, Break, Cell, Code, SourceIcon, Text
from portdocs.pages.table import EVERY_LISTENER, Column, Row, Table
from portdocs.pages.verification import ORDER, listener_verification
from portdocs.registry import Host, Listener, Registry, Service

COLUMNS = (
    Column("Port", "port"),
    Column("Host", "name", optional=True),
    Column("Bind", "address"),
    Column("Protocol"),
    Column("Exposure", order=EXPOSURE_ORDER),
    Column("Health", optional=True),
    Column("Purpose", optional=True),
    Column("Verified", optional=True, order=ORDER),
    Column("Declared", "source"),
)


def listener_table(registry: Registry, service: str) -> Table:
    """The listeners of a service, in the order of the data."""
    entry = registry.services[service]
    hosts: Sequence[Host | None] = registry.hosts_of(entry) or (None,)
    rows = tuple(
        Row(_cells(registry, entry, listener, host, shows_host=len(hosts) > 1))
        for listener in entry.listeners or ()
        for host in hosts
    )
    empty = (
        "The listeners of this service are unknown." if entry.listeners is None else "This service has no listeners."
    )
    return Table("listeners", "Listeners", COLUMNS, rows, empty, complete=EVERY_LISTENER)


def _cells(
    registry: Registry, service: Service, listener: Listener, host: Host | None, *, shows_host: bool
) -> tuple[Cell, ...]:
    inside = (Break(), Text("→ "), Code(str(listener.container_port)), Text(" in its container"))
    is_mapped = listener.port and listener.container_port and listener.container_port != listener.port
    mapped = inside if is_mapped else NOTHING
    return (
        (*address(listener), *mapped),
        host_link(host) if host and shows_host else NOTHING,
        binds(listener),
        (Text(listener.protocol),) if listener.protocol else (UNKNOWN_BADGE,),
        exposure_badges(registry, service, listener, host) if host else NOTHING,
        (Code(listener.health),) if listener.health else NOTHING,
        _purpose(listener),
        listener_verification(registry, service, listener, host),
        (SourceIcon(listener.location),),
    )


def _purpose(listener: Listener) -> Cell:
    purpose = ": ".join(filter(None, (listener.name, listener.purpose)))
    return (Text(purpose),) if purpose else NOTHING
