"""The frames of a diagram: hosts, and within them suites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from portdocs.pages.diagrams.grouping import serves_other_suites
from portdocs.pages.diagrams.model import Group
from portdocs.pages.diagrams.selection import DiagramScope, Placement
from portdocs.pages.format import host_page, suite_page


def host_frame(host: str) -> str | None:
    """The key of a host's frame; None for no host in particular."""
    return f"host:{host}" if host else None


@dataclass(frozen=True)
class Frames:
    """Which frame a card stands in. A proxy that serves several suites stands outside theirs."""

    scope: DiagramScope
    suites: bool
    """Whether suites have frames."""

    def of(self, placement: Placement) -> str | None:
        """The key of the innermost frame around a service."""
        service = self.scope.services[placement[0]]
        if not (self.suites and service.suite) or service.external or service.id in self._shared:
            return host_frame(placement[1])
        return f"suite:{service.suite}@{placement[1]}"

    def around(self, used: Iterable[str | None]) -> tuple[Group, ...]:
        """The frames that cards stand in, and those around them."""
        groups: dict[str, Group] = {}
        for key in used:
            while key is not None and key not in groups:
                groups[key] = self._group(key)
                key = groups[key].parent
        return tuple(groups.values())

    def _group(self, key: str) -> Group:
        kind, _, name = key.partition(":")
        if kind == "host":
            host = self.scope.registry.hosts[name]
            return Group(key, host.title, "host", host_page(host))
        suite_id, _, host_id = name.partition("@")
        suite = self.scope.registry.suites[suite_id]
        return Group(key, suite.title, "suite", suite_page(suite), host_frame(host_id))

    @cached_property
    def _shared(self) -> frozenset[str]:
        services = self.scope.services.values()
        return frozenset(service.id for service in services if serves_other_suites(self.scope.registry, service))
