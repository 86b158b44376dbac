"""The edges between services: the steps of every endpoint, and what depends on what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from portdocs.pages.diagrams.model import EdgeKind
from portdocs.registry import Endpoint, Listener, Registry, Service
from portdocs.registry.urls import Url, parse_url
from portdocs.topology.routes import Route, route

INTERNET = "@internet"
"""The key of the Internet among the ids of services; no id contains an `@`."""

ZONE = "@zone:"
"""The prefix of the key of a zone."""

EXTERNAL_SITE = "url:"
"""The prefix of the key of an external site that a redirect leads to."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One edge between two services, named by their ids, before edges between the same cards become one."""

    source: str
    target: str
    kind: EdgeKind
    urls: tuple[Url, ...] = ()
    address: str = ""
    """The address that the source connects to."""
    last: bool = True
    """True if the endpoint ends here, so the edge does not lead to another proxy."""


@dataclass(frozen=True, slots=True)
class EndpointHops:
    """An endpoint with its steps."""

    route: Route
    hops: tuple[Hop, ...]
    source: str = INTERNET
    """The key of the Internet or zone that the requests come from."""
    source_title: str = "Internet"
    returns: str = ""
    """The service that sends the visitor back to itself by a redirect, where it does: an edge to nowhere."""

    @property
    def services(self) -> frozenset[str]:
        """The ids of all services that it passes or reaches."""
        passed = {service.id for service in (*self.route.proxies, self.route.service) if service}
        return frozenset(passed)


def follow_endpoints(registry: Registry, endpoints: Iterable[Endpoint]) -> Iterator[EndpointHops]:
    """The steps of endpoints, in their order."""
    entries: Mapping[tuple[str, str, int, str], Endpoint] | None = None
    for endpoint in endpoints:
        resolved = route(registry, endpoint)
        if endpoint.redirect and entries is None:
            entries = {url.key: other for other in registry.endpoints for url in other.url}
        for source, title in _sources(registry, endpoint):
            yield (
                _redirected(resolved, entries, source, title)
                if endpoint.redirect and entries is not None
                else EndpointHops(resolved, tuple(_hops(resolved, source)), source, title)
            )


def _sources(registry: Registry, endpoint: Endpoint) -> Iterator[tuple[str, str]]:
    """The key and title of the Internet and of each zone that uses an endpoint."""
    for id in endpoint.from_:
        zone = registry.zones.get(id)
        yield (f"{ZONE}{id}", zone.title) if zone else (INTERNET, "Internet")


def _hops(resolved: Route, source: str) -> Iterator[Hop]:
    """From the source through every proxy, and to the service where there is one."""
    stops = [*resolved.proxies, *([resolved.service] if resolved.service else [])]
    urls = resolved.endpoint.url
    for before, stop in zip([None, *stops], stops, strict=False):
        last = stop is resolved.service
        if before is None:
            yield Hop(source, stop.id, "endpoint", urls, last=last)
        else:
            yield Hop(before.id, stop.id, "proxy", urls, str(resolved.target) if last and resolved.target else "", last)


def _redirected(
    resolved: Route, entries: Mapping[tuple[str, str, int, str], Endpoint], source: str, title: str
) -> EndpointHops:
    """The steps to the sender of the redirect, and an edge from there to its target."""
    goal = parse_url(resolved.endpoint.redirect or "")
    sender = resolved.proxies[-1].id if resolved.proxies else source
    receiver = _entry(entries.get(goal.key)) or f"{EXTERNAL_SITE}{goal.scheme}://{goal.host}:{goal.port}"
    if receiver == sender:
        return EndpointHops(resolved, tuple(_hops(resolved, source)), source, title, sender)
    redirect = Hop(sender, receiver, "redirect", resolved.endpoint.url)
    return EndpointHops(resolved, (*_hops(resolved, source), redirect), source, title)


def _entry(endpoint: Endpoint | None) -> str | None:
    """The first service that a request to an endpoint meets."""
    if endpoint is None:
        return None
    return endpoint.via[0] if endpoint.via else endpoint.to.service if endpoint.to else None


def dependencies(services: Iterable[Service], registry: Registry) -> list[Hop]:
    """Dependencies of the services, and services that depend on them; each pair once."""
    hops: dict[Hop, None] = {}
    for service in services:
        hops |= dict.fromkeys(Hop(service.id, other, "depends") for other in service.depends_on)
        hops |= dict.fromkeys(Hop(other.id, service.id, "depends") for other in registry.dependents_of(service))
    return [hop for hop in hops if hop.source != hop.target]


def ends_tls(route_hops: EndpointHops) -> Iterator[str]:
    """The proxies at which the encryption of an endpoint is known to end: they listen with https on its port, or the
    last one passes on to a listener that speaks plain http."""
    resolved = route_hops.route
    if resolved.endpoint.tls_ends_at:
        yield from filter(None, [resolved.endpoint.tls_end])
        return
    ports = {url.port for url in resolved.endpoint.url if url.tls}
    for proxy in resolved.proxies:
        listening = [listener.port for listener in proxy.listeners or () if listener.port and _is_https(listener)]
        if any(port in span for span in listening for port in ports):
            yield proxy.id
    secure = any(url.scheme in ("https", "wss") for url in resolved.endpoint.url)
    if secure and resolved.proxies and resolved.listeners and (resolved.listeners[0].protocol or "").lower() == "http":
        yield resolved.proxies[-1].id


def _is_https(listener: Listener) -> bool:
    return (listener.protocol or "").lower() == "https"
