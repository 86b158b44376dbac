"""Names for ports in the format of /etc/services (services(5)), for `getent`, `ss`, `tcpdump` and others.

The name of a port is the id of its service, which is valid in services(5). If the service has several ports, the name
of the listener or the port follows the id, so that names are unique. Each port of a range has a line if there are at
most 16; a longer range is a comment. Retired and external services have no lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from portdocs.registry import Listener, Registry, Service
from portdocs.registry.ids import slug
from portdocs.topology.bindings import is_active

MAX_LINES_PER_RANGE = 16
"""The number of ports in the longest range that has a line for each port."""
_HEAD = "# Written by `portdocs export services`, in the format of /etc/services.\n"
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


def services_export(registry: Registry) -> str:
    """`name port/transport # title, hosts` for every used port, by port; then the long ranges."""
    services = [service for service in registry.services.values() if is_active(service)]
    # No port of another service may have a name that is an id.
    owners: dict[str, tuple[str, int]] = {id: (id, 0) for id in registry.services}
    named = [(port, transport, name, s) for s in services for port, transport, name in _names(s, owners)]
    lines = [
        f"{name:<31} {f'{port}/{transport}':<15} # {_about(registry, service)}"
        for port, transport, name, service in sorted(named, key=lambda line: line[:3])
    ]
    return "\n".join([_HEAD, *lines, *_long_ranges(registry, services)]) + "\n"


def _names(service: Service, owners: dict[str, tuple[str, int]]) -> Iterator[tuple[int, str, str]]:
    """The port, transport and name of every port of a service, except those in long ranges."""
    ports: dict[tuple[int, str], Listener] = {}
    for listener in service.listeners or ():
        if listener.port and len(listener.port) <= MAX_LINES_PER_RANGE:
            for port in range(listener.port.first, listener.port.last + 1):
                for kind in listener.transport:
                    ports.setdefault((port, kind), listener)
    is_only = len({port for port, _ in ports}) == 1
    for port, transport in sorted(ports):
        name = service.id if is_only else _name(service, ports[port, transport], port, owners)
        yield port, transport, name


def _name(service: Service, listener: Listener, port: int, owners: dict[str, tuple[str, int]]) -> str:
    """The first unused name: with the listener's name, with the port, or with the port and a number."""
    for name in _candidates(service, listener, port):
        if owners.setdefault(name, (service.id, port)) == (service.id, port):
            return name
    raise AssertionError  # pragma: no cover - there is always one more number


def _candidates(service: Service, listener: Listener, port: int) -> Iterator[str]:
    name = slug(listener.name or "")
    if name and listener.port and len(listener.port) == 1:
        yield f"{service.id}-{name}"
    yield f"{service.id}-{port}"
    yield from (f"{service.id}-{port}-{number}" for number in count(2))


def _long_ranges(registry: Registry, services: list[Service]) -> Iterator[str]:
    for service in services:
        for listener in service.listeners or ():
            run = listener.port
            if run and len(run) > MAX_LINES_PER_RANGE:
                for transport in listener.transport:
                    about = f"{len(run)} ports without a line, {_about(registry, service)}"
                    yield f"# {service.id} {run}/{transport}: {about}"


def _about(registry: Registry, service: Service) -> str:
    names = ", ".join([service.title, *(host.title for host in registry.hosts_of(service))])
    return _INVISIBLE.sub(" ", names).strip()
