"""Select the services, endpoints and ranges of a suite, host, service or status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.registry import Endpoint, Range, Registry, Service
from portdocs.registry.registry import derived, endpoint_order, grouped


def selected_services(
    registry: Registry, *, suite: str | None = None, host: str | None = None, status: str | None = None
) -> Iterator[Service]:
    """The services of a suite, on a host or with a status, by id; all of them without a filter."""
    services: Iterable[Service]
    if suite is not None:
        services = registry.services_in(registry.suites[suite])
    elif host is not None:
        services = registry.services_on(registry.hosts[host])
    else:
        services = registry.services.values()
    for service in services:
        if status in (None, service.status) and (host is None or registry.hosts[host] in registry.hosts_of(service)):
            yield service


def selected_endpoints(
    registry: Registry, *, suite: str | None = None, host: str | None = None, service: str | None = None
) -> list[Endpoint]:
    """The endpoints that lead to or pass through a service, lead into a suite, or use a host.

    An endpoint that only redirects belongs to the suites of its proxies. Sorted as in the registry.
    """
    chosen: Iterable[Endpoint]
    if service is not None:
        chosen = _touching(registry, registry.services[service])
    elif suite is not None:
        members = registry.services_in(registry.suites[suite])
        chosen = [e for s in members for e in _touching(registry, s) if e.to is None or e.to.service == s.id]
    elif host is not None:
        chosen = [e for s in registry.services_on(registry.hosts[host]) for e in _touching(registry, s)]
    else:
        chosen = registry.endpoints
    unique = {id(endpoint): endpoint for endpoint in chosen}
    return sorted(unique.values(), key=endpoint_order)


def selected_ranges(registry: Registry, *, suite: str | None = None, host: str | None = None) -> Iterable[Range]:
    """The ranges of a suite, and those that apply to a host, in the order of the registry; all without a filter."""
    if suite is not None:
        return [one for one in _ranges_of_suites(registry).get(suite, ()) if host in (None, one.host or host)]
    if host is not None:
        groups = _ranges_of_hosts(registry)
        return sorted((*groups.get(host, ()), *groups.get(None, ())), key=lambda one: one.id)
    return registry.ranges.values()


@derived
def _ranges_of_suites(registry: Registry) -> dict[str | None, tuple[Range, ...]]:
    return grouped((one.suite, one) for one in registry.ranges.values())


@derived
def _ranges_of_hosts(registry: Registry) -> dict[str | None, tuple[Range, ...]]:
    return grouped((one.host, one) for one in registry.ranges.values())


def _touching(registry: Registry, service: Service) -> tuple[Endpoint, ...]:
    return (*registry.endpoints_to(service), *registry.endpoints_via(service))
