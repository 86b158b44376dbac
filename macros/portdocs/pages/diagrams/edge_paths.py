"""Which arrows make up one way from the Internet: endpoints that pass the same arrows share a thread.

A drawing that folds a thousand endpoints still has few threads, so that a page can name them on each arrow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portdocs.pages.diagrams.model import Diagram


@dataclass(frozen=True, slots=True)
class Threads:
    """The threads of a drawing, as numbers from 0."""

    of_edges: tuple[tuple[int, ...], ...]
    """Those that run along each arrow, in the drawing's order."""
    of_urls: Mapping[str, int]
    """That of each endpoint."""


def threads(drawing: Diagram) -> Threads:
    """The threads, numbered in the order of the arrows."""
    passed: dict[str, list[int]] = {}
    for index, edge in enumerate(drawing.edges):
        for url in dict.fromkeys(edge.urls):
            passed.setdefault(url, []).append(index)
    numbers: dict[tuple[int, ...], int] = {}
    of_urls = {url: numbers.setdefault(tuple(edges), len(numbers)) for url, edges in passed.items()}
    along: list[list[int]] = [[] for _ in drawing.edges]
    for edges, number in numbers.items():
        for index in edges:
            along[index].append(number)
    return Threads(tuple(map(tuple, along)), of_urls)
