"""The impact of a stopped service: all services that depend on it, directly or not, and their endpoints."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from portdocs.registry.model import Endpoint, Service
from portdocs.registry.registry import Registry, endpoint_order

MAX_SERVICES = 200
"""The number of services to follow: a registry of thousands shows the impact of each of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Impact:
    """Everything that stops with a service."""

    services: tuple[Service, ...]
    """Nearest first, without the service itself."""
    endpoints: tuple[Endpoint, ...]
    """In the order of the registry."""
    complete: bool
    """False if there are more services than were followed."""


def impact(registry: Registry, service: Service, most: int = MAX_SERVICES) -> Impact:
    """Everything that stops with a service, according to the data. Retired services are ignored. Takes linear time."""
    if service.status == "retired":
        return Impact((), (), True)
    affected = {service.id: service}
    waiting = deque([service])
    complete = True
    while waiting and complete:
        for dependent in registry.dependents_of(waiting.popleft()):
            if dependent.id in affected or dependent.status == "retired":
                continue
            if len(affected) > most:
                complete = False
                break
            affected[dependent.id] = dependent
            waiting.append(dependent)
    return Impact(tuple(affected.values())[1:], _endpoints(registry, affected.values()), complete)


def _endpoints(registry: Registry, services: Iterable[Service]) -> tuple[Endpoint, ...]:
    unique = {
        id(endpoint): endpoint
        for service in services
        for endpoint in (*registry.endpoints_to(service), *registry.endpoints_via(service))
    }
    return tuple(sorted(unique.values(), key=endpoint_order))
