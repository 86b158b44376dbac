"""A diagram as a value: cards, edges between them and the frames around them, and the same in plain sentences.

Knows nothing of how it is laid out or shown; `diagrams/` makes these, `figure.py` puts them on a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from portdocs.pages.natural_sort import natural_key

NodeKind: TypeAlias = Literal["internet", "zone", "proxy", "service", "external", "folded", "host"]
EdgeKind: TypeAlias = Literal["endpoint", "proxy", "depends", "redirect"]
GroupKind: TypeAlias = Literal["host", "suite"]


ARROW = " → "
DIFFERS = "differs from the host"
"""The mark of a service about which a host says something else than the data."""
CONTAINER = "container"
"""The mark of what runs in a container."""

EXPOSURES = {
    "loopback": "loopback",
    "container": "containers only",
    "closed": "closed by firewall",
    "zones": "zones only",
    "unknown": "exposure unknown",
    "network": "network",
}
"""How a card says who reaches it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A card. All its texts are shown as they are, whatever characters they hold."""

    key: str
    """Names the card within its diagram; service ids are keys, everything else holds a character that no id has."""
    label: str
    kind: NodeKind = "service"
    details: tuple[str, ...] = ()
    """What a machine reads: binds, ports, protocols; one line each."""
    domains: tuple[str, ...] = ()
    """The public names that lead to it."""
    icon: str = ""
    """A name out of `icons`; empty for a plain sign of the kind."""
    page: str | None = None
    """The source path of the page that the card leads to."""
    tooltip: str = ""
    status: str = ""
    """`planned`, `deprecated` or `retired`; empty for what simply runs."""
    exposure: str = ""
    """Who reaches it, as `registry.exposure` says; empty where the question makes no sense."""
    marks: tuple[str, ...] = ()
    """Further words on the card, such as where TLS ends."""
    group: str | None = None
    """The key of the innermost frame that it stands in."""
    hosts: tuple[str, ...] = ()
    """The ids of the hosts that it runs on, wherever it is drawn."""
    suite: str = ""
    """The id of its suite."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge from one card to another; at most one of each kind between the same two cards."""

    source: str
    target: str
    kind: EdgeKind
    label: str = ""
    detail: str = ""
    """What a machine reads, such as the address that a proxy connects to."""
    tooltip: str = ""
    urls: tuple[str, ...] = ()
    """The endpoints whose way it is a part of."""


@dataclass(frozen=True, slots=True)
class EndpointPath:
    """An endpoint step by step, from the Internet to the service."""

    url: str
    steps: tuple[str, ...]
    stops: tuple[int, ...] = ()
    """Which of the steps are cards, as indices; the others say what lies between."""


@dataclass(frozen=True, slots=True)
class Group:
    """A frame around cards and other frames: a host or a suite."""

    key: str
    label: str
    kind: GroupKind
    page: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Diagram:
    """Everything that one picture shows, in an order that does not depend on how it came about."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    groups: tuple[Group, ...] = ()
    ways: tuple[EndpointPath, ...] = ()
    """The endpoints; empty where there are too many to tell."""
    note: str = ""
    """What the diagram leaves out or folds, for the reader."""
    parts: tuple[Group, ...] = ()
    """The hosts and suites that a reader may narrow it to, each with a page; empty where it is narrow already."""
    folded: bool = False
    """Whether there are cards that stand for many services."""
    by_suite: Diagram | None = None
    """The same with a node for each suite, where this one has a node for each host."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes", tuple(sorted(self.nodes, key=lambda node: natural_key(node.key))))
        object.__setattr__(self, "edges", tuple(sorted(self.edges, key=_edge_order)))
        object.__setattr__(self, "groups", tuple(sorted(self.groups, key=lambda group: natural_key(group.key))))

    def steps(self) -> tuple[tuple[str, ...], ...]:
        """The diagram as sentences, each as its steps: the ways in, the other edges, then what stands where."""
        ways = [way.steps for way in self.ways]
        return (*(ways or self._flows()), *self._dependencies(), *self._contents())

    def sentences(self) -> list[str]:
        """The diagram in plain text, for whoever cannot see it and for the search."""
        return [ARROW.join(steps) for steps in self.steps()]

    def _flows(self) -> Iterator[tuple[str, ...]]:
        names = self._names()
        for edge in self.edges:
            if edge.kind != "depends":
                words = " ".join(filter(None, (edge.label, f"({edge.detail})" if edge.detail else "")))
                yield tuple(filter(None, (names[edge.source], words, names[edge.target])))

    def _dependencies(self) -> Iterator[tuple[str, ...]]:
        names = self._names()
        for edge in self.edges:
            if edge.kind == "depends":
                yield (f"{names[edge.source]} depends on {names[edge.target]}",)

    def _contents(self) -> Iterator[tuple[str, ...]]:
        for group in self.groups:
            inside = [_described(node) for node in self.nodes if node.group == group.key]
            if inside:
                yield (f"{self._where(group)}: {'; '.join(inside)}",)
        outside = [
            _described(node) for node in self.nodes if node.group is None and node.kind not in ("internet", "zone")
        ]
        if outside:
            yield (f"{'Elsewhere' if self.groups else 'Drawn'}: {'; '.join(outside)}",)

    def _where(self, group: Group) -> str:
        parents = {parent.key: parent for parent in self.groups}
        names = [group.label]
        while group.parent:
            group = parents[group.parent]
            names.append(group.label)
        return " on ".join(names)

    def _names(self) -> dict[str, str]:
        return {node.key: node.label for node in self.nodes}


def _edge_order(edge: Edge) -> tuple[object, ...]:
    return natural_key(edge.source), natural_key(edge.target), edge.kind


def _described(node: Node) -> str:
    facts = [*node.details, *node.marks, *filter(None, (node.status, EXPOSURES.get(node.exposure)))]
    return f"{node.label} ({', '.join(facts)})" if facts else node.label
