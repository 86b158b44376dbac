"""Whether a port may be taken: what speaks for it and against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry import Registry, Service
from portdocs.topology.iana import AS_OF, EPHEMERAL, PRIVILEGED, registered_name
from portdocs.topology.search import SearchResult

MOST = 5


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know of a port; `against` where it speaks against taking it."""

    words: str
    against: bool


def remarks(registry: Registry, answer: SearchResult) -> tuple[Remark, ...]:
    """What is to know before taking a port, whether it is free or not."""
    return tuple(_remarks(registry, answer)) if answer.port else ()


def _remarks(registry: Registry, answer: SearchResult) -> Iterator[Remark]:
    assert answer.port
    port = answer.port.port
    if not answer.bindings:
        for claim in answer.claims:
            yield Remark(f"a claim names it, and no service declares it: {claim.statement} ({claim.location})", True)
    for range_ in answer.ranges:
        suite = registry.suites[range_.suite] if range_.suite else None
        owner = f" ({suite.owner})" if suite and suite.owner else ""
        holder = f" for {suite.title}" if suite else ""
        where = f" on {registry.hosts[range_.host].title}" if range_.host else ""
        ports = ", ".join(map(str, range_.ports))
        purpose = f": {range_.purpose}" if range_.purpose else ""
        yield Remark(
            f"reserved{holder}{owner}{where} by the range {range_.title} ({ports}){purpose}", suite is not None
        )
    if not answer.ranges:
        yield Remark("no range reserves it", False)
    for block in answer.resting:
        yield Remark(f"{block.reason} ({block.location})", True)
    for service, _ in answer.elsewhere:
        yield Remark(_elsewhere(service), False)
    if not answer.bindings:
        for service in answer.unknown[:MOST]:
            yield Remark(f"what {service.title} listens on is not known: it may be this ({service.location})", True)
    if port in PRIVILEGED:
        yield Remark("below 1024: a process needs a privilege to listen on it", True)
    if port in EPHEMERAL:
        yield Remark(f"Linux hands out {EPHEMERAL} to outgoing connections: it may be taken when you start", True)
    if name := registered_name(port):
        yield Remark(f"registered with IANA for {name} (as of {AS_OF})", True)


def _elsewhere(service: Service) -> str:
    if service.external:
        return f"{service.title}, which is not ours, has it on a host of its own"
    return f"{service.title} has it inside its container only"
