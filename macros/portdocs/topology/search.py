"""Search the registry for a port, an address, a URL, a domain, or a part of any name."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from portdocs.registry.addresses import ANY, UNKNOWN, binds_meet, may_conflict, parse_bind, unmapped
from portdocs.registry.model import Endpoint, Host, Listener, Service
from portdocs.registry.ports import parse_port
from portdocs.registry.registry import Registry
from portdocs.registry.urls import Url, is_host, parse_url
from portdocs.topology.bindings import Binding, bindings
from portdocs.topology.names import names_of_host, names_of_range, names_of_service, names_of_suite, names_of_zone
from portdocs.topology.observed_ports import ObservedPort, observed_ports
from portdocs.topology.port_usage import UsedPorts, cooldowns, listens_on_unknown_ports
from portdocs.topology.search_result import PortQuery, SearchResult

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


_PORT = re.compile(r"(?:(?P<bind>\[[^\]]+\]|[^:\[\]/\s]+):)?(?P<port>[0-9]+)(?:/(?P<transport>tcp|udp))?", re.ASCII)


def parse_port_query(query: str) -> PortQuery | None:
    """A port from text: `17354`, `0.0.0.0:443`, `53/udp`; None for anything else.

    Raises ValueError for a port that does not exist.
    """
    match = _PORT.fullmatch(query)
    if not match:
        return None
    bind = match["bind"]
    if bind is not None:
        try:
            bind = parse_bind(bind)
            bind = bind if bind in (ANY, UNKNOWN) else str(unmapped(bind))  # ::ffff:10.0.0.4 is 10.0.0.4
        except ValueError:
            return None  # a domain with a port
    return PortQuery(parse_port(match["port"]), bind, match["transport"])


def search_port(registry: Registry, query: PortQuery, today: datetime.date | None) -> SearchResult:
    """The uses of a port; without `today`, no cooldown is over."""
    hosts = _hosts_asked_about(registry, query)
    on_port = [b for b in bindings(registry) if _has_port(b, query) and b.host.id in hosts]
    found = tuple(binding for binding in on_port if query.bind is None or binds_meet(query.bind, binding.bind))
    others = tuple(binding for binding in on_port if binding not in found)
    services = [s for s in registry.services.values() if not s.host or not hosts.isdisjoint(s.host)]
    return SearchResult(
        port=query,
        is_complete=registry.is_complete,
        bindings=found,
        observed=tuple(port for port in observed_ports(registry) if _was_seen(port, query) and port.host.id in hosts),
        other_addresses=others,
        conflicting=tuple(binding for binding in others if may_conflict(binding.bind, query.bind or "")),
        cooldowns=tuple(_cooldowns(registry, query, hosts, today)),
        elsewhere=tuple(_elsewhere(services, query)),
        unknown=tuple(service for service in services if listens_on_unknown_ports(service)),
        endpoints=tuple(e for e in registry.endpoints if _is_public_at(e, query)),
        services=tuple({binding.service.id: binding.service for binding in found}.values()),
        claims=tuple(claim for claim in registry.claims if query.port in claim.ports),
        ranges=tuple(
            range_
            for range_ in registry.ranges.values()
            if (range_.host is None or range_.host in hosts) and any(query.port in ports for ports in range_.ports)
        ),
    )


def _hosts_asked_about(registry: Registry, query: PortQuery) -> frozenset[str]:
    """The ids of the hosts with the address of a query; of all hosts if none has it."""
    owners = frozenset(host.id for host in registry.hosts.values() if query.bind in host.addresses)
    return owners or frozenset(registry.hosts)


def _has_port(binding: Binding, query: PortQuery) -> bool:
    return query.port in binding.ports and query.transport in (None, binding.transport)


def _was_seen(port: ObservedPort, query: PortQuery) -> bool:
    has_port = query.port in port.ports and query.transport in (None, port.transport)
    return has_port and (query.bind is None or binds_meet(query.bind, port.bind))


def _is_public_at(endpoint: Endpoint, query: PortQuery) -> bool:
    return query.bind is None and any(
        u.port == query.port and query.transport in (None, u.transport) for u in endpoint.url
    )


def _cooldowns(
    registry: Registry, query: PortQuery, hosts: frozenset[str], today: datetime.date | None
) -> Iterator[UsedPorts]:
    """The held ports of retired services, once each if they were on several hosts."""
    seen: set[str] = set()
    for block in cooldowns(registry, today):
        meets = query.port in block.ports and query.transport in (None, block.transport)
        is_there = block.service and any(host.id in hosts for host in registry.hosts_of(block.service))
        if meets and is_there and block.reason not in seen:
            seen.add(block.reason)
            yield block


def _elsewhere(services: Iterable[Service], query: PortQuery) -> Iterator[tuple[Service, Listener]]:
    for service in services:
        for listener in service.listeners or ():
            uses_no_port = service.status != "retired" and (service.external or not listener.port)
            if uses_no_port and any(query.port in ports for ports in (listener.port, listener.container_port) if ports):
                yield service, listener


def search_urls(registry: Registry, query: str) -> Iterator[Endpoint]:
    """The endpoints of a URL, or of a domain and its subdomains, optionally with a port."""
    if "://" in query:
        try:
            wanted = parse_url(query)
        except ValueError:
            return
        yield from _most_specific((e for e in registry.endpoints if any(_serves(u, wanted) for u in e.url)), wanted)
        return
    host, _, port = query.lower().partition(":")
    if not is_host(host) or "." not in host or (port and not port.isdigit()):
        return
    for endpoint in registry.endpoints:
        urls = (url for url in endpoint.url if port in ("", str(url.port)))
        if any(_is_named(url.host, host) or url.host.endswith(f".{host}") for url in urls):
            yield endpoint


def _serves(url: Url, wanted: Url) -> bool:
    """True if this URL serves requests for the wanted one: same scheme, port and name, and a path above it."""
    same_server = (url.scheme, url.port) == (wanted.scheme, wanted.port) and _is_named(url.host, wanted.host)
    path, below = url.path.rstrip("/"), wanted.path.rstrip("/")
    return same_server and (below == path or below.startswith((path + "/", path + "?")) or not path)


def _most_specific(endpoints: Iterable[Endpoint], wanted: Url) -> list[Endpoint]:
    """The endpoints with the most specific URL: an exact name before a wildcard, then the longest path."""
    ranked = [
        (max((url.host == wanted.host, len(url.path.rstrip("/"))) for url in e.url if _serves(url, wanted)), e)
        for e in endpoints
    ]
    best = max((rank for rank, _ in ranked), default=None)
    return [endpoint for rank, endpoint in ranked if rank == best]


def _is_named(name: str, host: str) -> bool:
    """True if a server name, which may start with a wildcard, matches a host."""
    return name in (host, "*") or (name.startswith("*.") and host.endswith(name[1:]))
