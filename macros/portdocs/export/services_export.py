"""Names for ports in the form of /etc/services (services(5)), for `getent`, `ss`, `tcpdump` and the like.

A service's name is its id, which is a name that services(5) takes. Where it has several ports, each has the listener's
name or the port behind the id, so that no name stands for two ports. A run of up to 16 ports has a line for each; a
longer one only a comment, since nobody looks up ten thousand names. Retired and external services have no lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from portdocs.registry import Listener, Registry, Service
from portdocs.topology.bindings import is_active

LONGEST = 16
"""The longest run of ports that has a line for each port."""
_HEAD = "# Written by `portdocs export services`, in the form of /etc/services.\n"
_UNFIT = re.compile(r"[^a-z0-9]+")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


def services_export(registry: Registry) -> str:
    """`name port/transport # title, hosts` for every port that somebody takes, by port; then the long runs."""
    services = [service for service in registry.services.values() if is_active(service)]
    # An id is its service's own name, so no port of another service gets it.
    owners: dict[str, tuple[str, int]] = {id: (id, 0) for id in registry.services}
    named = [(port, transport, name, s) for s in services for port, transport, name in _names(s, owners)]
    lines = [
        f"{name:<31} {f'{port}/{transport}':<15} # {_about(registry, service)}"
        for port, transport, name, service in sorted(named, key=lambda line: line[:3])
    ]
    return "\n".join([_HEAD, *lines, *_long_runs(registry, services)]) + "\n"


def _names(service: Service, owners: dict[str, tuple[str, int]]) -> Iterator[tuple[int, str, str]]:
    """Port, transport and name of everything that a service takes, runs that are too long excepted."""
    found: dict[tuple[int, str], Listener] = {}
    for listener in service.listeners or ():
        if listener.port and len(listener.port) <= LONGEST:
            for port in range(listener.port.first, listener.port.last + 1):
                for kind in listener.transport:
                    found.setdefault((port, kind), listener)
    is_only = len({port for port, _ in found}) == 1
    for port, transport in sorted(found):
        name = service.id if is_only else _name(service, found[port, transport], port, owners)
        yield port, transport, name


def _name(service: Service, listener: Listener, port: int, owners: dict[str, tuple[str, int]]) -> str:
    """The first name that no other port has: with the listener's name, with the port, with the port and a number."""
    for name in _candidates(service, listener, port):
        if owners.setdefault(name, (service.id, port)) == (service.id, port):
            return name
    raise AssertionError  # pragma: no cover - there is always one more number


def _candidates(service: Service, listener: Listener, port: int) -> Iterator[str]:
    slug = _UNFIT.sub("-", (listener.name or "").lower()).strip("-")
    if slug and listener.port and len(listener.port) == 1:
        yield f"{service.id}-{slug}"
    yield f"{service.id}-{port}"
    yield from (f"{service.id}-{port}-{number}" for number in count(2))


def _long_runs(registry: Registry, services: list[Service]) -> Iterator[str]:
    for service in services:
        for listener in service.listeners or ():
            run = listener.port
            if run and len(run) > LONGEST:
                for transport in listener.transport:
                    about = f"{len(run)} ports without a line, {_about(registry, service)}"
                    yield f"# {service.id} {run}/{transport}: {about}"


def _about(registry: Registry, service: Service) -> str:
    words = ", ".join([service.title, *(host.title for host in registry.hosts_of(service))])
    return _INVISIBLE.sub(" ", words).strip()
