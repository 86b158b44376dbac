"""Hops between services → edges between cards: all that lead from one card to another are one edge of their kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from portdocs.pages.diagrams.hops import Hop
from portdocs.pages.diagrams.model import Edge, EdgeKind
from portdocs.registry.urls import Url

_NAMED = 8
"""The maximum number of URLs in a tooltip."""
MAX_DEPENDENCIES = 8
"""The number of dependencies that are visible at once; more appear while a reader points at a service."""
_MAX_EDGES = 400
_INACTIVE = {"planned", "retired"}
_ON_DEMAND = "Hover over or focus a service to see its dependencies."


def merge_hops(hops: Iterable[Hop], cards: Mapping[str, tuple[str, ...]], hosts: Mapping[str, str]) -> list[Edge]:
    """The edges between cards. `cards` are those of each service, `hosts` is the host of each card."""
    merged: dict[tuple[str, str, EdgeKind], list[Hop]] = {}
    for hop in hops:
        for source, target in _pairs(cards.get(hop.source, ()), cards.get(hop.target, ()), hosts):
            if source != target:
                merged.setdefault((source, target, hop.kind), []).append(hop)
    return [_edge(source, target, kind, group) for (source, target, kind), group in merged.items()]


def legible(edges: list[Edge]) -> tuple[list[Edge], str]:
    """As many edges as a page can hold, those of requests first, and a note on the others."""
    shown = sorted(edges, key=lambda edge: edge.kind == "depends")[:_MAX_EDGES]
    missing = len(edges) - len(shown)
    return shown, f"{missing:,} edges are not shown: see the pages of the services." if missing else ""


def hint_on(edges: Iterable[Edge]) -> str:
    """The way to show edges that appear on demand."""
    return _ON_DEMAND if sum(edge.kind == "depends" for edge in edges) > MAX_DEPENDENCIES else ""


def _pairs(sources: tuple[str, ...], targets: tuple[str, ...], hosts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Cards on one host meet each other; without a host in common, each meets each."""
    pairs = [(source, target) for source in sources for target in targets]
    local = [
        (source, target) for source, target in pairs if hosts.get(source) and hosts.get(source) == hosts.get(target)
    ]
    return local or pairs


def _edge(source: str, target: str, kind: EdgeKind, hops: list[Hop]) -> Edge:
    if kind == "depends":
        label = "" if len(hops) == 1 else f"{len(hops):,} dependencies"
        return Edge(source, target, kind, label)
    endpoints = tuple(dict.fromkeys(hop.urls for hop in hops))
    urls = list(dict.fromkeys(chain.from_iterable(endpoints)))
    label, detail = _words(kind, hops, urls, len(endpoints))
    status = _status(hops)
    label = f"{label} ({status})" if status else label
    texts = tuple(tuple(url.text for url in endpoint) for endpoint in endpoints)
    return Edge(source, target, kind, label, detail, _tooltip(urls, detail), texts, status)


def _status(hops: list[Hop]) -> str:
    """`planned` or `retired` if no endpoint is active; planned ones count first."""
    found = {hop.status for hop in hops}
    return next((status for status in ("planned", "retired") if status in found), "") if found <= _INACTIVE else ""


def _words(kind: EdgeKind, hops: list[Hop], urls: list[Url], endpoints: int) -> tuple[str, str]:
    names = list(dict.fromkeys(map(_name, urls)))
    if kind == "redirect":
        return ("redirect", names[0]) if len(urls) == 1 else (f"{len(urls):,} redirects", "")
    several = f"{endpoints:,} endpoints" if endpoints > 1 else f"{len(urls):,} URLs"
    label = names[0] if len(names) == 1 else several
    if kind == "endpoint":
        ports = _few(f"{url.scheme} {url.port}" for url in urls)
        # The only name of an edge to a proxy is on the next edge, from the proxy to the service.
        is_named = hops[0].last or len(names) > 1 or not ports
        return (label, ports) if is_named else (ports, "")
    return label, _few(hop.address for hop in hops)


def _name(url: Url) -> str:
    """A URL without its scheme and port."""
    host = "any name" if url.host == "*" else url.host
    return f"{host}{url.path.rstrip('/')}"


def _few(words: Iterable[str]) -> str:
    """One or two different words; nothing where there are more."""
    different = [word for word in dict.fromkeys(words) if word]
    return ", ".join(different) if len(different) <= 2 else ""


def _tooltip(urls: list[Url], detail: str) -> str:
    more = f"and {len(urls) - _NAMED:,} more" if len(urls) > _NAMED else ""
    return " · ".join(filter(None, (*(url.text for url in urls[:_NAMED]), more, detail)))
