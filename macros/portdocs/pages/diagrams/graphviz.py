"""Drawing → Graphviz source, through the `diagrams` library. No text of the drawing gets into it: only sizes.

So names cannot be read as markup, no font is asked for, and the same drawing has the same source everywhere. The words
on an arrow are a node of their own: no line runs through them, and an arrow is two edges that meet there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from portdocs.pages.diagrams.model import Diagram, Edge, Group
from portdocs.pages.diagrams.text_layout import HEADING_HEIGHT, cards, heading, pill

POINTS = 72.0
"""Graphviz takes sizes in inches and answers in points; a point is a pixel here."""

_GRAPH = {
    "label": "",
    "pad": "0",
    "margin": "0",
    "splines": "spline",
    "nodesep": "0.24",
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
"""Weights of arrows: without words, and of the halves of those with words. The latter are above the 128 with which
Graphviz draws frames together, so a chain is a straight line; the former enough for an arrow not to turn back."""
_ROW = 3
"""How many cards without any arrow stand side by side."""


def dot_source(drawing: Diagram) -> str:
    """The graph: nodes n0, n1, ... in the drawing's order, the words on its arrows e0, e1, ..., frames g0, g1, ..."""
    import diagrams

    diagram = diagrams.Diagram(
        "drawing", direction="LR", show=False, graph_attr=_GRAPH, node_attr=_NODE, edge_attr=_EDGE
    )
    diagrams.setdiagram(diagram)
    try:
        _Source(drawing, diagrams).write()
    finally:
        # It is global: left set after a failure, it would take in whatever is made next.
        diagrams.setdiagram(None)
    source: str = diagram.dot.source
    return source


class _Source:
    """The objects of `diagrams` for one drawing, while they are made."""

    def __init__(self, drawing: Diagram, diagrams: Any) -> None:
        self.drawing = drawing
        self.diagrams = diagrams
        self.nodes: dict[str, Any] = {}
        self.pills: dict[int, Any] = {}
        self.sizes = cards(drawing)
        self.degrees = Counter(end for edge in drawing.edges for end in (edge.source, edge.target))
        self.between = _words_by_frame(drawing)

    def write(self) -> None:
        self._fill(None)
        for index, edge in enumerate(self.drawing.edges):
            self._connect(index, edge)
        for row in _rows(self.drawing):
            for left, right in pairwise(row):
                self._line(self.nodes[left], self.nodes[right], style="invis")

    def _fill(self, frame: str | None) -> None:
        for index, node in enumerate(self.drawing.nodes):
            if node.group == frame:
                size = self.sizes[index]
                self.nodes[node.key] = self._box(f"n{index}", size.width, size.height)
        for index in self.between.get(frame, ()):
            words = pill(self.drawing.edges[index])
            self.pills[index] = self._box(f"e{index}", words.width, words.height)
        for index, group in enumerate(self.drawing.groups):
            if group.parent == frame:
                with self._frame(index, group):
                    self._fill(group.key)

    def _box(self, name: str, width: float, height: float) -> Any:
        return self.diagrams.Node("", nodeid=name, width=f"{width / POINTS:.4f}", height=f"{height / POINTS:.4f}")

    def _frame(self, index: int, group: Group) -> Any:
        label = _LABEL.format(width=heading(group)[1], height=HEADING_HEIGHT)
        return self.diagrams.Cluster(f"g{index}", graph_attr={"label": label, "margin": "14", "bgcolor": ""})

    def _connect(self, index: int, edge: Edge) -> None:
        ends = self.nodes[edge.source], self.nodes[edge.target]
        if index not in self.pills:
            self._line(*ends, forward=True, weight=_PLAIN, minlen="2", comment=f"{index}")
        else:
            before, after = self._weights(edge)
            self._line(ends[0], self.pills[index], weight=before, comment=f"{index}")
            self._line(self.pills[index], ends[1], forward=True, weight=after, comment=f"{index}")

    def _weights(self, edge: Edge) -> tuple[str, str]:
        """How straight the two halves of an arrow are: its words stand level with the end that has fewer arrows."""
        few_at_target = self.degrees[edge.target] <= self.degrees[edge.source]
        return (_STRAIGHT, _STRAIGHTER) if few_at_target else (_STRAIGHTER, _STRAIGHT)

    def _line(self, source: Any, target: Any, *, forward: bool = False, **attributes: str) -> None:
        source.connect(target, self.diagrams.Edge(forward=forward, **attributes))


def _words_by_frame(drawing: Diagram) -> Mapping[str | None, list[int]]:
    """The arrows with words by the innermost frame that holds both their ends: there the words belong."""
    parents = {group.key: group.parent for group in drawing.groups}
    chains = {node.key: _chain(node.group, parents) for node in drawing.nodes}
    frames: dict[str | None, list[int]] = {}
    for index, edge in enumerate(drawing.edges):
        if pill(edge).width:
            around = chains[edge.target]
            frames.setdefault(next(frame for frame in chains[edge.source] if frame in around), []).append(index)
    return frames


def _chain(frame: str | None, parents: Mapping[str, str | None]) -> list[str | None]:
    chain = [frame]
    while frame is not None:
        frame = parents[frame]
        chain.append(frame)
    return chain


def _rows(drawing: Diagram) -> Iterator[list[str]]:
    """Cards that no arrow touches, in rows: Graphviz alone would pile them up in one column."""
    touched = {end for edge in drawing.edges for end in (edge.source, edge.target)}
    loose: dict[str | None, list[str]] = {}
    for node in drawing.nodes:
        if node.key not in touched:
            loose.setdefault(node.group, []).append(node.key)
    for keys in loose.values():
        for first in range(0, len(keys), _ROW):
            yield keys[first : first + _ROW]
