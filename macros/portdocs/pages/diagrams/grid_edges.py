"""The lines between the nodes of a grid layout: trunks, edges that appear on demand, and the words on the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from portdocs.pages.diagrams.containers import FLOWS, Flows
from portdocs.pages.diagrams.edges import MAX_DEPENDENCIES
from portdocs.pages.diagrams.geometry import Box, Stroke, Trunk
from portdocs.pages.diagrams.model import Diagram, Edge
from portdocs.pages.diagrams.routing import Place, Spot, route, route_into
from portdocs.pages.diagrams.text_layout import SOURCES, pill

_MAX_OTHERS = 6
"""The number of lines into one section from nodes that are not proxies alone, before they appear on demand."""


class GridEdges:
    """The lines of a placed diagram."""

    def __init__(self, diagram: Diagram, flows: Flows, places: Mapping[int, Place]) -> None:
        self.diagram = diagram
        self.index = {node.key: at for at, node in enumerate(diagram.nodes)}
        self.depth = flows.depth
        self.places = places
        self.strokes = [self._stroke(edge) for edge in diagram.edges]
        self.on_demand = frozenset(at for at, edge in enumerate(diagram.edges) if not self._is_shown(edge))

    def _lane(self, edge: Edge) -> float:
        """The place of a line in a gap. Those of proxies share the middle, like a bus: apart they would cross."""
        if edge.kind == "depends":
            return 3.0
        return -3.0 if self.diagram.nodes[self.index[edge.source]].kind in SOURCES else 0.0

    def _ends(self, edge: Edge) -> tuple[int, int]:
        return self.index[edge.source], self.index[edge.target]

    def _stroke(self, edge: Edge) -> Stroke:
        source, target = self._ends(edge)
        return route(self.places[source], self.places[target], self._lane(edge))

    def _is_shown(self, edge: Edge) -> bool:
        source, target = self._ends(edge)
        if edge.kind in FLOWS:
            return source in self.depth and target in self.depth
        alike = sum(other.kind == edge.kind for other in self.diagram.edges)
        return alike <= MAX_DEPENDENCIES

    def trunks(self) -> tuple[Trunk, ...]:
        """One line from each node to each section that it feeds; none from many nodes that are not proxies alone."""
        parts: dict[tuple[int, int], list[int]] = defaultdict(list)
        spots: dict[int, Spot] = {}
        for at, edge in enumerate(self.diagram.edges):
            source, target = self._ends(edge)
            if at in self.on_demand and edge.kind in FLOWS:
                spot = self.places[target].spot
                spots[id(spot)] = spot
                parts[source, id(spot)].append(at)
        others = Counter(spot for source, spot in parts if source not in self.depth)
        return tuple(
            Trunk(
                self.diagram.nodes[source].key,
                tuple(edges),
                route_into(self.places[source], spots[spot], self._lane(self.diagram.edges[edges[0]])),
            )
            for (source, spot), edges in parts.items()
            if spots[spot].parent is not None
            and spots[spot] is not self.places[source].spot
            and (source in self.depth or others[spot] <= _MAX_OTHERS)
        )

    def pills(self) -> tuple[Box | None, ...]:
        """The words on edges between neighbours, where they fit."""
        return tuple(self._pill(at, edge) for at, edge in enumerate(self.diagram.edges))

    def _pill(self, at: int, edge: Edge) -> Box | None:
        words, points = pill(edge), self.strokes[at].points
        if at in self.on_demand or not words.width or len(points) != 2 or points[0][1] != points[1][1]:
            return None
        (x, y), (end, _) = points
        if end - x < words.width + 8:
            return None
        return Box((x + end - words.width) / 2, y - words.height / 2, words.width, words.height)
