"""Diagram → Graphviz source, through the `diagrams` library. No text of the diagram gets into it: only sizes.

So names cannot be read as markup, no font is asked for, and the same diagram has the same source everywhere. The words
on an edge are a node of their own: no line runs through them, and an edge is two edges that meet there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from portdocs.pages.diagrams.model import Diagram, Edge, Group
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


def dot_source(diagram: Diagram) -> str:
    """The graph: nodes n0, n1, ... in the diagram's order, the words on its edges e0, e1, ..., frames g0, g1, ..."""
    import diagrams

    graph = diagrams.Diagram("diagram", direction="LR", show=False, graph_attr=_GRAPH, node_attr=_NODE, edge_attr=_EDGE)
    diagrams.setdiagram(graph)
    try:
        _Source(diagram, diagrams).write()
    finally:
        # It is global: left set after a failure, it would take in whatever is made next.
        diagrams.setdiagram(None)
    source: str = graph.dot.source
    return source


class _Source:
    """The objects of `diagrams` for one diagram, while they are made."""

    def __init__(self, diagram: Diagram, diagrams: Any) -> None:
        self.diagram = diagram
        self.diagrams = diagrams
        self.nodes: dict[str, Any] = {}
        self.pills: dict[int, Any] = {}
        self.sizes = cards(diagram)
        self.degrees = Counter(end for edge in diagram.edges for end in (edge.source, edge.target))
        self.words = pills(diagram)
        self.between = _words_by_frame(diagram)

    def write(self) -> None:
        self._fill(None)
        for index, edge in enumerate(self.diagram.edges):
            self._connect(index, edge)
        for row in _rows(self.diagram):
            for left, right in pairwise(row):
                self._line(self.nodes[left], self.nodes[right], style="invis")

    def _fill(self, frame: str | None) -> None:
        for index, node in enumerate(self.diagram.nodes):
            if node.group == frame:
                size = self.sizes[index]
                self.nodes[node.key] = self._box(f"n{index}", size.width, size.height)
        for index in self.between.get(frame, ()):
            words = self.words[index]
            self.pills[index] = self._box(f"e{index}", words.width, words.height)
        for index, group in enumerate(self.diagram.groups):
            if group.parent == frame:
                with self._frame(index, group):
                    self._fill(group.key)

    def _box(self, name: str, width: float, height: float) -> Any:
        return self.diagrams.Node("", nodeid=name, width=f"{width / POINTS:.4f}", height=f"{height / POINTS:.4f}")

    def _frame(self, index: int, group: Group) -> Any:
        label = _LABEL.format(width=heading(group).width, height=heading(group).height)
        return self.diagrams.Cluster(
            f"g{index}", graph_attr={"label": label, "margin": f"{FRAME_MARGIN:g}", "bgcolor": ""}
        )

    def _connect(self, index: int, edge: Edge) -> None:
        ends = self.nodes[edge.source], self.nodes[edge.target]
        if index not in self.pills:
            self._line(*ends, forward=True, weight=_PLAIN, minlen="2", comment=f"{index}")
        else:
            before, after = self._weights(edge)
            self._line(ends[0], self.pills[index], weight=before, comment=f"{index}")
            self._line(self.pills[index], ends[1], forward=True, weight=after, comment=f"{index}")

    def _weights(self, edge: Edge) -> tuple[str, str]:
        """Weights of the two halves of an edge: its label is level with the end that has fewer edges."""
        few_at_target = self.degrees[edge.target] <= self.degrees[edge.source]
        return (_STRAIGHT, _STRAIGHTER) if few_at_target else (_STRAIGHTER, _STRAIGHT)

    def _line(self, source: Any, target: Any, *, forward: bool = False, **attributes: str) -> None:
        source.connect(target, self.diagrams.Edge(forward=forward, **attributes))


def _words_by_frame(diagram: Diagram) -> Mapping[str | None, list[int]]:
    """The edges with words by the innermost frame that holds both their ends: there the words belong."""
    parents = {group.key: group.parent for group in diagram.groups}
    chains = {node.key: _chain(node.group, parents) for node in diagram.nodes}
    words = pills(diagram)
    frames: dict[str | None, list[int]] = {}
    for index, edge in enumerate(diagram.edges):
        if words[index].width:
            around = chains[edge.target]
            frames.setdefault(next(frame for frame in chains[edge.source] if frame in around), []).append(index)
    return frames


def _chain(frame: str | None, parents: Mapping[str, str | None]) -> list[str | None]:
    chain = [frame]
    while frame is not None:
        frame = parents[frame]
        chain.append(frame)
    return chain


def _rows(diagram: Diagram) -> Iterator[list[str]]:
    """Cards that no edge touches, in rows: Graphviz alone would pile them up in one column."""
    touched = {end for edge in diagram.edges for end in (edge.source, edge.target)}
    loose: dict[str | None, list[str]] = {}
    for node in diagram.nodes:
        if node.key not in touched:
            loose.setdefault(node.group, []).append(node.key)
    for keys in loose.values():
        for first in range(0, len(keys), _ROW):
            yield keys[first : first + _ROW]
