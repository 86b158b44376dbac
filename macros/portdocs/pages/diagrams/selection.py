"""What a diagram is about: the services asked for, what touches them, and the edges between all of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from portdocs.pages.diagrams.hops import EXTERNAL_SITE, EndpointHops, Hop, dependencies, follow_endpoints
from portdocs.registry import Endpoint, Host, Registry, Service

Placement: TypeAlias = "tuple[str, str]"
"""A service's id with the id of the host that it is drawn on; an empty one for none in particular."""

Homes: TypeAlias = "Callable[[Service], tuple[Host, ...]]"
"""The hosts that a service is drawn on, once for each; without any it is drawn once and stands outside all frames."""

_APART = 3
"""On how many hosts a service is drawn before one card stands for all of them."""


@dataclass(frozen=True)
class DiagramScope:
    """The material of one diagram, before anything is folded."""

    registry: Registry
    chosen: Mapping[str, Service]
    around: Mapping[str, Service]
    """Services that were not asked for and that an edge ties to one that was."""
    endpoint_hops: tuple[EndpointHops, ...]
    hops: tuple[Hop, ...]
    homes: Homes
    left_out: int
    """How many retired services are not drawn."""
    weight: Mapping[str, int]
    """How many edges touch a service."""

    @cached_property
    def services(self) -> dict[str, Service]:
        """Everything drawn."""
        return {**self.chosen, **self.around}

    def placements(self, services: Iterable[Service]) -> list[Placement]:
        """Where services are drawn."""
        return [(service.id, host) for service in services for host in self.hosts(service)]

    def hosts(self, service: Service) -> tuple[str, ...]:
        """The ids of the hosts that a service is drawn on."""
        return tuple(host.id for host in self.homes(service)) or ("",)

    @cached_property
    def external_sites(self) -> list[str]:
        """Other people's sites that redirects lead to."""
        return sorted({hop.target for hop in self.hops if hop.target.startswith(EXTERNAL_SITE)})


def select_scope(
    registry: Registry,
    services: Iterable[Service],
    homes: Homes,
    *,
    endpoints: Iterable[Endpoint] = (),
    retired: bool = False,
) -> DiagramScope:
    """The services with all that touches them, and further endpoints. Retired ones are left out unless asked for."""
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


def on_few_hosts(registry: Registry, most: int = _APART) -> Homes:
    """A service is drawn on each of its hosts while these are few, else once for all of them."""

    def homes(service: Service) -> tuple[Host, ...]:
        hosts = registry.hosts_of(service)
        return hosts if len(hosts) <= most else ()

    return homes
