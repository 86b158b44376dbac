"""The port map: all ports, with those that are used or reserved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.pages.cells import EXPOSURE_HINTS, service_link
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.inline import NOTHING, Badge, Cell, Code, PageLink, Text, at_most
from portdocs.pages.links import Links
from portdocs.pages.port_map.marks import Mark, Marks, marks_of
from portdocs.pages.port_map.svg import names, picture, reserved
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Ports, Registry

COLUMNS = (Column("Ports", "port"), Column("Service"), Column("State"), Column("Exposure"))
_MAX_SERVICES = 3
"""Services that a row of the table names; the others are counted."""
_LEGEND = (
    ("network", "reachable from the network"),
    ("loopback", "loopback, or closed by a firewall"),
    ("unknown", "exposure unknown"),
    ("planned", "planned"),
    ("retired", "retired"),
    ("band", "reserved range"),
    ("zone", "privileged or ephemeral ports"),
)


@dataclass(frozen=True, slots=True)
class PortMap:
    """The map with its legend and a text version."""

    registry: Registry
    marks: Marks

    def html(self, links: Links) -> str:
        """The map as inline SVG; the script adds the zoom controls."""
        # Material's search skips an excluded element up to the next closing tag of its name: no <figure> may be within.
        return (
            f'<figure class="pd-map" data-portdocs-map data-search-exclude>\n{_views(self.registry)}\n'
            f"{picture(self.registry, self.marks.marks, links)}\n"
            f'<ul class="pd-map__legend">{_legend()}</ul>\n'
            f'<details class="pd-map__words"><summary>Table version</summary>\n'
            f"{_note(self.marks)}{self.table().html(links)}\n</details>\n</figure>"
        )

    def markdown(self, links: Links) -> str:
        """The table."""
        note = f"{for_markdown(merge_note(self.marks))}\n\n" if self.marks.bucket_size > 1 else ""
        return note + self.table().markdown(links)

    def table(self) -> Table:
        """Everything on the map, lowest port first."""
        entries = [*_range_rows(self.registry), *_mark_rows(self.marks.marks)]
        rows = tuple(row for _, row in sorted(entries, key=lambda entry: entry[0]))
        return Table("map", "Port map", COLUMNS, rows, "No ports are declared.")


def port_map(registry: Registry) -> PortMap:
    """All ports from 0 to 65535 with their services and reserved ranges."""
    return PortMap(registry, marks_of(registry))


def merge_note(marks: Marks) -> str:
    """The sentence for a map on which neighbouring ports share a mark."""
    return f"Too many ports to show each: a mark covers up to {marks.bucket_size} neighbouring ports."


def _note(marks: Marks) -> str:
    return f'<p class="pd-map__note">{for_html(merge_note(marks))}</p>' if marks.bucket_size > 1 else ""


def _views(registry: Registry) -> str:
    """The choices of the script's zoom menu; invisible without scripts."""
    options = "".join(
        f'<option value="{run.first}-{run.last}">{for_html(names(ranges))} ({run})</option>'
        for run, ranges in reserved(registry).items()
    )
    return f'<template><option value="0-65535">All ports</option>{options}</template>'


def _legend() -> str:
    return "".join(
        f'<li><svg class="pd-map__key" width="14" height="14" aria-hidden="true">{_sample(name)}</svg>{words}</li>'
        for name, words in _LEGEND
    )


def _sample(name: str) -> str:
    top, height = {"loopback": (7, 7), "retired": (10, 4)}.get(name, (1, 12))
    kind = {"band": "pd-map__band", "zone": "pd-map__zone"}.get(name, f"pd-map__mark pd-map__mark--{name}")
    return f'<g class="{kind}"><rect x="2" y="{top}" width="10" height="{height}"/></g>'


def _range_rows(registry: Registry) -> Iterator[tuple[tuple[Ports, int], Row]]:
    for run, ranges in reserved(registry).items():
        title = (PageLink(Text(names(ranges)), f"ranges.md#range-{ranges[0].id}"),)
        yield (run, 0), Row(((Code(str(run)),), title, (Badge("reserved", "unchecked"),), NOTHING))


def _mark_rows(marks: tuple[Mark, ...]) -> Iterator[tuple[tuple[Ports, int], Row]]:
    for mark in marks:
        level = mark.exposure
        badge: Cell = (Badge(level, level, EXPOSURE_HINTS[level]),) if level else NOTHING
        state = (Badge(mark.state, mark.state if mark.services else "unknown"),)
        yield (mark.ports, 1), Row(((Code(str(mark.ports)),), _services(mark), state, badge))


def _services(mark: Mark) -> Cell:
    if not mark.services:
        return (Text("named by a claim, declared by no service"),)
    return at_most([service_link(service) for service in mark.services], _MAX_SERVICES)
