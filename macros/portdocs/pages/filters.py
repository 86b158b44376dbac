"""Select the services and endpoints of a suite, host, service or status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.registry import Endpoint, Registry, Service
from portdocs.registry.registry import endpoint_order


def selected_services(
    registry: Registry, *, suite: str | None = None, host: str | None = None, status: str | None = None
) -> Iterator[Service]:
    """The services of a suite, on a host or with a status, by id; all of them without a filter."""
    services: Iterable[Service] = registry.services.values()
    if suite is not None:
        services = registry.services_in(registry.suites[suite])
    elif host is not None:
        services = registry.services_on(registry.hosts[host])
    for service in services:
        if status in (None, service.status) and (host is None or registry.hosts[host] in registry.hosts_of(service)):
            yield service


def selected_endpoints(
    registry: Registry, *, suite: str | None = None, host: str | None = None, service: str | None = None
) -> list[Endpoint]:
    """The endpoints that lead to or pass through a service, lead into a suite, or use a host.

    An endpoint that only redirects belongs to the suites of its proxies. Sorted as in the registry.
    """
    chosen: Iterable[Endpoint] = registry.endpoints
    if service is not None:
        chosen = _touching(registry, registry.services[service])
    elif suite is not None:
        members = registry.services_in(registry.suites[suite])
        chosen = [e for s in members for e in _touching(registry, s) if e.to is None or e.to.service == s.id]
    elif host is not None:
        chosen = [e for s in registry.services_on(registry.hosts[host]) for e in _touching(registry, s)]
    unique = {id(endpoint): endpoint for endpoint in chosen}
    return sorted(unique.values(), key=endpoint_order)


def _touching(registry: Registry, service: Service) -> tuple[Endpoint, ...]:
    return (*registry.endpoints_to(service), *registry.endpoints_via(service))
