"""The port map: a strip for each host with the ports that are used or reserved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.pages.escape import for_html
from portdocs.pages.inline import NOTHING, Code, PageLink, Text
from portdocs.pages.links import Links
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.port_map.marks import Mark
from portdocs.pages.port_map.strips import Band, Strip, strip_html, strip_of
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Registry

COLUMNS = (Column("Host"), Column("Ports", "port"), Column("Used by"), Column("State"))
MAX_HOSTS = 60
"""Strips of a map; the page of every other host has its own."""
MAX_MARKS = 320
"""Marks of a map; with more, neighbouring ports share one."""
_LEGEND = (
    ("network", "reachable from the network"),
    ("loopback", "host, zones or containers only"),
    ("unknown", "unknown exposure or occupant"),
    ("planned", "planned"),
    ("retired", "retired"),
    ("differs", "differs from the host"),
    ("band", "reserved range"),
)


@dataclass(frozen=True, slots=True)
class PortMap:
    """The strips, and the number of hosts that have none on this map."""

    strips: tuple[Strip, ...]
    omitted: int = 0

    def html(self, links: Links) -> str:
        """The strips with a legend; the script shows the details of a mark in place."""
        if not self.strips:
            return '<p class="pd-empty">No ports are declared here.</p>'
        strips = "\n".join(strip_html(strip, links) for strip in self.strips)
        # Material's search skips an excluded element up to the next closing tag of its name: no <figure> may be within.
        return (
            '<figure class="pd-map" data-portdocs-map data-search-exclude>\n'
            f'<ul class="pd-map__legend">{_legend()}</ul>\n'
            f"{strips}\n{self._omitted(links)}</figure>"
        )

    def _omitted(self, links: Links) -> str:
        if not self.omitted:
            return ""
        hosts = f'<a href="{for_html(links.page("hosts/index.md"))}">hosts</a>'
        return f'<p class="pd-empty">The ports of {self.omitted:,} more {hosts} are on their own pages.</p>\n'

    def markdown(self, links: Links) -> str:
        """The map as a table."""
        return self.table().markdown(links)

    def table(self) -> Table:
        """Everything on the map, by host, lowest port first."""
        rows = tuple(_row(strip, one) for strip in self.strips for one in _entries(strip))
        return Table("map", "Port map", COLUMNS, rows, "No ports are declared here.")


def port_map(registry: Registry, *, host: str | None = None) -> PortMap:
    """The used and reserved ports of every host, or of one."""
    hosts = [registry.hosts[host]] if host else list(registry.hosts.values())
    hosts.sort(key=lambda one: (natural_key(one.title.casefold()), one.id))
    limit = MAX_MARKS // min(len(hosts) or 1, MAX_HOSTS)
    strips = [strip for one in hosts[:MAX_HOSTS] if (strip := strip_of(registry, one, limit))]
    return PortMap(tuple(strips), len(hosts[MAX_HOSTS:]))


def _legend() -> str:
    return "".join(f"<li>{_sample(name)}{words}</li>" for name, words in _LEGEND)


def _sample(name: str) -> str:
    kind = "pd-map__band" if name == "band" else f"pd-map__mark pd-map--{name}"
    return f'<span class="pd-map__key"><i class="{kind}"></i></span>'


def _entries(strip: Strip) -> Iterator[Mark | Band]:
    for run in strip.runs:
        entries: list[Mark | Band] = [*run.bands, *run.marks]
        yield from sorted(entries, key=lambda one: one.ports)


def _row(strip: Strip, one: Mark | Band) -> Row:
    host = (PageLink(Text(strip.host), strip.page),)
    states = (Text(", ".join(one.states)),) if isinstance(one, Mark) else (Text("reserved"),)
    names = PageLink(Text(", ".join(one.names)), one.page)
    return Row((host, (Code(str(one.ports)),), (names,), states or NOTHING))
