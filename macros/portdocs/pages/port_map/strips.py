"""The strip of a host: the parts of the axis in which it uses or reserves ports, with a mark for each used port.

Every mark and every band of a reserved range is a link, so the strip works without scripts; `port-map.js` shows the
details of a mark in place. Positions are percentages, and the browser lays out the runs, so that a strip is as wide as
its page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from portdocs.pages.cells import host_page
from portdocs.pages.escape import for_html
from portdocs.pages.links import Links
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.port_map.marks import Mark, bucket_size_for, marks_on, merged
from portdocs.registry import Host, Ports, Range, Registry
from portdocs.registry.ports import union
from portdocs.topology.port_usage import possible_users

MAX_RUNS = 12
"""Runs of a strip; the axis of a host with more has fewer breaks."""
MARKS_PER_RUN = 120
"""Marks that can be distinguished in a run."""
_GAPS = (20, 100, 500, 2000, 10_000, 65_536)
"""Unused ports for which the axis breaks."""
_MAX_WIDTH = 30.0


@dataclass(frozen=True, slots=True)
class Band:
    """A reserved run of ports."""

    ports: Ports
    names: tuple[str, ...]
    """Of its ranges, sorted."""
    page: str

    @property
    def label(self) -> str:
        """`8000-8009: reserved, Shop range`."""
        return f"{self.ports}: reserved, {', '.join(self.names)}"


@dataclass(frozen=True, slots=True)
class Run:
    """A part of the axis."""

    ports: Ports
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The ports of one host."""

    host: str
    page: str
    note: str
    """The number of ports in use, and the services that may use any other."""
    runs: tuple[Run, ...]


def strip_of(registry: Registry, host: Host, limit: int) -> Strip | None:
    """The strip of a host with about `limit` marks; None if it neither uses nor reserves ports of its own."""
    marks, bands = marks_on(registry, host), _bands(registry, host)
    if not marks and not any(host.id == range_.host for range_ in registry.ranges.values()):
        return None
    runs = []
    for ports in runs_of([*(mark.ports for mark in marks), *(band.ports for band in bands)]):
        inside = [mark for mark in marks if mark.ports.meets(ports)]
        size = max(_bucket_size(ports), bucket_size_for(inside, limit * len(inside) // (len(marks) or 1)))
        bands_inside = tuple(band for band in bands if band.ports.meets(ports))
        runs.append(Run(ports, bands_inside, tuple(merged(inside, host, size))))
    return Strip(host.title, host_page(host), _note(registry, host, marks), tuple(runs))


def _bands(registry: Registry, host: Host) -> list[Band]:
    reserved: dict[Ports, list[Range]] = {}
    for range_ in registry.ranges.values():
        for ports in range_.ports if range_.host in (None, host.id) else ():
            reserved.setdefault(ports, []).append(range_)
    return [_band(ports, reserved[ports]) for ports in sorted(reserved)]


def _band(ports: Ports, ranges: list[Range]) -> Band:
    ordered = sorted(ranges, key=lambda range_: (natural_key(range_.title), range_.id))
    return Band(ports, tuple(range_.title for range_ in ordered), f"ranges.md#range-{ordered[0].id}")


def _note(registry: Registry, host: Host, marks: list[Mark]) -> str:
    used = [mark.ports for mark in marks if mark.look not in ("claimed", "planned", "retired")]
    count = sum(len(run) for run in union(used))
    users = possible_users(registry, host)
    doubt = f"; {users[0].title} has unknown listeners" if len(users) == 1 else ""
    doubt = f"; {len(users)} services have unknown listeners" if len(users) > 1 else doubt
    return f"{count:,} port{'' if count == 1 else 's'} in use{doubt}"


def runs_of(used: Iterable[Ports]) -> list[Ports]:
    """The parts of the axis in which ports are used or reserved, in order."""
    parts = list(used)
    candidates = (union(parts, gap) for gap in _GAPS)
    return next(runs for runs in candidates if len(runs) <= MAX_RUNS)


def _relative_width(run: Ports) -> float:
    """The width of a run compared with others: a long one is wider, but leaves space for the short ones."""
    return min(math.sqrt(len(run)) - 0.9, _MAX_WIDTH)


def _bucket_size(run: Ports) -> int:
    """The number of neighbouring ports that share a mark, because marks of their own would be too narrow."""
    return math.ceil(len(run) / MARKS_PER_RUN)


def position(ports: Ports, run: Ports) -> tuple[float, float]:
    """The left edge and the width of ports in a run, in percent."""
    return 100 * (ports.first - run.first) / len(run), 100 * len(ports) / len(run)


def strip_html(strip: Strip, links: Links) -> str:
    """The strip with the name of its host."""
    name = f'<a href="{for_html(links.page(strip.page))}">{for_html(strip.host)}</a>'
    runs = "".join(_run_html(run, links) for run in strip.runs)
    label = for_html(f"Ports of {strip.host}")
    return (
        f'<div class="pd-map__host"><p class="pd-map__name">{name} <span>{for_html(strip.note)}</span></p>'
        f'<div class="pd-map__strip" role="group" aria-label="{label}">{runs}</div></div>'
    )


def _run_html(run: Run, links: Links) -> str:
    first = f'<span class="pd-map__tick">{run.ports.first}</span>'
    last = f'<span class="pd-map__tick">{run.ports.last}</span>' if len(run.ports) > 1 else ""
    bands = "".join(_link("band", band, run, links.page(band.page)) for band in run.bands)
    marks = "".join(_link(f"mark pd-map--{mark.look}", mark, run, _mark_url(mark, links)) for mark in run.marks)
    return (
        f'<div class="pd-map__run" style="flex-grow:{_relative_width(run.ports):.3g}">{bands}{marks}{first}{last}</div>'
    )


def _mark_url(mark: Mark, links: Links) -> str:
    return links.page(mark.page) + (f"?{mark.query}" if mark.query else "")


def _link(kind: str, shown: Band | Mark, run: Run, url: str) -> str:
    left, width = position(shown.ports, run.ports)
    style = f"left:{left:.4g}%;width:{width:.4g}%"
    return f'<a class="pd-map__{kind}" href="{for_html(url)}" style="{style}" aria-label="{for_html(shown.label)}"></a>'
