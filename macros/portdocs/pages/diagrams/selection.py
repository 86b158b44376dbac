"""Select the content of a diagram: the requested services, their neighbours, and the edges between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from portdocs.pages.diagrams.hops import EndpointHops, ExternalSite, Hop, dependencies, follow_endpoints
from portdocs.registry import Endpoint, Host, Registry, Service
from portdocs.registry.urls import Url

Placement: TypeAlias = "tuple[str, str]"
"""A service's id with the id of the host that it is drawn on; an empty one for none in particular."""

Homes: TypeAlias = "Callable[[Service], tuple[Host, ...]]"
"""The hosts that a service is drawn on, once for each; without any it is drawn once, outside all frames."""

Start: TypeAlias = "tuple[str, Url | None]"
"""The key of a service or source with the URL of the path to follow from there; None for every path."""

_APART = 3
"""The number of hosts on which a service has a node each; on more it has one node for all."""


@dataclass(frozen=True)
class DiagramScope:
    """The content of one diagram, before services are grouped."""

    registry: Registry
    chosen: Mapping[str, Service]
    around: Mapping[str, Service]
    """Services that were not requested, but have an edge to one that was."""
    endpoint_hops: tuple[EndpointHops, ...]
    hops: tuple[Hop, ...]
    homes: Homes
    left_out: int
    """The number of retired services that are not shown."""
    weight: Mapping[str, int]
    """The number of edges of each service."""

    @cached_property
    def services(self) -> dict[str, Service]:
        """All services in the diagram."""
        return {**self.chosen, **self.around}

    def placements(self, services: Iterable[Service]) -> list[Placement]:
        """Each service with each host that it has a node on."""
        return [(service.id, host) for service in services for host in self.hosts(service)]

    def hosts(self, service: Service) -> tuple[str, ...]:
        """The ids of the hosts that a service is drawn on."""
        id = service.id
        if id not in self._hosts:
            self._hosts[id] = tuple([host.id for host in self.homes(service)]) or ("",)
        return self._hosts[id]

    @cached_property
    def _hosts(self) -> dict[str, tuple[str, ...]]:
        """The hosts of services that were asked for."""
        return {}

    @cached_property
    def states(self) -> dict[Placement, tuple[str, bool]]:
        """The exposure of each requested placement, and whether it differs: several groupings need them."""
        return {}

    @cached_property
    def external_sites(self) -> list[ExternalSite]:
        """The external sites that redirects lead to."""
        return sorted({hop.site for hop in self.hops if hop.site})


def select_scope(
    registry: Registry,
    services: Iterable[Service],
    homes: Homes,
    *,
    endpoints: Iterable[Endpoint] = (),
    retired: bool = False,
) -> DiagramScope:
    """The services with everything connected to them, and further endpoints; retired ones only if requested."""
    asked = tuple(services)
    chosen = {service.id: service for service in asked if retired or service.status != "retired"}

    def drawn(id: str) -> bool:
        return id in chosen or retired or id not in registry.services or registry.services[id].status != "retired"

    followed = follow_endpoints(registry, (*_endpoints(registry, chosen), *endpoints))
    taken = tuple(route_hops for route_hops in followed if all(map(drawn, route_hops.services)))
    hops = (*(hop for route_hops in taken for hop in route_hops.hops), *dependencies(chosen.values(), registry))
    hops = tuple(hop for hop in hops if drawn(hop.source) and drawn(hop.target))
    ends = Counter(id for hop in hops for id in (hop.source, hop.target))
    around = {id: registry.services[id] for id in sorted(ends) if id in registry.services and id not in chosen}
    return DiagramScope(registry, chosen, around, taken, hops, homes, len(asked) - len(chosen), ends)


def _endpoints(registry: Registry, chosen: Mapping[str, Service]) -> list[Endpoint]:
    """The endpoints that lead to or pass through the services, each once."""
    found: dict[int, Endpoint] = {}
    for service in chosen.values():
        for endpoint in (*registry.endpoints_to(service), *registry.endpoints_via(service)):
            found.setdefault(id(endpoint), endpoint)
    return list(found.values())


def narrow(
    scope: DiagramScope, start: set[Start], direction: str | None, depth: int | None, dependencies: bool
) -> DiagramScope:
    """The keys within `depth` edges of the services and sources in `start`; `direction` is `upstream`
    for what leads to them, `downstream` for what they lead to, None for both."""
    hops = tuple(hop for hop in scope.hops if dependencies or hop.kind != "depends")
    keys = {key for key, _ in start}
    for side in (direction,) if direction else ("upstream", "downstream"):
        keys |= _walk(hops, start, side == "upstream", depth)
    services = {id: service for id, service in scope.services.items() if id in keys}
    inside = tuple(hop for hop in hops if hop.source in keys and hop.target in keys)
    paths = tuple(path for path in scope.endpoint_hops if path.hops and all(hop in inside for hop in path.hops))
    return replace(scope, chosen=services, around={}, hops=inside, endpoint_hops=paths)


def _walk(hops: Iterable[Hop], start: set[Start], upstream: bool, depth: int | None) -> set[str]:
    """The keys reached from a start in one direction. A walk stays on the path of its URL until it takes a dependency:
    what shares a proxy with it is not reached."""
    ends: dict[str, list[tuple[str, Hop]]] = defaultdict(list)
    for hop in hops:
        begin, end = (hop.target, hop.source) if upstream else (hop.source, hop.target)
        ends[begin].append((end, hop))
    last, reached, steps = start, set(start), 0
    while last and (depth is None or steps < depth):
        last = {state for key, url in last for end, hop in ends[key] for state in _states(end, hop, url)} - reached
        reached |= last
        steps += 1
    return {key for key, _ in reached}


def _states(end: str, hop: Hop, url: Url | None) -> Iterator[Start]:
    """The ends of a hop for a walk on the path of a URL, or on none in particular."""
    if hop.kind == "depends":
        yield end, None
    else:
        yield from ((end, one) for one in hop.urls if url is None or one == url)


def on_few_hosts(registry: Registry, most: int = _APART) -> Homes:
    """A service is drawn on each of its hosts while these are few, else once for all of them."""

    def homes(service: Service) -> tuple[Host, ...]:
        hosts = registry.hosts_of(service)
        return hosts if len(hosts) <= most else ()

    return homes
