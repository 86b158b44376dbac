"""The port map: the whole port space, what is reserved in it, and who has which port."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.format import EXPOSURE_HINTS, service_link
from portdocs.pages.inline import NOTHING, Badge, Cell, Code, PageLink, Text, lines
from portdocs.pages.links import Links
from portdocs.pages.port_map.marks import Mark, Marks, marks_of
from portdocs.pages.port_map.svg import names, picture, reserved
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Ports, Registry

COLUMNS = (Column("Ports", "port"), Column("Who"), Column("State"), Column("Exposure"))
_NAMED = 3
"""How many services a row of the table names before it counts them."""
_LEGEND = (
    ("network", "reached from the network"),
    ("loopback", "only on the machine, or closed"),
    ("unknown", "not known who reaches it"),
    ("planned", "planned"),
    ("retired", "was a retired service's"),
    ("band", "reserved range"),
    ("zone", "privileged, or handed out by Linux"),
)


@dataclass(frozen=True, slots=True)
class PortMap:
    """The map, its legend, and the same as a table."""

    registry: Registry
    marks: Marks

    def html(self, links: Links) -> str:
        """The map as inline SVG; the script adds what zooms it."""
        # Material's search leaves an element out until the next closing tag of its name: no <figure> is within.
        return (
            f'<figure class="pd-map" data-portdocs-map data-search-exclude>\n{_views(self.registry)}\n'
            f"{picture(self.registry, self.marks.marks, links)}\n"
            f'<ul class="pd-map__legend">{_legend()}</ul>\n'
            f'<details class="pd-map__words"><summary>The same as a table</summary>\n'
            f"{_note(self.marks)}{self.table().html(links)}\n</details>\n</figure>"
        )

    def markdown(self, links: Links) -> str:
        """The table."""
        note = f"{for_markdown(folding(self.marks))}\n\n" if self.marks.step > 1 else ""
        return note + self.table().markdown(links)

    def table(self) -> Table:
        """Everything on the map, lowest port first."""
        entries = [*_range_rows(self.registry), *_mark_rows(self.marks.marks)]
        rows = tuple(row for _, row in sorted(entries, key=lambda entry: entry[0]))
        return Table("map", "What is on the map", COLUMNS, rows, "Nothing is on the map.")


def port_map(registry: Registry) -> PortMap:
    """All ports from 0 to 65535 in one picture: what is reserved, and who has what."""
    return PortMap(registry, marks_of(registry))


def folding(marks: Marks) -> str:
    """What the map says where neighbours are drawn as one."""
    return f"There are too many ports to tell apart: up to {marks.step} neighbours stand together."


def _note(marks: Marks) -> str:
    return f'<p class="pd-map__note">{for_html(folding(marks))}</p>' if marks.step > 1 else ""


def _views(registry: Registry) -> str:
    """What the script offers to zoom to; nothing is shown of it without the script."""
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
        reach = mark.exposure
        badge: Cell = (Badge(reach, reach, EXPOSURE_HINTS[reach]),) if reach else NOTHING
        state = (Badge(mark.state, mark.state if mark.services else "unknown"),)
        yield (mark.ports, 1), Row(((Code(str(mark.ports)),), _who(mark), state, badge))


def _who(mark: Mark) -> Cell:
    if not mark.services:
        return (Text("a claim names it, no service declares it"),)
    named: list[Cell] = [service_link(service) for service in mark.services[:_NAMED]]
    more = len(mark.services) - _NAMED
    return lines([*named, (Text(f"and {more} more"),)] if more > 0 else named)
