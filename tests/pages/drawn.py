"""Drawings as tables: a line for each card and each arrow."""

from __future__ import annotations

from textwrap import dedent

from portdocs.pages.diagrams.model import Diagram, Edge, Node


def card_line(node: Node) -> str:
    """A card: key, kind, name, what it says, where it stands."""
    words = (*node.details, *filter(None, (node.status, node.exposure)), *node.marks)
    return f"{node.key} [{node.kind}] {node.label}: {', '.join(words) or '-'} in {node.group or 'nothing'}"


def arrow_line(edge: Edge) -> str:
    """An arrow: from, kind, to, what it says."""
    return f"{edge.source} -{edge.kind}-> {edge.target}: {' / '.join(filter(None, (edge.label, edge.detail))) or '-'}"


def table(drawing: Diagram) -> str:
    """The drawing, a line for each thing."""
    return "\n".join([*map(card_line, drawing.nodes), *map(arrow_line, drawing.edges)])


def keys(drawing: Diagram) -> list[str]:
    """The cards, by key."""
    return [node.key for node in drawing.nodes]


def arrows(drawing: Diagram) -> list[str]:
    """The arrows, a line for each."""
    return [arrow_line(edge) for edge in drawing.edges]


def expect(drawing: Diagram, expected: str) -> None:
    """Compares a drawing with its table."""
    assert table(drawing) == dedent(expected).strip()
