"""The marks on a strip: one for each used port or range of ports of a host, or one for several neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portdocs.pages.cells import host_page, service_page
from portdocs.pages.inline import cell_text, message
from portdocs.pages.natural_sort import natural_key
from portdocs.registry import Claim, Host, Listener, Ports, Registry, Service
from portdocs.topology.exposure import exposure_label, listener_reach, observed_reach
from portdocs.topology.observed_ports import observed_ports

LOOKS = (
    "observed",
    "differs",
    "network",
    "unknown",
    "zones",
    "closed",
    "container",
    "loopback",
    "claimed",
    "planned",
    "retired",
)
"""The looks of a mark; if its ports differ, it has the first of theirs."""
_BUCKET_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 65_536)
MAX_NAMES = 3
"""Names in a label; the others are counted."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Ports on a strip with their label, their look, and the page that a click opens."""

    ports: Ports
    look: str
    names: tuple[str, ...]
    """Of services, sorted."""
    states: tuple[str, ...]
    """The exposures or states of the ports."""
    page: str
    query: str = ""
    """The search that the page opens with."""

    @property
    def label(self) -> str:
        """`443: Front Proxy, network`."""
        more = len(self.names) - MAX_NAMES
        names = ", ".join(self.names[:MAX_NAMES]) + (f" and {more} more" if more > 0 else "")
        return f"{self.ports}: {', '.join([names, *self.states[:MAX_NAMES]])}"


def marks_on(registry: Registry, host: Host) -> list[Mark]:
    """A mark for each listener, claim and observation on a host, sorted by port."""
    services = registry.services_on(host)
    marks = [mark for service in services for mark in registry.of_entry(_of_service, service, host.id)]
    marks += [mark for claim in registry.claims if _concerns(claim, services) for mark in _of_claim(claim)]
    for port in observed_ports(registry):
        if port.host.id == host.id:
            state = f"open on {port.day}, not declared as used"
            words = cell_text(message(port.message))
            marks.append(Mark(port.ports, "observed", (words,), (state,), "verified.md"))
    return sorted(marks, key=lambda mark: (mark.ports, LOOKS.index(mark.look), mark.names))


def _of_service(registry: Registry, service: Service, host: str) -> tuple[Mark, ...]:
    machine, page = registry.hosts[host], service_page(service)
    looks = ((one.port, *_look(registry, service, one, machine)) for one in service.listeners or () if one.port)
    return tuple(Mark(ports, look, (service.title,), (state,), page) for ports, look, state in looks)


def _look(registry: Registry, service: Service, listener: Listener, host: Host) -> tuple[str, str]:
    if service.status in ("planned", "retired"):
        return service.status, service.status
    reach = listener_reach(registry, service, listener, host)
    observed = observed_reach(registry, service, listener, host)
    if observed and observed != reach:
        return "differs", f"{exposure_label(registry, observed)} as observed"
    return str(reach.exposure), exposure_label(registry, reach)


def _concerns(claim: Claim, services: Iterable[Service]) -> bool:
    """True if a claim is about every suite, or about one that has a service on a host."""
    return not claim.suites or any(service.suite in claim.suites for service in services)


def _of_claim(claim: Claim) -> Iterator[Mark]:
    for port in claim.ports:
        yield Mark(Ports.one(port), "claimed", ("occupant unknown",), ("named by a claim",), "security.md")


def merged(marks: Iterable[Mark], host: Host, size: int) -> list[Mark]:
    """One mark for the ports of a bucket of `size` neighbours, sorted; longer ranges have their own mark."""
    groups: dict[Ports, list[Mark]] = {}
    for mark in marks:
        groups.setdefault(_bucket(mark.ports, size), []).append(mark)
    return [_merge(groups[key], host) for key in sorted(groups)]


def bucket_size_for(marks: Iterable[Mark], limit: int) -> int:
    """The smallest size of buckets with which at most `limit` marks remain; at least one remains."""
    ports = {mark.ports for mark in marks}
    return next(s for s in _BUCKET_SIZES if s == _BUCKET_SIZES[-1] or len({_bucket(p, s) for p in ports}) <= limit)


def _bucket(ports: Ports, size: int) -> Ports:
    if len(ports) > size or size == 1:
        return ports
    first = ports.first // size * size
    return Ports(first, first + size - 1)


def _merge(group: list[Mark], host: Host) -> Mark:
    if len(group) == 1:
        return group[0]
    ports = Ports(min(mark.ports.first for mark in group), max(mark.ports.last for mark in group))
    names = sorted({name for mark in group for name in mark.names}, key=lambda name: (natural_key(name), name))
    states = dict.fromkeys(state for mark in group for state in mark.states)
    pages = {(mark.page, mark.query) for mark in group}
    several = ("ports.md", f"port={ports}") if len(ports) == 1 else (host_page(host), "")
    page, query = pages.pop() if len(pages) == 1 else several
    look = min((mark.look for mark in group), key=LOOKS.index)
    return Mark(ports, look, tuple(names), tuple(states), page, query)
