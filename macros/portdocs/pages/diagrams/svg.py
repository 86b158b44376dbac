"""Layout → SVG. Classes name the kinds of parts; colours, dashes and typefaces are in the style sheet."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.pages.diagrams.edge_paths import number_paths
from portdocs.pages.diagrams.geometry import Box, Caption, Layout, LegendItem, Point, Stroke, Trunk
from portdocs.pages.diagrams.legend import SAMPLES
from portdocs.pages.diagrams.model import Diagram, Edge, EdgeKind, Group, Node
from portdocs.pages.diagrams.svg_markup import attributes, number, rectangle, text_at
from portdocs.pages.diagrams.svg_node import card_svg, dot_svg, glyph_svg, linked
from portdocs.pages.diagrams.text_layout import HEADING_LINE, PILL_LINE, Card, heading, one_line, pill
from portdocs.pages.escape import for_template
from portdocs.pages.links import Links

_ARROW = 3.6
"""Half the width of an arrowhead."""
_FRAME_RADIUS = 12
_CORNER = 6.0
_SIGN_SIZE = 14.0
_SAMPLE_LINE, _SAMPLE_HEAD = 19.0, 7.0
"""The length of the line and of the arrowhead in the legend."""


def svg(diagram: Diagram, locations: Layout, links: Links) -> str:
    """The diagram in its natural size, without ids, so that several fit on one page."""
    return f"{svg_start(diagram, locations)}\n{svg_content(diagram, locations, links)}\n</svg>"


def svg_start(diagram: Diagram, locations: Layout) -> str:
    """The start tag."""
    role = attributes(class_="pdd-svg", role="group", aria_label=one_line(diagram.title))
    size = attributes(
        viewBox=f"0 0 {number(locations.width)} {number(locations.height)}",
        width=locations.width,
        height=locations.height,
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{role}{size}>'


def svg_content(diagram: Diagram, locations: Layout, links: Links, *, is_static: bool = False) -> str:
    """Everything in the diagram; a static one has no edges that appear on demand."""
    edges = tuple(zip(diagram.edges, locations.pills, locations.strokes, number_paths(diagram).of_edges, strict=True))
    parts = [
        *(_frame(group, box) for group, box in _outer_first(diagram, locations)),
        *(_trunk(trunk, diagram.edges[trunk.edges[0]].kind) for trunk in locations.trunks),
        *(
            _line(edge, strokes, along, index in locations.on_demand)
            for index, (edge, _, strokes, along) in enumerate(edges)
            if not (is_static and index in locations.on_demand)
        ),
        *(card_svg(node, card, box, links, _facts(diagram, node)) for node, card, box in _as_read(diagram, locations)),
        *(_heading(group, at, links) for group, at in zip(diagram.groups, locations.headings, strict=True)),
        *map(_caption, locations.captions),
        *(_words(index, edge, box) for index, (edge, box, _, _) in enumerate(edges) if box),
        *map(_legend, locations.legend),
    ]
    return "\n".join(parts)


def _outer_first(diagram: Diagram, locations: Layout) -> Iterator[tuple[Group, Box]]:
    pairs = tuple(zip(diagram.groups, locations.groups, strict=True))
    yield from (pair for pair in pairs if pair[0].parent is None)
    yield from (pair for pair in pairs if pair[0].parent is not None)


def _as_read(diagram: Diagram, locations: Layout) -> list[tuple[Node, Card, Box]]:
    """The cards from left to right, column by column: the order of keyboard focus."""
    found = zip(diagram.nodes, locations.cards, locations.nodes, strict=True)
    return sorted(found, key=lambda card: (round(card[2].x + card[2].width / 2), card[2].y))


def _frame(group: Group, box: Box) -> str:
    return rectangle(box.x, box.y, box.width, box.height, _FRAME_RADIUS, f"pdd-frame pdd-frame--{group.kind}")


def _heading(group: Group, start: Point, links: Links) -> str:
    """The name of a frame, which leads to its page; drawn after the lines, so that none runs through it."""
    first, *more = heading(group).lines
    kind = f'<tspan class="pdd-kind">{group.kind}</tspan>'
    x, y = start
    name = text_at(x, y, f'{kind} <tspan class="pdd-name">{for_template(first)}</tspan>')
    for row, line in enumerate(more, 1):
        name += text_at(x, y + row * HEADING_LINE, for_template(line), "pdd-name")
    return linked(name, f"pdd-heading pdd-heading--{group.kind}", group.page, one_line(group.label), links)


def _facts(diagram: Diagram, node: Node) -> str:
    """Attributes by which the script finds a node; its host and suite only if the diagram can be narrowed to them."""
    facts = {"data_key": node.key, "data_name": one_line(node.label)}
    if diagram.parts and node.hosts:
        facts["data_hosts"] = " ".join(node.hosts)
    if diagram.parts and node.suite:
        facts["data_suite"] = node.suite
    return attributes(**facts)


def _caption(caption: Caption) -> str:
    return text_at(caption.x, caption.y, for_template(one_line(caption.text)), "pdd-caption")


def _trunk(trunk: Trunk, kind: EdgeKind) -> str:
    """One line for many edges, with their indices."""
    facts = attributes(
        class_=f"pdd-trunk pdd-trunk--{kind}", data_from=trunk.source, data_edges=" ".join(map(str, trunk.edges))
    )
    return f'<g{facts}><path d="{_curve(trunk.stroke)}"/><path class="pdd-head" d="{_head(trunk.stroke)}"/></g>'


def _line(edge: Edge, strokes: tuple[Stroke, ...], along: tuple[int, ...], on_demand: bool) -> str:
    """The curves of an edge and its head; says between which cards, and on which paths."""
    words = one_line(" ".join(filter(None, (edge.label, f"({edge.detail})" if edge.detail else ""))))
    ends = attributes(data_from=edge.source, data_to=edge.target, data_label=words)
    paths = attributes(data_paths=" ".join(map(str, along))) if along else ""
    curves = "".join(_curve(stroke) for stroke in strokes)
    heads = "".join(_head(stroke) for stroke in strokes if stroke.tip)
    names = ("pdd-edge", f"pdd-edge--{edge.kind}", _status(edge), "pdd-on-demand" if on_demand else "")
    classes = attributes(class_=" ".join(filter(None, names)))
    return f'<g{classes}{ends}{paths}><path d="{curves}"/><path class="pdd-head" d="{heads}"/></g>'


def _status(edge: Edge) -> str:
    return f"pdd-edge--{edge.status}" if edge.status else ""


def _curve(stroke: Stroke) -> str:
    start, *rest = (f"{number(x)} {number(y)}" for x, y in stroke.points)
    return f"M{start}C{' '.join(rest)}" if stroke.is_curve else _rounded(stroke.points)


def _rounded(points: tuple[Point, ...]) -> str:
    """Straight lines with round corners."""
    steps = [f"M{_at(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        steps.append(f"L{_at(_towards(corner, before))}Q{_at(corner)} {_at(_towards(corner, after))}")
    return "".join([*steps, f"L{_at(points[-1])}"])


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _towards(start: Point, end: Point) -> Point:
    """The point towards another where a corner begins."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = max(abs(x), abs(y)) or 1.0
    part = min(_CORNER, length / 2) / length
    return start[0] + x * part, start[1] + y * part


