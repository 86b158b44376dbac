"""Findings that the team knows of: `accept` on a service, listener, endpoint or range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portdocs.checks._problem import Problem
from portdocs.checks._registry import Check
from portdocs.registry import Registry
from portdocs.registry.fields import Acceptance
from portdocs.registry.model import Entry

Accepted = Mapping[tuple[str, int], Acceptance]
"""By check and the identity of the entry that the acceptance stands on: entries have no hash of their own."""


def acceptances(registry: Registry) -> Iterator[tuple[tuple[Entry, ...], Acceptance]]:
    """Every acceptance with the entry that it stands on; a listener's has its service before it."""
    for service in registry.services.values():
        for acceptance in service.accept:
            yield (service,), acceptance
        for listener in service.listeners or ():
            for acceptance in listener.accept:
                yield (service, listener), acceptance
    for endpoint in registry.endpoints:
        for acceptance in endpoint.accept:
            yield (endpoint,), acceptance
    for range_ in registry.ranges.values():
        for acceptance in range_.accept:
            yield (range_,), acceptance


def accepted(registry: Registry) -> Accepted:
    """The acceptances by what they accept."""
    return {(acceptance.check, id(about[-1])): acceptance for about, acceptance in acceptances(registry)}


def acceptance_of(problem: Problem, check: Check, accepted: Accepted) -> Acceptance | None:
    """The acceptance that covers a problem: that of the first entry which it is about and which has one."""
    if not check.acceptable:
        return None
    found = (accepted.get((check.id, id(entry))) for entry in problem.about)
    # One that stands where the problem stands is what the problem complains of.
    return next((acceptance for acceptance in found if acceptance and acceptance.location != problem.location), None)
