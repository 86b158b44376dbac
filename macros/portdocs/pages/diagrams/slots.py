"""Slots and frames: the nodes of a diagram before they are written, and the hosts and suites around them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from portdocs.pages.cells import host_page, suite_page
from portdocs.pages.diagrams.model import Group
from portdocs.pages.diagrams.selection import DiagramScope, Placement
from portdocs.registry import Registry, Service

SlotKind: TypeAlias = Literal["service", "suite", "host", "rest", "more", "others", "external", "more-hosts"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A node of a diagram by what it represents: one service, or a group of them."""

    kind: SlotKind
    service: str = ""
    suite: str = ""
    host: str = ""
    """The ids of the service, suite and host that it represents or is on; empty for none in particular."""
    feeders: tuple[str, ...] = ()
    """The keys of the nodes that lead to all that it represents."""

    @property
    def is_group(self) -> bool:
        """True if it represents several services."""
        return self.kind != "service"

    @property
    def key(self) -> str:
        """Its name within the diagram: the service's id where that is unique, else something with a `:` or an `@`."""
        if self.kind == "service":
            return f"{self.service}@{self.host}" if self.host else self.service
        if self.kind == "host":
            return f"host:{self.host}"
        if self.suite or self.host:
            return f"{self.kind}:{self.suite}@{self.host}"
        return f"{self.kind}:{'+'.join(self.feeders)}"


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame by what it represents: a host, or a suite on a host (or on none in particular)."""

    host: str
    suite: str = ""

    @property
    def key(self) -> str:
        """Its name within the diagram."""
        return f"suite:{self.suite}@{self.host}" if self.suite else f"host:{self.host}"

    @property
    def parent(self) -> Frame | None:
        """The frame around it."""
        return Frame(self.host) if self.suite and self.host else None

    def group(self, registry: Registry) -> Group:
        """The frame as a part of a diagram."""
        parent = self.parent.key if self.parent else None
        if self.suite:
            suite = registry.suites[self.suite]
            return Group(self.key, suite.title, "suite", suite_page(suite), parent)
        host = registry.hosts[self.host]
        return Group(self.key, host.title, "host", host_page(host), parent)


@dataclass(frozen=True)
class Frames:
    """The frame of each node. A proxy that serves several suites is in none of them."""

    scope: DiagramScope

    def of(self, placement: Placement) -> Frame | None:
        """The innermost frame around a service."""
        service, host = self.scope.services[placement[0]], placement[1]
        in_suite = service.suite and not service.external and service.id not in self._shared
        suite = service.suite if in_suite else None
        return Frame(host, suite or "") if host or suite else None

    @cached_property
    def _shared(self) -> frozenset[str]:
        services = self.scope.services.values()
        return frozenset(service.id for service in services if serves_other_suites(self.scope.registry, service))


def groups_around(registry: Registry, used: Iterable[Frame | None]) -> tuple[Group, ...]:
    """The frames that nodes are in, and those around these."""
    frames: dict[Frame, Group] = {}
    for frame in used:
        while frame is not None and frame not in frames:
            frames[frame] = frame.group(registry)
            frame = frame.parent
    return tuple(frames.values())


def serves_other_suites(registry: Registry, service: Service) -> bool:
    """True if endpoints pass through a service on their way to another suite than its own."""
    reached = (registry.services[e.to.service].suite for e in registry.endpoints_via(service) if e.to)
    return any(suite != service.suite for suite in reached)