def _head(stroke: Stroke) -> str:
    """A triangle from where the line ends to the tip."""
    (x, y), (tip_x, tip_y) = stroke.points[-1], stroke.tip or stroke.points[-1]
    length = ((tip_x - x) ** 2 + (tip_y - y) ** 2) ** 0.5 or 1.0
    across_x, across_y = (y - tip_y) / length * _ARROW, (tip_x - x) / length * _ARROW
    corners = ((x + across_x, y + across_y), (tip_x, tip_y), (x - across_x, y - across_y))
    return "M" + "L".join(f"{number(a)} {number(b)}" for a, b in corners) + "Z"


def _words(index: int, edge: Edge, box: Box) -> str:
    """The label of an edge on its own background; `index` is the index of the edge."""
    words = pill(edge)
    middle = box.x + box.width / 2
    rect = rectangle(box.x, box.y, box.width, box.height, min(box.height / 2, 11))
    first = box.y + box.height / 2 - PILL_LINE * (len(words.lines) - 1) / 2
    texts = "".join(
        text_at(middle, first + PILL_LINE * row, for_template(text), f"pdd-{kind}")
        for row, (text, kind) in enumerate(words.lines)
    )
    title = f"<title>{for_template(one_line(edge.tooltip))}</title>" if edge.tooltip else ""
    which = attributes(class_=f"pdd-pill pdd-pill--{edge.kind}", data_edge=index)
    return f"<g{which}>{title}{rect}{texts}</g>"


def _legend(item: LegendItem) -> str:
    """A sample with its words after it."""
    words = attributes(class_="pdd-fact", x=item.x + SAMPLES[item.sample], y=item.y)
    return f'<g class="pdd-legend">{_legend_sample(item)}<text{words}>{item.text}</text></g>'


def _legend_sample(item: LegendItem) -> str:
    if item.sample == "dot":
        return dot_svg(item.value, item.x, item.y)
    if item.sample == "count":
        return f"<text{attributes(class_='pdd-fact', x=item.x, y=item.y)}>{item.value}</text>"
    if item.sample == "sign":
        return glyph_svg("container", item.x, item.y - _SIGN_SIZE / 2, _SIGN_SIZE)
    end = item.x + _SAMPLE_LINE
    head = f"M{end:g} {item.y - 3.6:g}L{end + _SAMPLE_HEAD:g} {item.y:g}L{end:g} {item.y + 3.6:g}Z"
    kind = attributes(class_=f"pdd-sample pdd-edge--{item.value}")
    return f'<g{kind}><path d="M{item.x:g} {item.y:g}H{end:g}"/><path class="pdd-head" d="{head}"/></g>'
