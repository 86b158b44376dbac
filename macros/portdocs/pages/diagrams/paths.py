"""The paths of a diagram's endpoints as text, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.pages.diagrams.hops import EndpointHops
from portdocs.pages.diagrams.model import EndpointPath
from portdocs.registry import Endpoint
from portdocs.registry.urls import Url

_MAX_ENDPOINTS = 40
"""The maximum number of endpoints in the text of a diagram."""


def endpoint_paths(endpoint_hops: Iterable[EndpointHops]) -> tuple[EndpointPath, ...]:
    """Every endpoint step by step, or nothing if there are too many to read."""
    endpoints = [(url, route_hops) for route_hops in endpoint_hops for url in route_hops.route.endpoint.url]
    if len(endpoints) > _MAX_ENDPOINTS:
        return ()
    endpoints.sort(key=lambda endpoint: (endpoint[0].host, endpoint[0].key))
    return tuple(_path(url, route_hops) for url, route_hops in endpoints)


def _path(url: Url, route_hops: EndpointHops) -> EndpointPath:
    steps = [(route_hops.source_title, True), (_url_step(url, route_hops.route.endpoint), False), *_steps(route_hops)]
    stops = tuple(index for index, (_, is_card) in enumerate(steps) if is_card)
    return EndpointPath(url.text, tuple(step for step, _ in steps), stops)


def _url_step(url: Url, endpoint: Endpoint) -> str:
    status = "" if endpoint.status == "active" else endpoint.status
    facts = filter(None, (str(url.port), "udp" if url.transport == "udp" else "", "TLS" if url.tls else "", status))
    return f"{url} ({', '.join(facts)})"


def _steps(route_hops: EndpointHops) -> Iterator[tuple[str, bool]]:
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
