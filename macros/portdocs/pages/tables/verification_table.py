"""The last comparison of each host."""

from __future__ import annotations

from portdocs.pages.cells import host_link
from portdocs.pages.inline import NOTHING, Cell, Text, lines
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.table import Column, Row, Table
from portdocs.pages.verification import NEVER, VerifiedAt, source_names
from portdocs.registry import Host, Registry
from portdocs.topology.verification_keys import endpoint_key, listener_key, transports_of

COLUMNS = (
    Column("Host", "name"),
    Column("Compared"),
    Column("Verified", "number"),
    Column("Open, holder unknown", "number"),
    Column("Differ", "number"),
    Column("Never verified", "number"),
)


def verification_table(registry: Registry) -> Table:
    """Every host with the sources that it was compared with, and the results."""
    rows = tuple(
        Row(_cells(registry, host)) for host in sorted(registry.hosts.values(), key=lambda host: natural_key(host.id))
    )
    return Table("verification", "Comparisons", COLUMNS, rows, "No host is declared.")


def _cells(registry: Registry, host: Host) -> tuple[Cell, ...]:
    record = registry.verification.hosts.get(host.id)
    if record is None:
        return (host_link(host), (NEVER,), *[NOTHING] * 4)
    keys = {
        listener_key(service, listener, transport)
        for service in registry.services_on(host)
        if service.status in ("active", "deprecated")
        for listener in service.listeners or ()
        for transport in transports_of(listener)
    }
    for endpoint in registry.endpoints:
        proxies = (registry.services[id] for id in endpoint.via)
        if any(host in registry.hosts_of(proxy) for proxy in proxies):
            keys |= {endpoint_key(registry, endpoint, url) for url in endpoint.url}
    seen = [registry.verification.seen(host.id, key) for key in keys]
    differ = sum(any(one.differs for one in each.values()) for each in seen)
    agreeing = sum(bool(each) for each in seen) - differ
    unknown = sum(registry.verification.has_unknown_holder(host.id, key) for key in keys)
    compared = lines(
        (VerifiedAt(read.at, ""), Text(f" with {source_names((source,))}"))
        for source, read in sorted(record.sources.items())
    )
    counts = (agreeing - unknown, unknown, differ + len(record.undeclared), len(keys) - agreeing - differ)
    return (host_link(host), compared, *((Text(str(count)),) for count in counts))
