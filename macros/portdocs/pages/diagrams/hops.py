"""The edges between services: the steps of every endpoint, also as text, and what depends on what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from portdocs.pages.diagrams.model import EdgeKind, EndpointPath
from portdocs.registry import Endpoint, Registry, Service
from portdocs.registry.model import Status
from portdocs.registry.urls import Url, parse_url
from portdocs.topology.routes import Route, route

INTERNET = "@internet"
"""The key of the Internet among the ids of services; no id contains an `@`."""
_MAX_PATHS = 40
"""URLs of which a diagram has the paths as text; a longer list would not be read."""


def zone_key(id: str) -> str:
    """The key of a zone."""
    return f"@zone:{id}"


@dataclass(frozen=True, slots=True, order=True)
class ExternalSite:
    """A site that is not ours, which a redirect leads to."""

    scheme: str
    host: str
    port: int

    @property
    def url(self) -> str:
        """Its URL, with the port."""
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def key(self) -> str:
        """Its key; it contains a character that no id has."""
        return f"url:{self.url}"


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
    status: Status = "active"
    """The status of the endpoint."""
    site: ExternalSite | None = None
    """The target, if it is an external site."""


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
        yield (zone_key(id), zone.title) if zone else (INTERNET, "Internet")


def _hops(resolved: Route, source: str) -> Iterator[Hop]:
    """From the source through every proxy, and to the service where there is one."""
    stops = [*resolved.proxies, *([resolved.service] if resolved.service else [])]
    urls, status = resolved.endpoint.url, resolved.endpoint.status
    for before, stop in zip([None, *stops], stops, strict=False):
        last = stop is resolved.service
        if before is None:
            yield Hop(source, stop.id, "endpoint", urls, last=last, status=status)
        else:
            address = str(resolved.target) if last and resolved.target else ""
            yield Hop(before.id, stop.id, "proxy", urls, address, last, status)


def _redirected(
    resolved: Route, entries: Mapping[tuple[str, str, int, str], Endpoint], source: str, title: str
) -> EndpointHops:
    """The steps to the sender of the redirect, and an edge from there to its target."""
    goal = parse_url(resolved.endpoint.redirect or "")
    sender = resolved.proxies[-1].id if resolved.proxies else source
    ours = _entry(entries.get(goal.key))
    site = None if ours else ExternalSite(goal.scheme, goal.host, goal.port)
    receiver = ours or (site.key if site else "")
    if receiver == sender:
        return EndpointHops(resolved, tuple(_hops(resolved, source)), source, title, sender)
    redirect = Hop(sender, receiver, "redirect", resolved.endpoint.url, status=resolved.endpoint.status, site=site)
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
    """The ids of the services at which the encryption of an endpoint is known to end: the declared one; else proxies
    that listen with https on its port; else, where the target speaks plain http, the first proxy. Without a proxy it is
    the target."""
    resolved = route_hops.route
    if resolved.endpoint.tls_ends_at or not resolved.proxies:
        yield from filter(None, [resolved.endpoint.tls_end])
        return
    ports = {url.port for url in resolved.endpoint.url if url.tls}
    found = [proxy.id for proxy in resolved.proxies if _listens_with_https(proxy, ports)]
    yield from found
    secure = any(url.scheme in ("https", "wss") for url in resolved.endpoint.url)
    if secure and not found and resolved.listeners and (resolved.listeners[0].protocol or "").lower() == "http":
        yield from filter(None, [resolved.endpoint.tls_end])


def _listens_with_https(proxy: Service, ports: set[int]) -> bool:
    secure = [one.port for one in proxy.listeners or () if one.port and (one.protocol or "").lower() == "https"]
    return any(port in span for span in secure for port in ports)


def endpoint_paths(endpoint_hops: Iterable[EndpointHops]) -> tuple[EndpointPath, ...]:
    """Every endpoint step by step, or nothing if there are too many to read."""
    endpoints = [(url, route_hops) for route_hops in endpoint_hops for url in route_hops.route.endpoint.url]
    if len(endpoints) > _MAX_PATHS:
        return ()
    endpoints.sort(key=lambda endpoint: (endpoint[0].host, endpoint[0].key))
    return tuple(_text_path(url, route_hops) for url, route_hops in endpoints)


def _text_path(url: Url, route_hops: EndpointHops) -> EndpointPath:
    steps = [
        (route_hops.source_title, True),
        (_url_step(url, route_hops.route.endpoint), False),
        *_text_steps(route_hops),
    ]
    stops = tuple(index for index, (_, is_card) in enumerate(steps) if is_card)
    return EndpointPath(url.text, tuple(step for step, _ in steps), stops)


def _url_step(url: Url, endpoint: Endpoint) -> str:
    status = "" if endpoint.status == "active" else endpoint.status
    facts = filter(None, (str(url.port), "udp" if url.transport == "udp" else "", "TLS" if url.tls else "", status))
    return f"{url} ({', '.join(facts)})"


def _text_steps(route_hops: EndpointHops) -> Iterator[tuple[str, bool]]:
    """The steps of a request; the flag is true for steps that are nodes."""
    resolved = route_hops.route
    yield from ((proxy.title, True) for proxy in resolved.proxies)
    if resolved.endpoint.redirect:
        yield f"redirects to {resolved.endpoint.redirect}", True
        return
    if resolved.target:
        yield str(resolved.target), False
    if resolved.service:
        yield resolved.service.title, True
