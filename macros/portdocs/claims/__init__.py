"""The verdict on each claim, with evidence.

A claim relies on the checks in its `verified_by`, as far as they concern its scope (`topology.claim_scope`). Its
verdict is the first of these that applies:

- **contradicted** if one of the checks has a finding. An accepted finding contradicts as well, because accepting it
  does not make the claim true; the exception is a finding about a bind where a declared firewall closes the port;
- **inconclusive** if something that a check inspects is unknown, if a check has nothing to inspect, or if no known
  service listens on a port of the claim;
- **unchecked** if the claim names no check, or relies on a declared firewall, which no check can see;
- **verified** otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portdocs.checks import Check, all_checks, subject_keys
from portdocs.claims.assumptions import accepted_behind_firewall, firewalls
from portdocs.claims.evidence import Evidence, inspected
from portdocs.claims.missing_data import unknown_facts
from portdocs.registry import Claim, Finding, Registry
from portdocs.registry.findings import Subject
from portdocs.registry.model import Entry
from portdocs.topology.claim_scope import Scope, scope_of

__all__ = ["ClaimResult", "Evidence", "Verdict", "evaluate_claim", "evaluate_claims"]


class Verdict(StrEnum):
    """The result for a claim; see the package's documentation."""

    VERIFIED = "verified"
    CONTRADICTED = "contradicted"
    INCONCLUSIVE = "inconclusive"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim with its verdict, and at least one reason for it."""

    claim: Claim
    verdict: Verdict
    evidence: tuple[Evidence, ...]


def evaluate_claims(registry: Registry, findings: Iterable[Finding]) -> tuple[ClaimResult, ...]:
    """The verdict on each claim, in the order of the files; `findings` are those of `run_checks`."""
    findings = tuple(findings)
    return tuple(evaluate_claim(registry, claim, findings) for claim in registry.claims)


def evaluate_claim(registry: Registry, claim: Claim, findings: Iterable[Finding]) -> ClaimResult:
    """The verdict on one claim."""
    if not claim.verified_by:
        return ClaimResult(claim, Verdict.UNCHECKED, (Evidence("the claim names no check", claim.location),))
    scope = scope_of(registry, claim)
    checks = [check for check in all_checks() if check.id in claim.verified_by]
    switched_off = [_switched_off(registry, check) for check in checks if check.severity_in(registry) is None]
    relevant = [f for f in findings if f.check in claim.verified_by and _is_relevant(registry, scope, f)]
    behind = [(finding, accepted_behind_firewall(registry, finding, checks)) for finding in relevant]
    for verdict, evidence in (
        (Verdict.CONTRADICTED, (Evidence(f.message, f.location, f) for f, firewall in behind if not firewall)),
        (Verdict.INCONCLUSIVE, unknown_facts(registry, scope, checks)),
        (Verdict.UNCHECKED, [*switched_off, *(e for _, e in behind if e), *firewalls(registry, scope, checks)]),
    ):
        if reasons := tuple(dict.fromkeys(evidence)):
            return ClaimResult(claim, verdict, reasons)
    return ClaimResult(claim, Verdict.VERIFIED, (Evidence(inspected(scope, checks)),))


def _switched_off(registry: Registry, check: Check) -> Evidence:
    setting = registry.checks[check.id]
    return Evidence(f"{check.id} is switched off: {setting.reason}", setting.location)


# --- the findings that concern the scope of a claim


def _is_relevant(registry: Registry, scope: Scope, finding: Finding) -> bool:
    """True if a finding is about the claim's ports, or about its suites if it names no ports."""
    if scope.claim.ports:
        return _is_about_ports(registry, scope, finding)
    return not scope.claim.suites or _is_about_suites(scope, finding)


def _is_about_suites(scope: Scope, finding: Finding) -> bool:
    if _is_about(finding, (*scope.services, *scope.endpoints, *scope.ranges)):
        return True
    # A finding about a host alone concerns all of its services.
    return not finding.names("service") and _is_about(finding, scope.hosts)


def _is_about_ports(registry: Registry, scope: Scope, finding: Finding) -> bool:
    if _is_about(finding, scope.endpoints):
        return True
    if not finding.ports:
        return _is_about(finding, (*scope.services, *scope.ranges))
    has_port = any(port in ports for ports in finding.ports for port in scope.claim.ports)
    return has_port and _is_on_hosts(registry, scope, finding)


def _is_on_hosts(registry: Registry, scope: Scope, finding: Finding) -> bool:
    """True if it is about a host of the claim, or about no host at all."""
    services = (registry.services[id] for id in finding.names("service"))
    hosts = finding.names("host") or [host.id for service in services for host in registry.hosts_of(service)]
    return not hosts or any(host.id in hosts for host in scope.hosts)


def _is_about(finding: Finding, entries: Iterable[Entry]) -> bool:
    subjects: frozenset[Subject] = frozenset(finding.subjects)
    return any(not subjects.isdisjoint(subject_keys(entry)) for entry in entries)
