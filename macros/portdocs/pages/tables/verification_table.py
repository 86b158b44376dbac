"""The last comparison of each host."""

from __future__ import annotations

from portdocs.pages.cells import host_link
from portdocs.pages.inline import Cell, Text, lines
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.table import Column, Row, Table
from portdocs.pages.verification import NEVER, VerifiedAt, source_names
from portdocs.registry import Endpoint, Host, Registry, Service
from portdocs.registry.verification import DriftKey
from portdocs.topology.verification_keys import endpoint_key, listener_key, transports_of

COLUMNS = (
    Column("Host", "name"),
    Column("Compared"),
    Column("Verified", "number"),
    Column("Open, holder unknown", "number"),
    Column("Differ", "number"),
    Column("Never verified", "number"),
)

_NOT_COMPARED: Cell = (Text("—"),)


def verification_table(registry: Registry) -> Table:
    """Every host with the sources that it was compared with, and the results."""
    keys = _keys(registry)
    rows = tuple(
        Row(_cells(registry, host, keys.get(host.id, set())))
        for host in sorted(registry.hosts.values(), key=lambda host: natural_key(host.id))
    )
    return Table("verification", "Comparisons", COLUMNS, rows, "No host is declared.")


def _cells(registry: Registry, host: Host, keys: set[DriftKey]) -> tuple[Cell, ...]:
    record = registry.verification.hosts.get(host.id)
    if record is None:
        return (host_link(host), (NEVER,), *[_NOT_COMPARED] * 3, (Text(str(len(keys))),))
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


def _keys(registry: Registry) -> dict[str, set[DriftKey]]:
    """The keys of everything that a comparison can verify, by host."""
    found = [registry.of_entry(_keys_of_service, service) for service in registry.services.values()]
    found += [registry.of_entry(_keys_of_endpoint, endpoint) for endpoint in registry.endpoints]
    keys: dict[str, set[DriftKey]] = {}
    for hosts, of_entry in found:
        for host in hosts:
            keys.setdefault(host, set()).update(of_entry)
    return keys


def _keys_of_service(registry: Registry, service: Service) -> tuple[tuple[str, ...], frozenset[DriftKey]]:
    """The hosts of a service, and the keys of its listeners."""
    if service.status not in ("active", "deprecated"):
        return (), frozenset()
    keys = (listener_key(service, one, t) for one in service.listeners or () for t in transports_of(one))
    return tuple(host.id for host in registry.hosts_of(service)), frozenset(keys)


def _keys_of_endpoint(registry: Registry, endpoint: Endpoint) -> tuple[tuple[str, ...], frozenset[DriftKey]]:
    """The hosts of an endpoint's proxies, and the keys of its URLs."""
    proxies = (registry.services[id] for id in endpoint.via)
    hosts = dict.fromkeys(host.id for proxy in proxies for host in registry.hosts_of(proxy))
    return tuple(hosts), frozenset(endpoint_key(registry, endpoint, url) for url in endpoint.url)
