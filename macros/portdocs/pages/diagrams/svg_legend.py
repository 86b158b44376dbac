"""The legend of a diagram as SVG: samples of dots, signs and lines, each with its words."""

from __future__ import annotations

from portdocs.pages.diagrams.geometry import LegendItem
from portdocs.pages.diagrams.legend import SAMPLES
from portdocs.pages.diagrams.svg_markup import attributes
from portdocs.pages.diagrams.svg_node import dot_svg, glyph_svg

_SIGN = 14.0
_LINE, _HEAD = 19.0, 7.0


def legend_svg(item: LegendItem) -> str:
    """A sample with its words after it."""
    words = attributes(class_="pdd-fact", x=item.x + SAMPLES[item.sample], y=item.y)
    return f'<g class="pdd-legend">{_sample(item)}<text{words}>{item.text}</text></g>'


def _sample(item: LegendItem) -> str:
    if item.sample == "dot":
        return dot_svg(item.value, item.x, item.y)
    if item.sample == "count":
        return f"<text{attributes(class_='pdd-fact', x=item.x, y=item.y)}>{item.value}</text>"
    if item.sample == "sign":
        return glyph_svg("container", item.x, item.y - _SIGN / 2, _SIGN)
    end = item.x + _LINE
    head = f"M{end:g} {item.y - 3.6:g}L{end + _HEAD:g} {item.y:g}L{end:g} {item.y + 3.6:g}Z"
    kind = attributes(class_=f"pdd-sample pdd-edge--{item.value}")
    return f'<g{kind}><path d="M{item.x:g} {item.y:g}H{end:g}"/><path class="pdd-head" d="{head}"/></g>'
