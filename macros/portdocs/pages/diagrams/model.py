"""A diagram as a value: nodes, edges and frames, and the same in sentences. `build.py` makes it, `layout.py` places it,
`figure.py` puts it on a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal, TypeAlias

from portdocs.pages.natural_sort import natural_key

NodeKind: TypeAlias = Literal["internet", "zone", "proxy", "service", "external", "group", "host"]
EdgeKind: TypeAlias = Literal["endpoint", "proxy", "depends", "redirect"]
GroupKind: TypeAlias = Literal["host", "suite"]
Alert: TypeAlias = Literal["", "differs", "error", "warning"]


ARROW = " → "
DIFFERS = "differs from the host"
"""The mark of a service that differs from the data on a host."""
WHOLE = "Architecture"
"""The title of the diagram of everything."""
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
"""The words on a node for the exposure of its listeners."""


@dataclass(frozen=True, slots=True)
class Node:
    """A box. Its texts may contain any characters."""

    key: str
    """Its name within the diagram: a service's id, or something with a character that no id has."""
    label: str
    kind: NodeKind = "service"
    details: tuple[str, ...] = ()
    """Its listeners as binds, ports and protocols, one line each."""
    domains: tuple[str, ...] = ()
    """The public names that lead to it."""
    icon: str = ""
    """The name of its icon; empty for a plain sign of its kind."""
    page: str | None = None
    """The source path of its page."""
    tooltip: str = ""
    status: str = ""
    """`planned`, `deprecated` or `retired`; empty for an active service."""
    exposure: str = ""
    """The exposure of its listeners, a key of EXPOSURES; empty if it has none."""
    marks: tuple[str, ...] = ()
    """Further facts, such as that TLS ends here."""
    group: str | None = None
    """The key of the innermost frame around it."""
    hosts: tuple[str, ...] = ()
    """The ids of the hosts that it runs on, wherever it is drawn."""
    suite: str = ""
    """The id of its suite."""
    alert: Alert = ""
    """Its most severe problem."""
    span: int = 1
    """Its size, in columns of a grid."""
    in_container: bool = False
    count: int = 0
    """The number of services that a tile represents; 0 for anything but a tile."""
    worst: str = ""
    """The worst of its exposure and marks, in words."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge from one node to another; at most one of each kind between the same two nodes."""

    source: str
    target: str
    kind: EdgeKind
    label: str = ""
    detail: str = ""
    """An address, such as the one that a proxy connects to."""
    tooltip: str = ""
    endpoints: tuple[tuple[str, ...], ...] = ()
    """The URLs of each endpoint whose path it is a part of."""
    status: str = ""
    """`planned` or `retired`, if all of these endpoints are; else empty."""

    @property
    def urls(self) -> tuple[str, ...]:
        """The URLs of these endpoints, each once."""
        return tuple(dict.fromkeys(chain.from_iterable(self.endpoints)))


@dataclass(frozen=True, slots=True)
class EndpointPath:
    """An endpoint step by step, from the Internet to the service."""

    url: str
    steps: tuple[str, ...]
    stops: tuple[int, ...] = ()
    """The indices of the steps that are nodes; the others are what lies between."""


@dataclass(frozen=True, slots=True)
class Group:
    """A frame around nodes and other frames: a host or a suite."""

    key: str
    label: str
    kind: GroupKind
    page: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Diagram:
    """Everything that one picture shows, sorted."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    groups: tuple[Group, ...] = ()
    paths: tuple[EndpointPath, ...] = ()
    """The paths of the endpoints; empty if there are too many to list."""
    note: str = ""
    """A note for the reader on what is grouped or left out."""
    hint: str = ""
    """The hint on seeing more in the picture with a pointer or the keyboard."""
    parts: tuple[Group, ...] = ()
    """The hosts and suites that a reader may narrow it to, each with a page."""
    grouped: bool = False
    """True if some nodes represent several services."""
    by_suite: Diagram | None = None
    """The same with a node for each suite, where this one has a node for each host."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "nodes", tuple(sorted(self.nodes, key=lambda node: natural_key(node.key))))
        object.__setattr__(self, "edges", tuple(sorted(self.edges, key=_edge_order)))
        object.__setattr__(self, "groups", tuple(sorted(self.groups, key=lambda group: natural_key(group.key))))

    def steps(self) -> tuple[tuple[str, ...], ...]:
        """The diagram as sentences, each as its steps: paths of endpoints, other edges, contents of frames."""
        paths = [path.steps for path in self.paths]
        return (*(paths or self._flows()), *self._dependencies(), *self._contents())

    def sentences(self) -> list[str]:
        """The diagram in plain text, for screen readers and the search."""
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
                yield (f"{self.place(group.key)}: {'; '.join(inside)}",)
        outside = [
            _described(node) for node in self.nodes if node.group is None and node.kind not in ("internet", "zone")
        ]
        if outside:
            yield (f"{'Elsewhere' if self.groups else 'Drawn'}: {'; '.join(outside)}",)

    def place(self, key: str | None) -> str:
        """`Shop on web-1` for a frame, by its key; empty for nodes in no frame."""
        parents = {parent.key: parent for parent in self.groups}
        if key is None:
            return ""
        group = parents[key]
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
