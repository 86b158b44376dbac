"""Accepted findings: `accept` on a service, listener, endpoint, range or host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portdocs.checks._catalog import Check
from portdocs.checks._common import Problem
from portdocs.registry import Registry
from portdocs.registry.fields import Acceptance
from portdocs.registry.model import Entry

Acceptances = Mapping[tuple[str, int], Acceptance]
"""By check, and by the identity of the entry with the acceptance: entries are not hashable."""


def acceptances(registry: Registry) -> Iterator[tuple[tuple[Entry, ...], Acceptance]]:
    """Every acceptance with its entry; that of a listener has the service in front of it."""
    for service in registry.services.values():
        yield from (((service,), acceptance) for acceptance in service.accept)
        for listener in service.listeners or ():
            yield from (((service, listener), acceptance) for acceptance in listener.accept)
    for endpoint in registry.endpoints:
        yield from (((endpoint,), acceptance) for acceptance in endpoint.accept)
    for range_ in registry.ranges.values():
        yield from (((range_,), acceptance) for acceptance in range_.accept)
    for host in registry.hosts.values():
        yield from (((host,), acceptance) for acceptance in host.accept)


def accepted(registry: Registry) -> Acceptances:
    """The acceptances by check and entry."""
    return {(acceptance.check, id(about[-1])): acceptance for about, acceptance in acceptances(registry)}


def acceptance_of(problem: Problem, check: Check, accepted: Acceptances) -> Acceptance | None:
    """The acceptance that covers a problem: of the first entry that it is about and that has one."""
    candidates = (accepted.get((check.id, id(entry))) for entry in problem.about)
    # A problem at the location of an acceptance is about that acceptance.
    return next((found for found in candidates if found and found.location != problem.location), None)
