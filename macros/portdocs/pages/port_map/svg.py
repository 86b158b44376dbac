"""The map as inline SVG: rows, reserved ranges, ports with a special meaning, and a mark for each used port.

Without scripts the map is complete; the script redraws its elements for a part of it, from `data-ports` and
`data-shape`. The height of a mark shows its exposure, so that colour is not the only sign. The script moves the focus
among marks with the arrow keys, because there are too many for the Tab key; the table below has the same links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.pages.cells import service_page
from portdocs.pages.escape import for_html
from portdocs.pages.links import Links
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.port_map.geometry import BAR_HEIGHT, BAR_TOP, HEIGHT, ROW_HEIGHT, rows, segments
from portdocs.pages.port_map.marks import Mark
from portdocs.registry import Ports, Range, Registry
from portdocs.topology.exposure import Exposure
from portdocs.topology.iana import EPHEMERAL, PRIVILEGED
from portdocs.topology.port_usage import count_used, used_ports

_SHAPES = {
    "full": (0, BAR_HEIGHT),
    "low": (BAR_HEIGHT // 2, BAR_HEIGHT // 2),
    "foot": (BAR_HEIGHT - 4, 4),
    "whole": (-2, BAR_HEIGHT + 4),
}
"""Top and height within the bar, in pixels, as in `port-map.js`."""
_ZONES = (
    ("privileged", PRIVILEGED, "below 1024: only privileged processes may listen"),
    ("ephemeral", EPHEMERAL, "Linux uses these for outgoing connections"),
)


def picture(registry: Registry, marks: Iterable[Mark], links: Links) -> str:
    """The map as one `<svg>`."""
    parts = [*_scale(), *_zones(), *_bands(registry, links), *(_mark(mark, links) for mark in marks)]
    return (
        f'<svg class="pd-map__svg" xmlns="http://www.w3.org/2000/svg" width="100%" height="{HEIGHT}" role="group" '
        'aria-label="Port map">\n' + "\n".join(parts) + "\n</svg>"
    )


def label_of(mark: Mark) -> str:
    """The label of a mark: `443: Nginx, active, network`."""
    name = mark.services[0].title if len(mark.services) == 1 else f"{len(mark.services)} services"
    if not mark.services:
        return f"{mark.ports}: named by a claim, declared by no service"
    words = [name, *([mark.state] if len(mark.services) == 1 else []), *([mark.exposure] if mark.exposure else [])]
    return f"{mark.ports}: {', '.join(words)}"


def page_of(mark: Mark, links: Links) -> str:
    """The target of a click: the service, or the finder or the map for several services."""
    if len(mark.services) == 1:
        return links.page(service_page(mark.services[0]))
    question = f"port={mark.ports}" if len(mark.ports) == 1 else f"map={mark.ports}"
    return f"{links.page('ports.md')}?{question}"


def _scale() -> Iterator[str]:
    for number, ports in enumerate(rows()):
        yield f'<text class="pd-map__tick" x="0" y="{number * ROW_HEIGHT + BAR_TOP - 5}">{ports.first}</text>'
    yield f'<g class="pd-map__bars" data-ports="0-65535" data-shape="full">{_rects(Ports(0, 65535), "full")}</g>'


def _zones() -> Iterator[str]:
    for name, ports, description in _ZONES:
        label = f"<title>{ports}, {for_html(description)}</title>"
        yield f'<g class="pd-map__zone" data-zone="{name}" {_data(ports, "full")}>{label}{_rects(ports, "full")}</g>'


def _bands(registry: Registry, links: Links) -> Iterator[str]:
    for run, ranges in reserved(registry).items():
        description = _reserved(registry, ranges[0]) if len(ranges) == 1 else f"reserved by {names(ranges)}"
        page = links.page(f"ranges.md#range-{ranges[0].id}")
        yield _link("pd-map__band", run, "whole", f"{run}: {description}", page)


def reserved(registry: Registry) -> dict[Ports, list[Range]]:
    """The reserved ports in order, each with its ranges: several hosts may reserve the same ports."""
    reserved_by: dict[Ports, list[Range]] = {}
    for range_ in registry.ranges.values():
        for run in range_.ports:
            reserved_by.setdefault(run, []).append(range_)
    return {run: sorted(reserved_by[run], key=lambda r: (natural_key(r.title), r.id)) for run in sorted(reserved_by)}


def _reserved(registry: Registry, range_: Range) -> str:
    only = next(iter(registry.hosts.values())) if len(registry.hosts) == 1 else None
    used = used_ports(registry, host=registry.hosts[range_.host] if range_.host else only)
    return f"{range_.title}, reserved, {count_used(range_, used)} of {range_.size} in use"


def names(ranges: list[Range]) -> str:
    """The name of the first range, and the number of the others."""
    more = len(ranges) - 1
    return ranges[0].title + (f" and {more} more range{'s' if more > 1 else ''}" if more else "")


def _mark(mark: Mark, links: Links) -> str:
    kind = f"pd-map__mark pd-map__mark--{mark.exposure or mark.state} pd-map__mark--{mark.state}"
    return _link(kind, mark.ports, _shape(mark), label_of(mark), page_of(mark, links))


def _shape(mark: Mark) -> str:
    if mark.exposure is None:
        return "foot" if mark.services else "full"
    return "low" if mark.exposure in (Exposure.LOOPBACK, Exposure.CONTAINER, Exposure.CLOSED) else "full"


def _link(kind: str, ports: Ports, shape: str, label: str, href: str) -> str:
    label = for_html(label)
    # Not `href`: instant navigation assigns that of every link, which SVG elements do not allow.
    return (
        f'<a class="{kind}" xlink:href="{for_html(href)}" {_data(ports, shape)} tabindex="-1" aria-label="{label}">'
        f"<title>{label}</title>{_rects(ports, shape)}</a>"
    )


def _data(ports: Ports, shape: str) -> str:
    return f'data-ports="{ports.first}-{ports.last}" data-shape="{shape}"'


def _rects(ports: Ports, shape: str) -> str:
    top, height = _SHAPES[shape]
    return "".join(
        f'<rect x="{s.left:.6g}%" y="{s.row * ROW_HEIGHT + BAR_TOP + top}" width="{s.width:.6g}%" height="{height}"/>'
        for s in segments(ports)
    )
