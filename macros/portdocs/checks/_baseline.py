"""The baseline: findings that were known before the checks were introduced, and are accepted.

An entry covers one finding with its check, subject and problem, wherever that is declared now. The advice at the end of
a message does not count: a release may word it in another way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from portdocs.registry import Finding, Severity
from portdocs.registry.model import KnownFinding

_Place: TypeAlias = "tuple[str, str]"
"""Check and subjects: independent of files and lines."""


def problem_of(message: str) -> str:
    """A message without the advice after its last semicolon."""
    return (message.rpartition("; ")[0] or message).strip()


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
    known = next((entry for entry in entries if _has_problem(entry, problem_of(finding.message))), None)
    if known is None or finding.severity is Severity.ACCEPTED:
        return finding
    entries.remove(known)
    reason = " ".join(known.shown_reason.split())
    return replace(finding, severity=Severity.ACCEPTED, reason=reason)


def _has_problem(known: KnownFinding, problem: str) -> bool:
    message = " ".join(known.message.split())
    return problem in (message, problem_of(message))
