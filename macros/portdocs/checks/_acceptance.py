"""Findings that are accepted: by `accept` of an entry, or by the baseline, which lists those that were known before the
checks were introduced.

An entry of the baseline covers one finding with its check, subject and problem, wherever that is declared now. What to
do about it does not count: a release may word it in another way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from portdocs.checks._catalog import Check
from portdocs.checks._common import Problem
from portdocs.registry import Finding, Registry, Severity
from portdocs.registry.findings import Acceptance
from portdocs.registry.model import Entry, KnownFinding

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


_Place: TypeAlias = "tuple[str, str]"
"""Check and subjects: independent of files and lines."""


def subject_of(finding: Finding) -> str:
    """Everything that a finding is about: `service:api port:8000`."""
    return " ".join(map(str, finding.subjects))


def apply_baseline(
    findings: Iterable[Finding], baseline: Iterable[KnownFinding]
) -> tuple[list[Finding], list[KnownFinding]]:
    """The findings, those in the baseline accepted; and the entries that match none of them."""
    remaining: dict[_Place, list[KnownFinding]] = defaultdict(list)
    for known in baseline:
        remaining[known.check, known.subject or ""].append(known)
    result = [_accepted(finding, remaining) for finding in findings]
    return result, [known for entries in remaining.values() for known in entries]


def _accepted(finding: Finding, remaining: Mapping[_Place, list[KnownFinding]]) -> Finding:
    entries = remaining.get((finding.check, subject_of(finding)), [])
    known = next((entry for entry in entries if _has_problem(entry, finding.problem)), None)
    if known is None or finding.severity is Severity.ACCEPTED:
        return finding
    entries.remove(known)
    reason = " ".join(known.shown_reason.split())
    return replace(finding, severity=Severity.ACCEPTED, reason=reason)


def _has_problem(known: KnownFinding, problem: str) -> bool:
    """True if the message of an entry is the problem, or the whole message with any fix."""
    message = " ".join(known.message.split())
    return message == problem or message.startswith(f"{problem}; ")
