"""Number the paths from the Internet: endpoints that pass the same edges share a number.

A diagram that groups a thousand endpoints still has few paths, so that a page can name them on each edge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portdocs.pages.diagrams.model import Diagram


@dataclass(frozen=True, slots=True)
class PathNumbers:
    """The paths of a diagram, numbered from 0."""

    of_edges: tuple[tuple[int, ...], ...]
    """Those that run along each edge, in the diagram's order."""
    of_urls: Mapping[str, int]
    """That of each endpoint."""


def number_paths(diagram: Diagram) -> PathNumbers:
    """Number the paths in the order of the edges."""
    passed: dict[str, list[int]] = {}
    for index, edge in enumerate(diagram.edges):
        for url in edge.urls:
            passed.setdefault(url, []).append(index)
    numbers: dict[tuple[int, ...], int] = {}
    of_urls = {url: numbers.setdefault(tuple(edges), len(numbers)) for url, edges in passed.items()}
    along: list[list[int]] = [[] for _ in diagram.edges]
    for edges, number in numbers.items():
        for index in edges:
            along[index].append(number)
    return PathNumbers(tuple(map(tuple, along)), of_urls)
