"""Diagram → Graphviz source, through the `diagrams` library. No text of the diagram gets into it: only sizes.

So names cannot be read as markup, no font is asked for, and the same diagram has the same source everywhere. The words
on an edge are a node of their own: no line runs through them, and an edge is two edges that meet there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.diagrams.text_layout import cards, heading, pills

POINTS = 72.0
"""Graphviz takes sizes in inches and answers in points; a point is a pixel here."""

FRAME_MARGIN = 12.0
"""The space in a frame around what is in it."""

_GRAPH = {
    "label": "",
    "pad": "0",
    "margin": "0",
    "splines": "spline",
    "nodesep": "0.2",
    "ranksep": "0.38",
    "outputorder": "edgesfirst",
}
_NODE = {"shape": "box", "style": "", "fixedsize": "true", "label": ""}
_EDGE = {"arrowsize": "0.8", "tailport": "e", "headport": "w"}
_LABEL = (
    '<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" WIDTH="{width:g}" '
    'HEIGHT="{height:g}"><TR><TD></TD></TR></TABLE>>'
)
_PLAIN, _STRAIGHT, _STRAIGHTER = "100", "150", "600"
"""Weights of edges: without words, and of the halves of those with words. The latter are above the 128 with which
Graphviz draws frames together, so a chain is a straight line; the former enough for an edge not to turn back."""
_ROW = 3
"""The number of unconnected nodes in a row."""


@dataclass(frozen=True, slots=True)
class Shape:
    """All of a diagram that its layout depends on. Most diagrams of services share theirs with others."""

    nodes: tuple[tuple[float, float, int | None], ...]
    """The width and height of each node, and its frame by index."""
    edges: tuple[tuple[int, int], ...]
    """The nodes at both ends of each edge, by index."""
    words: tuple[tuple[float, float], ...]
    """The width and height of the words on each edge; zero without words."""
    frames: tuple[tuple[float, float, int | None], ...]
    """The width and height of the title of each frame, and the frame around it by index."""


def shape_of(diagram: Diagram) -> Shape:
    """The shape of a diagram."""
    node_at = {node.key: index for index, node in enumerate(diagram.nodes)}
    frame_at: dict[str | None, int | None] = {group.key: index for index, group in enumerate(diagram.groups)}
    frame_at[None] = None
    nodes = zip(diagram.nodes, cards(diagram), strict=True)
    return Shape(
        tuple((card.width, card.height, frame_at[node.group]) for node, card in nodes),
        tuple((node_at[edge.source], node_at[edge.target]) for edge in diagram.edges),
        tuple((words.width, words.height) for words in pills(diagram)),
        tuple((heading(group).width, heading(group).height, frame_at[group.parent]) for group in diagram.groups),
    )


def dot_source(shape: Shape) -> str:
    """The graph: nodes n0, n1, ... in the diagram's order, the words on its edges e0, e1, ..., frames g0, g1, ..."""
    import diagrams

    graph = diagrams.Diagram("diagram", direction="LR", show=False, graph_attr=_GRAPH, node_attr=_NODE, edge_attr=_EDGE)
    diagrams.setdiagram(graph)
    try:
        _Source(shape, diagrams).write()
    finally:
        # It is global: left set after a failure, it would take in whatever is made next.
        diagrams.setdiagram(None)
    source: str = graph.dot.source
    return source


class _Source:
    """The objects of `diagrams` for one diagram, while they are made."""

    def __init__(self, shape: Shape, diagrams: Any) -> None:
        self.shape = shape
        self.diagrams = diagrams
        self.nodes: dict[int, Any] = {}
        self.pills: dict[int, Any] = {}
        self.degrees = Counter(end for edge in shape.edges for end in edge)
        self.between = _words_by_frame(shape)

    def write(self) -> None:
        self._fill(None)
        for index, (source, target) in enumerate(self.shape.edges):
            self._connect(index, source, target)
        for row in _rows(self.shape):
            for left, right in pairwise(row):
                self._line(self.nodes[left], self.nodes[right], style="invis")

    def _fill(self, frame: int | None) -> None:
        for index, (width, height, around) in enumerate(self.shape.nodes):
            if around == frame:
                self.nodes[index] = self._box(f"n{index}", width, height)
        for index in self.between.get(frame, ()):
            self.pills[index] = self._box(f"e{index}", *self.shape.words[index])
        for index, (width, height, around) in enumerate(self.shape.frames):
            if around == frame:
                with self._frame(index, width, height):
                    self._fill(index)

    def _box(self, name: str, width: float, height: float) -> Any:
        return self.diagrams.Node("", nodeid=name, width=f"{width / POINTS:.4f}", height=f"{height / POINTS:.4f}")

    def _frame(self, index: int, width: float, height: float) -> Any:
        label = _LABEL.format(width=width, height=height)
        margin = f"{FRAME_MARGIN:g}"
        return self.diagrams.Cluster(f"g{index}", graph_attr={"label": label, "margin": margin, "bgcolor": ""})

    def _connect(self, index: int, source: int, target: int) -> None:
        ends = self.nodes[source], self.nodes[target]
        if index not in self.pills:
            self._line(*ends, forward=True, weight=_PLAIN, minlen="2", comment=f"{index}")
        else:
            before, after = self._weights(source, target)
            self._line(ends[0], self.pills[index], weight=before, comment=f"{index}")
            self._line(self.pills[index], ends[1], forward=True, weight=after, comment=f"{index}")

    def _weights(self, source: int, target: int) -> tuple[str, str]:
        """Weights of the two halves of an edge: its label is level with the end that has fewer edges."""
        few_at_target = self.degrees[target] <= self.degrees[source]
        return (_STRAIGHT, _STRAIGHTER) if few_at_target else (_STRAIGHTER, _STRAIGHT)

    def _line(self, source: Any, target: Any, *, forward: bool = False, **attributes: str) -> None:
        source.connect(target, self.diagrams.Edge(forward=forward, **attributes))


def _words_by_frame(shape: Shape) -> Mapping[int | None, list[int]]:
    """The edges with words by the innermost frame that holds both their ends: there the words belong."""
    chains = [_chain(frame, shape) for _, _, frame in shape.nodes]
    frames: dict[int | None, list[int]] = {}
    for index, (source, target) in enumerate(shape.edges):
        if shape.words[index][0]:
            around = chains[target]
            frames.setdefault(next(frame for frame in chains[source] if frame in around), []).append(index)
    return frames


def _chain(frame: int | None, shape: Shape) -> list[int | None]:
    chain = [frame]
    while frame is not None:
        frame = shape.frames[frame][2]
        chain.append(frame)
    return chain


def _rows(shape: Shape) -> Iterator[list[int]]:
    """Cards that no edge touches, in rows: Graphviz alone would pile them up in one column."""
    touched = {end for edge in shape.edges for end in edge}
    loose: dict[int | None, list[int]] = {}
    for index, (_, _, frame) in enumerate(shape.nodes):
        if index not in touched:
            loose.setdefault(frame, []).append(index)
    for nodes in loose.values():
        for first in range(0, len(nodes), _ROW):
            yield nodes[first : first + _ROW]
