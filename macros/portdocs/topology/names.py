"""The names of the entries of a registry, for searches."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.model import Host, Range, Service, Suite, Zone
from portdocs.registry.registry import Registry


def names_of_service(registry: Registry, service: Service) -> Iterator[str]:
    """The names, owner, units, containers, files, technology, protocols and addresses of a service."""
    yield from filter(None, (service.id, service.title, registry.owner_of(service), service.compose))
    yield from (*service.unit, *service.container, *service.runtime.values())
    yield from (file.path for file in service.files)
    for listener in service.listeners or ():
        yield from filter(None, (listener.name, listener.protocol))
        yield from (bind for bind in listener.bind if bind != UNKNOWN)


def names_of_host(host: Host) -> tuple[str, ...]:
    """The id, name and addresses of a host."""
    return (host.id, host.title, *host.addresses)


def names_of_suite(suite: Suite) -> tuple[str, ...]:
    """The id, name and owner of a suite."""
    return tuple(filter(None, (suite.id, suite.title, suite.owner)))


def names_of_range(range_: Range) -> tuple[str, ...]:
    """The id and name of a range."""
    return (range_.id, range_.title)


def names_of_zone(zone: Zone) -> tuple[str, ...]:
    """The id, name and networks of a zone."""
    return (zone.id, zone.title, *map(str, zone.addresses))


def all_names(registry: Registry) -> list[str]:
    """All names that a query may contain, to suggest one for a typo."""
    return [
        *(name for service in registry.services.values() for name in names_of_service(registry, service)),
        *(name for host in registry.hosts.values() for name in names_of_host(host)),
        *(name for suite in registry.suites.values() for name in names_of_suite(suite)),
        *(name for range_ in registry.ranges.values() for name in names_of_range(range_)),
        *(name for zone in registry.zones.values() for name in names_of_zone(zone)),
        *(url.host for endpoint in registry.endpoints for url in endpoint.url),
    ]
