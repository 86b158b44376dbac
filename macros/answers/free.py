"""Whether a port may be taken: what speaks for it and against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from macros.registry import Registry
from macros.registry.lookup import Answer
from macros.registry.registered import AS_OF, EPHEMERAL, PRIVILEGED, registered_name


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know of a port; `against` where it speaks against taking it."""

    words: str
    against: bool


def remarks(registry: Registry, answer: Answer) -> tuple[Remark, ...]:
    """What is to know before taking a port, whether it is free or not."""
    return tuple(_remarks(registry, answer)) if answer.port else ()


def _remarks(registry: Registry, answer: Answer) -> Iterator[Remark]:
    assert answer.port
    port = answer.port.port
    if not answer.bindings:
        for claim in answer.claims:
            yield Remark(f"a claim names it, and no service declares it: {claim.statement} ({claim.place})", True)
    for range_ in answer.ranges:
        suite = registry.suites[range_.suite] if range_.suite else None
        owner = f", which belongs to {suite.owner}" if suite and suite.owner else ""
        holder = f" for {suite.title}{owner}" if suite else ""
        where = f" on {registry.hosts[range_.host].title}" if range_.host else ""
        ports = ", ".join(map(str, range_.ports))
        purpose = f": {range_.purpose}" if range_.purpose else ""
        yield Remark(f"reserved{holder}{where} by the range {range_.title} ({ports}){purpose}", suite is not None)
    if not answer.ranges:
        yield Remark("no range reserves it", False)
    for service, listener in answer.elsewhere:
        yield Remark(_elsewhere(service.title, service.status, service.external, listener.port is None), False)
    if port in PRIVILEGED:
        yield Remark("below 1024: a process needs a privilege to listen on it", True)
    if port in EPHEMERAL:
        yield Remark(f"Linux hands out {EPHEMERAL} to outgoing connections: it may be taken when you start", True)
    if name := registered_name(port):
        yield Remark(f"registered with IANA for {name} (as of {AS_OF})", True)


def _elsewhere(title: str, status: str, external: bool, in_container: bool) -> str:
    if external:
        return f"{title}, which is not ours, has it on a host of its own"
    if status == "retired":
        return f"{title} had it and was retired: its ports rest for 90 days"
    return f"{title} has it inside its container only" if in_container else f"{title} has it too"
