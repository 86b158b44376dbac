"""Search the registry for a port, an address, a URL, a domain, or a part of any name."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TypeVar

from portdocs.registry.addresses import parse_bind
from portdocs.registry.model import Host
from portdocs.registry.registry import Registry
from portdocs.topology.names import names_of_host, names_of_range, names_of_service, names_of_suite, names_of_zone
from portdocs.topology.search_ports import parse_port_query, search_port
from portdocs.topology.search_result import SearchResult
from portdocs.topology.search_urls import search_urls

E = TypeVar("E")


def search(registry: Registry, query: str, today: datetime.date | None = None) -> SearchResult:
    """Everything that matches a query. Raises ValueError for a port that does not exist.

    Without `today`, no cooldown is over.
    """
    query = query.strip()
    if port := parse_port_query(query):
        return search_port(registry, port, today)
    if endpoints := tuple(search_urls(registry, query)):
        return SearchResult(endpoints=endpoints)
    return _search_names(registry, query)


def _search_names(registry: Registry, query: str) -> SearchResult:
    """The entries with this id; else all entries with the text in any of their names."""
    exact = SearchResult(
        services=_with_id(registry.services, query),
        hosts=_with_id(registry.hosts, query) or _hosts_at(registry, query),
        suites=_with_id(registry.suites, query),
        ranges=_with_id(registry.ranges, query),
        zones=_with_id(registry.zones, query),
    )
    part = query.casefold()
    if not exact.is_empty or not part:
        return exact

    def matches(names: Iterable[str]) -> bool:
        return any(part in name.casefold() for name in names)

    return SearchResult(
        services=tuple(s for s in registry.services.values() if matches(names_of_service(registry, s))),
        hosts=tuple(h for h in registry.hosts.values() if matches(names_of_host(h))),
        suites=tuple(s for s in registry.suites.values() if matches(names_of_suite(s))),
        ranges=tuple(r for r in registry.ranges.values() if matches(names_of_range(r))),
        zones=tuple(z for z in registry.zones.values() if matches(names_of_zone(z))),
    )


def _with_id(entries: Mapping[str, E], id: str) -> tuple[E, ...]:
    return (entries[id],) if id in entries else ()


def _hosts_at(registry: Registry, query: str) -> tuple[Host, ...]:
    """The hosts with an address."""
    try:
        address = parse_bind(query)
    except ValueError:
        return ()
    return tuple(host for host in registry.hosts.values() if address in host.addresses)
