"""What breaks when a service stops: the services that need it, at any distance, and their endpoints."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from portdocs.registry.model import Endpoint, Service
from portdocs.registry.registry import Registry, endpoint_order

MOST = 200
"""So many services are looked at: a registry of thousands has as many pages, each with an answer of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Impact:
    """What stops with a service."""

    services: tuple[Service, ...]
    """Nearest first; the service itself is not among them."""
    endpoints: tuple[Endpoint, ...]
    """In the order of the registry."""
    complete: bool
    """False where `MOST` services were looked at and there are more."""


def impact(registry: Registry, service: Service, most: int = MOST) -> Impact:
    """What breaks if a service stops, as far as the data says. A retired service does not run: nothing needs it, and it
    breaks no further. Linear in what it looks at."""
    if service.status == "retired":
        return Impact((), (), True)
    reached = {service.id: service}
    waiting = deque([service])
    complete = True
    while waiting and complete:
        for dependent in registry.dependents_of(waiting.popleft()):
            if dependent.id in reached or dependent.status == "retired":
                continue
            if len(reached) > most:
                complete = False
                break
            reached[dependent.id] = dependent
            waiting.append(dependent)
    return Impact(tuple(reached.values())[1:], _endpoints(registry, reached.values()), complete)


def _endpoints(registry: Registry, services: Iterable[Service]) -> tuple[Endpoint, ...]:
    met = {
        id(endpoint): endpoint
        for service in services
        for endpoint in (*registry.endpoints_to(service), *registry.endpoints_via(service))
    }
    return tuple(sorted(met.values(), key=endpoint_order))
