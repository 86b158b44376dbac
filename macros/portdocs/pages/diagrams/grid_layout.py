"""Diagram → layout in rows: chains of proxies on top, frames below, nodes in a grid as wide as the page.

For diagrams that are too large for Graphviz to draw well. Edges into a frame are one line, a trunk; those of a single
service are drawn while a reader points at it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from portdocs.pages.diagrams.arrangement import Arranged, Arranger
from portdocs.pages.diagrams.columns import Density
from portdocs.pages.diagrams.containers import FLOWS, Container, Flows, container_tree, flows_of
from portdocs.pages.diagrams.edges import MAX_DEPENDENCIES
from portdocs.pages.diagrams.geometry import MARGIN, Box, Caption, Layout, Point, Stroke, Trunk
from portdocs.pages.diagrams.model import Diagram, Edge
from portdocs.pages.diagrams.routing import Place, Spot, route, route_into
from portdocs.pages.diagrams.spacing import LEFT, corridor, frames_abreast, title_x, title_y
from portdocs.pages.diagrams.text_layout import SMALL, SOURCES, Card, pill
from portdocs.pages.diagrams.text_width import text_width

WIDTH = 1080.0
"""The width of a page's content on a usual screen, with its navigation; it may shrink by a tenth."""

DENSITIES = (
    Density(),
    Density(198),
    Density(198, short=True),
    Density(198, short=True, row_gap=7),
    Density(176, short=True, bare=True, max_span=2, row_gap=8),
    Density(152, short=True, bare=True, max_span=2),
    Density(152, short=True, bare=True, max_span=1, row_gap=8),
    Density(132, short=True, bare=True, max_span=2, row_gap=8),
    Density(132, short=True, bare=True, max_span=1, row_gap=8),
    Density(176, short=True, bare=True, max_span=1, row_gap=8, max_sections=1, downwards=False),
    Density(132, short=True, bare=True, max_span=1, row_gap=8, max_sections=1, downwards=False),
)
"""From the airiest to the densest."""
_MAX_OTHERS = 6
"""The number of lines into one section from nodes that are not proxies alone, before they appear on demand."""


class _Positions:
    """The final places of nodes, frames, sections and captions."""

    def __init__(self) -> None:
        self.nodes: dict[int, Place] = {}
        self.frames: dict[int, Spot] = {}
        self.headings: dict[int, Point] = {}
        self.captions: list[Caption] = []

    def put(
        self, arranged: Arranged, x: float, y: float, parent: Spot | None = None, row: int = 0, before: float = 0
    ) -> None:
        """Place a container and all in it; `before` is the space in front of its heading."""
        container = arranged.container
        box = Box(x, y, arranged.width, arranged.height)
        spot = Spot(box, x + corridor(container), parent, row, [y + gap for gap in arranged.gaps])
        self._title(arranged, spot, before)
        left = x + arranged.left
        for number, line in enumerate(arranged.rows):
            for column, item in enumerate(line.items):
                if item.inside:
                    title = arranged.title + before if container.has_titled_child else 0.0
                    self.put(item.inside, left + item.x, y + line.y, spot, number, title)
                elif item.node is not None:
                    box = Box(left + item.x, y + line.y, item.width, item.height)
                    self.nodes[item.node] = Place(box, spot, number, column)

    def _title(self, arranged: Arranged, spot: Spot, before: float) -> None:
        container, box = arranged.container, spot.box
        x, y = box.x + title_x(container) + before, box.y + title_y(container)
        if container.group is not None:
            self.frames[container.group] = spot
            self.headings[container.group] = (x, y)
        elif container.caption:
            words = " · ".join(filter(None, (container.caption, container.endpoints)))
            has_space = text_width(words, SMALL, bold=True) <= box.right - x
            self.captions.append(Caption(words if has_space else container.caption, x, y))


class _Edges:
    """The lines of a placed diagram: trunks, edges that appear on demand, and the words on the others."""

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


class Grid:
    """A diagram in rows, at most so wide, at one density or another."""

    def __init__(self, diagram: Diagram, width: float = WIDTH) -> None:
        self.diagram = diagram
        self.width = width
        self.flows = flows_of(diagram)
        self._on_edges = {(edge.source, edge.target): edge for edge in diagram.edges if edge.kind in FLOWS}
        self._trees: dict[int, Container] = {}

    def is_at_most(self, height: float, density: Density) -> bool:
        """True if it is at most this high, in pixels, at a density. Edges are not routed to find out."""
        return any(_height(arranged) <= height for _, arranged in self._arrangements(density))

    def layout(self, density: Density = DENSITIES[0]) -> Layout:
        """The places of everything at a density, where it is lowest."""
        cards, arranged = min(self._arrangements(density), key=lambda pair: pair[1].height)
        positions = _Positions()
        positions.put(arranged, MARGIN - LEFT / 2, MARGIN)
        edges = _Edges(self.diagram, self.flows, positions.nodes)
        return Layout(
            arranged.width + 2 * MARGIN - LEFT / 2 + 2,
            _height(arranged),
            cards,
            tuple(positions.nodes[at].box for at in range(len(self.diagram.nodes))),
            tuple(positions.frames[at].box for at in range(len(self.diagram.groups))),
            tuple(positions.headings[at] for at in range(len(self.diagram.groups))),
            edges.pills(),
            tuple((stroke,) for stroke in edges.strokes),
            edges.on_demand,
            edges.trunks(),
            tuple(positions.captions),
        )

    def _arrangements(self, density: Density) -> Iterator[tuple[tuple[Card, ...], Arranged]]:
        """The arrangements with one, two or three frames next to each other, each with the cards in it."""
        tree = self._tree(density.max_sections)
        frames, _ = frames_abreast(tree)
        for abreast in range(1, max(1, min(frames, 3)) + 1):
            arranger = Arranger(self.diagram, tree, self._on_edges, self.width, density, abreast)
            yield arranger.cards, arranger.arrange(tree, self.width - 2 * MARGIN)

    def _tree(self, max_sections: int) -> Container:
        if max_sections not in self._trees:
            self._trees[max_sections] = container_tree(self.diagram, self.flows, max_sections)
        return self._trees[max_sections]


def _height(arranged: Arranged) -> float:
    return arranged.height + 2 * MARGIN
