"""The services and listeners that are there: what most checks go through."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from portdocs.registry import Listener, Ports, Registry, Service
from portdocs.topology.bindings import is_live


def live_services(registry: Registry) -> Iterator[Service]:
    """Our services that run or are planned: neither retired nor external."""
    return filter(is_live, registry.services.values())


def live_listeners(registry: Registry) -> Iterator[tuple[Service, Listener]]:
    """What they listen on, as far as it is known."""
    return ((service, listener) for service in live_services(registry) for listener in service.listeners or ())


@lru_cache(maxsize=2)
def host_listeners(registry: Registry) -> tuple[tuple[Service, Listener, Ports], ...]:
    """Those of them that take ports of a host, with the ports; half of the checks ask for them."""
    return tuple((service, one, one.port) for service, one in live_listeners(registry) if one.port)
