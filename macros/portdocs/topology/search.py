"""Answers to "what is this?": a port, an address, a URL, a domain, or a part of a name."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portdocs.registry.addresses import UNKNOWN, addresses, parse_bind
from portdocs.registry.model import Claim, Endpoint, Listener, Range, Service
from portdocs.registry.ports import parse_port
from portdocs.registry.registry import Registry
from portdocs.registry.urls import Url, is_host, parse_url
from portdocs.topology.bindings import Binding, bindings, is_active
from portdocs.topology.port_usage import UsedPorts, resting

_PORT = re.compile(r"(?:(?P<bind>\[[^\]]+\]|[^:\[\]/\s]+):)?(?P<port>[0-9]+)(?:/(?P<transport>tcp|udp))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PortQuery:
    """A port that is asked for, on all addresses or one, for both transports or one."""

    port: int
    bind: str | None = None
    transport: str | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What the registry knows of a query. `port` is set where a port was asked for, taken or free."""

    port: PortQuery | None = None
    bindings: tuple[Binding, ...] = ()
    elsewhere: tuple[tuple[Service, Listener], ...] = ()
    """Listeners with the port that take none of a host: external, or inside a container only."""
    resting: tuple[UsedPorts, ...] = ()
    """Retired services whose port rests."""
    unknown: tuple[Service, ...] = ()
    """Services of which nobody knows what they listen on: it may be this."""
    endpoints: tuple[Endpoint, ...] = ()
    services: tuple[Service, ...] = ()
    ranges: tuple[Range, ...] = ()
    claims: tuple[Claim, ...] = ()
    """Claims that name the port: it may be in use even if no service declares it."""

    @property
    def is_free(self) -> bool:
        """Whether a port was asked for, and nothing is known to have it."""
        return self.port is not None and not (self.bindings or self.claims or self.resting)

    @property
    def is_sure(self) -> bool:
        """Whether what is known decides it: not where only listeners with an unknown bind may have the address."""
        bind = self.port.bind if self.port else None
        return bind in (None, UNKNOWN) or not self.bindings or any(b.bind != UNKNOWN for b in self.bindings)

    @property
    def is_empty(self) -> bool:
        """Whether nobody has what was asked for; a free port is an answer."""
        return self.port is None and not (self.endpoints or self.services)


def search(registry: Registry, query: str, today: datetime.date | None = None) -> SearchResult:
    """Everything that a query may mean. Raises ValueError for a port that does not exist.

    Without `today` the ports of retired services rest, however long ago that was.
    """
    query = query.strip()
    if port := _port_query(query):
        return _about_port(registry, port, today)
    if endpoints := tuple(_endpoints(registry, query)):
        return SearchResult(endpoints=endpoints)
    return SearchResult(services=_services(registry, query))


def _port_query(query: str) -> PortQuery | None:
    match = _PORT.fullmatch(query)
    if not match:
        return None
    bind = match["bind"]
    if bind is not None:
        try:
            bind = parse_bind(bind)
        except ValueError:
            return None  # a domain with a port
    return PortQuery(parse_port(match["port"]), bind, match["transport"])


def _about_port(registry: Registry, query: PortQuery, today: datetime.date | None) -> SearchResult:
    found = tuple(binding for binding in bindings(registry) if _matches(binding, query))
    return SearchResult(
        port=query,
        bindings=found,
        resting=tuple(_resting(registry, query, today)),
        elsewhere=tuple(_elsewhere(registry, query)),
        unknown=tuple(s for s in registry.services.values() if s.listeners is None and is_active(s)),
        endpoints=tuple(e for e in registry.endpoints if _is_public_at(e, query)),
        services=tuple({binding.service.id: binding.service for binding in found}.values()),
        claims=tuple(claim for claim in registry.claims if query.port in claim.ports),
        ranges=tuple(r for r in registry.ranges.values() if any(query.port in ports for ports in r.ports)),
    )


def _matches(binding: Binding, query: PortQuery) -> bool:
    return (
        query.port in binding.ports
        and query.transport in (None, binding.transport)
        and (query.bind is None or addresses(query.bind).meets(addresses(binding.bind)))
    )


def _is_public_at(endpoint: Endpoint, query: PortQuery) -> bool:
    return query.bind is None and any(
        u.port == query.port and query.transport in (None, u.transport) for u in endpoint.url
    )


def _resting(registry: Registry, query: PortQuery, today: datetime.date | None) -> Iterator[UsedPorts]:
    """The ports of retired services that are not given away yet, each once, whatever hosts it was on."""
    seen: set[str] = set()
    for block in resting(registry, today):
        meets = query.port in block.ports and query.transport in (None, block.transport)
        if meets and block.reason not in seen:
            seen.add(block.reason)
            yield block


def _elsewhere(registry: Registry, query: PortQuery) -> Iterator[tuple[Service, Listener]]:
    for service in registry.services.values():
        for listener in service.listeners or ():
            takes_none = service.status != "retired" and (service.external or not listener.port)
            if takes_none and any(query.port in ports for ports in (listener.port, listener.container_port) if ports):
                yield service, listener


def _endpoints(registry: Registry, query: str) -> Iterator[Endpoint]:
    """The endpoints of a URL, or of a domain and those below it; a port behind the domain narrows."""
    if "://" in query:
        try:
            wanted = parse_url(query)
        except ValueError:
            return
        best = _longest((e for e in registry.endpoints if any(_serves(url, wanted) for url in e.url)), wanted)
        yield from best
        return
    host, _, port = query.lower().partition(":")
    if not is_host(host) or "." not in host or (port and not port.isdigit()):
        return
    for endpoint in registry.endpoints:
        if any(_is_below(url.host, host) and port in ("", str(url.port)) for url in endpoint.url):
            yield endpoint


def _serves(url: Url, wanted: Url) -> bool:
    """Whether a request for the wanted URL meets this one: same scheme and port, its name, its path or one above."""
    same_door = (url.scheme, url.port) == (wanted.scheme, wanted.port) and _is_named(url.host, wanted.host)
    path, below = url.path.rstrip("/"), wanted.path.rstrip("/")
    return same_door and (below == path or below.startswith((path + "/", path + "?")) or not path)


def _longest(endpoints: Iterable[Endpoint], wanted: Url) -> list[Endpoint]:
    """The most specific of the endpoints that a URL meets: an exact name before a wildcard, a long path before none."""
    ranked = [
        (max((url.host == wanted.host, len(url.path.rstrip("/"))) for url in e.url if _serves(url, wanted)), e)
        for e in endpoints
    ]
    best = max((rank for rank, _ in ranked), default=None)
    return [endpoint for rank, endpoint in ranked if rank == best]


def _is_named(name: str, host: str) -> bool:
    """Whether a server name, which may start with a wildcard, answers for a host."""
    return name in (host, "*") or (name.startswith("*.") and host.endswith(name[1:]))


def _is_below(name: str, domain: str) -> bool:
    return _is_named(name, domain) or name.endswith("." + domain)


def _services(registry: Registry, query: str) -> tuple[Service, ...]:
    """The service with this id, else those with it in their id, name, unit, container or compose service."""
    if query in registry.services:
        return (registry.services[query],)
    part = query.casefold()
    return tuple(s for s in registry.services.values() if part and any(part in n.casefold() for n in _names(s)))


def _names(service: Service) -> Iterator[str]:
    yield service.id
    yield service.title
    yield from service.unit
    yield from service.container
    if service.compose:
        yield service.compose
