"""Nodes that represent several services: tiles of hosts and suites, and nodes for the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from portdocs.pages.cells import host_page, suite_page
from portdocs.pages.diagrams.model import EXPOSURES, Alert, Node, NodeKind
from portdocs.pages.diagrams.nodes import differs, exposure_on
from portdocs.pages.diagrams.selection import DiagramScope, Placement
from portdocs.pages.diagrams.slots import Frame, Slot
from portdocs.pages.findings import findings_on
from portdocs.registry import Severity
from portdocs.registry.findings import Subject
from portdocs.topology.exposure import Exposure, worst

ALL_PAGE = "ports.md"
"""The page that lists everything, for nodes that represent services of several hosts."""
HOSTS_PAGE = "hosts/index.md"
_MAX_SPAN = 3


@dataclass(frozen=True, slots=True)
class _Facts:
    """The most severe problem of some services."""

    exposure: str
    marks: tuple[str, ...]
    alert: Alert

    @property
    def worst(self) -> str:
        """The problem in words: differences, errors, exposure to all networks, warnings, any other exposure."""
        comes_first = self.alert in ("differs", "error") or (self.alert and self.exposure != Exposure.NETWORK)
        return self.marks[0] if comes_first else EXPOSURES.get(self.exposure, "")


def group_node(
    scope: DiagramScope, slot: Slot, placements: list[Placement], page: str | None, frame: Frame | None
) -> Node:
    """The node for the services at these placements; `page` lists the rest of the requested services."""
    services = {service for service, _ in placements}
    if slot.kind in ("host", "suite") and (slot.host or slot.suite):
        return _tile(scope, slot, placements, len(services), frame)
    label, target = _rest(slot, placements, page)
    words = _counted(len(services), label)
    if slot.kind == "more-hosts":
        count = f"{len({host for _, host in placements}):,} more hosts"
        return Node(slot.key, count, "group", (words,), page=target, tooltip=f"{count}: {words}")
    kind: NodeKind = "external" if slot.kind == "external" else "group"
    return Node(slot.key, words, kind, page=target, tooltip=words, group=frame.key if frame else None)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what.replace('services', 'service') if count == 1 else what}"


def _rest(slot: Slot, placements: list[Placement], page: str | None) -> tuple[str, str | None]:
    """The hosts or services that a node for the rest represents, and its page."""
    if slot.kind == "more":
        return "more services", page
    if slot.kind == "more-hosts":
        return "services", HOSTS_PAGE
    if slot.kind in ("others", "external"):
        return ("more services next to these" if slot.kind == "others" else "external services"), ALL_PAGE
    if slot.suite or slot.host:
        return "more services", f"suites/{slot.suite}.md" if slot.suite else f"hosts/{slot.host}.md"
    return "services on several hosts", ALL_PAGE


def _tile(scope: DiagramScope, slot: Slot, placements: list[Placement], count: int, frame: Frame | None) -> Node:
    """A host, or a suite on one or on all of its hosts."""
    registry, facts = scope.registry, _facts(scope, placements)
    if slot.kind == "host":
        host = registry.hosts[slot.host]
        label, page = host.title, host_page(host)
    else:
        suite = registry.suites[slot.suite]
        label, page = suite.title, suite_page(suite)
    number = _counted(count, "services")
    words = (number, EXPOSURES.get(facts.exposure), *facts.marks)
    return Node(
        slot.key,
        label,
        "host" if slot.kind == "host" else "group",
        (number,),
        page=page,
        tooltip=f"{label}: {', '.join(filter(None, words))}",
        exposure=facts.exposure,
        marks=facts.marks,
        group=frame.key if frame else None,
        alert=facts.alert,
        count=count,
        worst=facts.worst,
    )


def _facts(scope: DiagramScope, placements: list[Placement]) -> _Facts:
    registry = scope.registry
    exposures: set[str] = set()
    findings: dict[int, Severity] = {}
    differing: set[str] = set()
    for name, place in placements:
        exposure, differs_here = _state(scope, (name, place))
        exposures.add(exposure)
        findings |= {id(one): one.severity for one in findings_on(registry, Subject("service", name))}
        if differs_here:
            differing.add(name)
    return _Facts(_worst(exposures), *_marks(len(differing), Counter(findings.values())))


def _state(scope: DiagramScope, placement: Placement) -> tuple[str, bool]:
    """The exposure of a service where it is placed, and true if it differs from a host there."""
    if placement not in scope.states:
        service, host = scope.services[placement[0]], scope.registry.hosts.get(placement[1])
        hosts = (host,) if host else scope.registry.hosts_of(service)
        differing = any(differs(scope.registry, service, one) for one in hosts)
        scope.states[placement] = exposure_on(scope.registry, service, hosts), differing
    return scope.states[placement]


def _worst(exposures: Iterable[str]) -> str:
    known = [Exposure(exposure) for exposure in exposures if exposure]
    return worst(known).value if known else ""


def _marks(differing: int, counts: Counter[Severity]) -> tuple[tuple[str, ...], Alert]:
    """The numbers that are not zero, and what the worst of them is."""
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    marks = [f"{differing:,} {'differs' if differing == 1 else 'differ'}"] if differing else []
    marks += [f"{errors:,} {'error' if errors == 1 else 'errors'}"] if errors else []
    marks += [f"{warnings:,} {'warning' if warnings == 1 else 'warnings'}"] if warnings else []
    return tuple(marks), "differs" if differing else "error" if errors else "warning" if warnings else ""


def spans(counts: Iterable[int]) -> list[int]:
    """The width in columns of each tile, by its number of services: up to three for four times the usual number."""
    numbers = list(counts)
    usual = median(numbers) if numbers else 1
    return [min(_MAX_SPAN, 1 + (number >= 2 * usual) + (number >= 4 * usual)) for number in numbers]
