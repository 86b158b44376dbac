"""Diagrams as tables: a line for each card and each edge."""

from __future__ import annotations

from textwrap import dedent

from portdocs.pages.diagrams.model import Diagram, Edge, Node


def card_line(node: Node) -> str:
    """A card: key, kind, name, what it says, where it stands."""
    words = (*node.details, *filter(None, (node.status, node.exposure)), *node.marks)
    return f"{node.key} [{node.kind}] {node.label}: {', '.join(words) or '-'} in {node.group or 'nothing'}"


def arrow_line(edge: Edge) -> str:
    """An edge: from, kind, to, what it says."""
    return f"{edge.source} -{edge.kind}-> {edge.target}: {' / '.join(filter(None, (edge.label, edge.detail))) or '-'}"


def table(diagram: Diagram) -> str:
    """The diagram, a line for each thing."""
    return "\n".join([*map(card_line, diagram.nodes), *map(arrow_line, diagram.edges)])


def keys(diagram: Diagram) -> list[str]:
    """The cards, by key."""
    return [node.key for node in diagram.nodes]


def edges(diagram: Diagram) -> list[str]:
    """The edges, a line for each."""
    return [arrow_line(edge) for edge in diagram.edges]


def expect(diagram: Diagram, expected: str) -> None:
    """Compares a diagram with its table."""
    assert table(diagram) == dedent(expected).strip()
