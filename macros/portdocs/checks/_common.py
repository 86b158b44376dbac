"""Shared by the checks: problems, the entries to go through, and how messages name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from portdocs.registry import Endpoint, Finding, Host, Listener, Location, Ports, Range, Registry, Service
from portdocs.registry.findings import Subject
from portdocs.registry.model import Entry
from portdocs.registry.registry import derived
from portdocs.topology.bindings import is_active, shown_bind


@dataclass(frozen=True, slots=True)
class Problem:
    """The result of a check; the runner adds the id and severity of the check."""

    location: Location
    """The most specific value that is wrong."""
    problem: str
    """The problem, and what was expected."""
    fix: str
    """The way to correct it. Releases may change its wording, because it is in no baseline and no claim."""
    about: tuple[Entry, ...]
    """The entries that it is about: each of them can accept it."""
    related: tuple[Location, ...] = ()
    ports: tuple[Ports, ...] = ()
    """The ports that it is about, in addition to those of listeners in `about`."""

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The keys of everything that it is about."""
        keys = [key for entry in self.about for key in subject_keys(entry)]
        return tuple(dict.fromkeys([*keys, *(Subject("port", ports) for ports in self.ports)]))


def subject_keys(entry: Entry) -> tuple[Subject, ...]:
    """The keys of an entry in findings: for a listener its port, for an endpoint each of its URLs."""
    match entry:
        case Service():
            return (Subject("service", entry.id),)
        case Listener():
            return (Subject("port", entry.port),) if entry.port else ()
        case Endpoint():
            return tuple(Subject("endpoint", str(url)) for url in entry.url)
        case Range():
            return (Subject("range", entry.id),)
        case Host():
            return (Subject("host", entry.id),)
    return ()


def index_by_subject(findings: Iterable[Finding]) -> dict[Subject, tuple[Finding, ...]]:
    """The findings about each subject, in their given order."""
    index: dict[Subject, list[Finding]] = {}
    for finding in findings:
        for subject in finding.subjects:
            index.setdefault(subject, []).append(finding)
    return {subject: tuple(group) for subject, group in index.items()}


def field_location(entry: Entry, *fields: str, index: int | None = None) -> Location:
    """The value of the first of some fields that is written, else the entry.

    `index` selects an item in the list of the first field.
    """
    for number, field in enumerate(fields):
        if field in entry.at.keys:
            return entry.at.value_location(field, index if number == 0 else None)
    return entry.location


def active_endpoints(registry: Registry) -> Iterator[Endpoint]:
    """The endpoints to check: neither planned nor retired."""
    return (endpoint for endpoint in registry.endpoints if endpoint.is_active)


def active_services(registry: Registry) -> Iterator[Service]:
    """Services that run or are planned: neither retired nor external."""
    return filter(is_active, registry.services.values())


def active_listeners(registry: Registry) -> Iterator[tuple[Service, Listener]]:
    """The known listeners of active services."""
    return ((service, listener) for service in active_services(registry) for listener in service.listeners or ())


@derived
def host_listeners(registry: Registry) -> tuple[tuple[Service, Listener, Ports], ...]:
    """The active listeners that use ports of a host, with these ports."""
    return tuple(
        (service, listener, listener.port) for service, listener in active_listeners(registry) if listener.port
    )


def join_names(names: Iterable[str], most: int = 4, last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; above `most` names, the last ones as `3 more`."""
    names = list(dict.fromkeys(names))
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def on_hosts(registry: Registry, hosts: Sequence[Host]) -> str:
    """` on A and B`; nothing if the only host is implied."""
    return f" on {join_names(host.title for host in hosts)}" if registry.declares_hosts and hosts else ""


def describe(listener: Listener) -> str:
    """`0.0.0.0:80 and [::]:80`, `udp *:53`, `unix:/run/a.sock`, `container port 8000`."""
    if listener.socket:
        return listener.address
    transport = "" if listener.transport == ("tcp",) else f"{join_names(listener.transport)} "
    inner = f"container port {listener.container_port}" if listener.container_port else ""
    if not listener.port:
        return transport + inner
    binds = join_names(shown_bind(bind, listener.port) for bind in listener.bind)
    return f"{transport}{binds} ({inner})" if inner else transport + binds
