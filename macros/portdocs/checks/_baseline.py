"""The baseline: findings that were known before the checks were introduced, and are accepted.

An entry covers one finding with its check, subject and message, wherever that is declared now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from portdocs.registry import Finding, Severity
from portdocs.registry.model import KnownFinding

FindingKey: TypeAlias = "tuple[str, str, str]"
"""Check, subjects and message: independent of files and lines."""


def key_of(finding: Finding) -> FindingKey:
    """The key of a finding."""
    return (finding.check, subject_of(finding), finding.message)


def subject_of(finding: Finding) -> str:
    """Everything that a finding is about: `service:api port:8000`."""
    return " ".join(map(str, finding.subjects))


def apply_baseline(
    findings: Iterable[Finding], baseline: Iterable[KnownFinding]
) -> tuple[list[Finding], list[KnownFinding]]:
    """The findings, those in the baseline accepted; and the entries that match none of them."""
    remaining: dict[FindingKey, list[KnownFinding]] = defaultdict(list)
    for known in baseline:
        remaining[known.check, known.subject or "", " ".join(known.message.split())].append(known)
    result = [_accepted(finding, remaining) for finding in findings]
    return result, [known for entries in remaining.values() for known in entries]


def _accepted(finding: Finding, remaining: dict[FindingKey, list[KnownFinding]]) -> Finding:
    if finding.severity is Severity.ACCEPTED or not (entries := remaining.get(key_of(finding))):
        return finding
    reason = " ".join(entries.pop(0).shown_reason.split())
    return replace(finding, severity=Severity.ACCEPTED, reason=reason)
