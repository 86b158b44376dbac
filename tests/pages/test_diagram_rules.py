"""The rules that every diagram keeps, whatever the registry: nothing covers anything else, and all of it fits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from hypothesis import Phase, given, settings

from portdocs.pages.diagrams.architecture_diagram import architecture_diagram
from portdocs.pages.diagrams.geometry import Box, Layout
from portdocs.pages.diagrams.grid_layout import WIDTH
from portdocs.pages.diagrams.host_diagram import host_diagram
from portdocs.pages.diagrams.layout import MAX_HEIGHT, layout
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.diagrams.service_diagram import service_diagram
from portdocs.pages.diagrams.suite_diagram import suite_diagram
from portdocs.pages.diagrams.text_layout import SMALL, heading
from portdocs.pages.diagrams.text_width import text_width
from portdocs.registry import Registry
from tests.pages.random_registries import registries

EXAMPLES = settings.get_profile(settings.get_current_profile_name()).max_examples * 2 // 5
"""Each is several diagrams."""


@settings(max_examples=EXAMPLES, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(registries())
def test_nothing_in_a_diagram_covers_anything_else(registry: Registry) -> None:
    for diagram in _diagrams(registry):  # Registries are not shrunk: that takes longer than reading one.
        placed = layout(diagram)
        assert placed.width <= WIDTH, diagram.title
        assert placed.height <= MAX_HEIGHT, diagram.title
        texts = [*_texts(diagram, placed)]
        boxes = [*placed.nodes, *texts, *filter(None, placed.pills)]
        assert not [pair for pair in combinations(boxes, 2) if _overlap(*pair)], diagram.title
        assert all(box.x >= 0 and box.right <= placed.width and box.bottom <= placed.height for box in boxes)
        assert not [*_covered(placed, texts)], diagram.title


def _diagrams(registry: Registry) -> Iterator[Diagram]:
    whole = architecture_diagram(registry)
    yield from filter(None, (whole, whole.by_suite))
    yield from (host_diagram(registry, host) for host in registry.hosts)
    yield from (suite_diagram(registry, suite) for suite in registry.suites)
    yield from (service_diagram(registry, service) for service in [*registry.services][:3])


def _texts(diagram: Diagram, placed: Layout) -> Iterator[Box]:
    """The titles of frames and the captions of sections."""
    for group, (x, y) in zip(diagram.groups, placed.headings, strict=True):
        yield Box(x, y - 8, heading(group).width, heading(group).height - 10)
    for caption in placed.captions:
        yield Box(caption.x, caption.y - 8, text_width(caption.text, SMALL, bold=True), 16)


def _overlap(a: Box, b: Box) -> bool:
    return a.x < b.right - 1 and b.x < a.right - 1 and a.y < b.bottom - 1 and b.y < a.bottom - 1


def _covered(placed: Layout, texts: list[Box]) -> Iterator[Box]:
    """The nodes that any line runs through, and the texts that a visible one does."""
    for at, strokes in enumerate(placed.strokes):
        boxes = placed.nodes if at in placed.on_demand else (*placed.nodes, *texts)
        yield from (box for stroke in strokes for point in stroke.samples() for box in boxes if box.holds(point, 2))
    for trunk in placed.trunks:
        yield from (box for point in trunk.stroke.samples() for box in (*placed.nodes, *texts) if box.holds(point, 2))
