"""Layouts: the same every time, laid out once, and whatever happens to the cache."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from portdocs.pages.diagrams import graphviz_layout as module
from portdocs.pages.diagrams.geometry import Box
from portdocs.pages.diagrams.graphviz import dot_source, shape_of
from portdocs.pages.diagrams.graphviz_layout import graphviz_layout as layout
from portdocs.pages.diagrams.graphviz_layout import smooth
from portdocs.pages.diagrams.model import Diagram, Node
from portdocs.pages.diagrams.text_layout import cards
from tests.pages.sample_diagrams import lettered, picture

SCRIPT = """
import sys
from pathlib import Path
from portdocs.pages.diagrams.figure import figure_html
from portdocs.pages.links import SiteLinks
from tests.pages.sample_diagrams import picture
cache = Path(sys.argv[1]) if len(sys.argv) > 1 else None
sys.stdout.write(figure_html(picture(), SiteLinks("index.md"), cache))
"""
HERE = Path(__file__).resolve().parents[2]


def start(*arguments: str, seed: str = "0", cwd: Path = HERE) -> subprocess.Popen[str]:
    """A process of its own that draws the picture."""
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE)}
    command = [sys.executable, "-c", SCRIPT, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, cwd=cwd)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that Graphviz was given."""
    given: list[str] = []
    real = module.run_graphviz

    def counted(source: str) -> dict[str, Any]:
        given.append(source)
        return real(source)

    monkeypatch.setattr(module, "run_graphviz", counted)
    return given


def test_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    outputs = [start(seed=seed, cwd=tmp_path).communicate() for seed in ("0", "1", "4711")]
    assert len({output for output, _ in outputs}) == 1
    assert outputs[0][0].startswith("<figure")
    assert [errors for _, errors in outputs] == [""] * 3
    assert not list(tmp_path.iterdir()), "nothing is written outside the cache"


def test_a_layout_is_made_once(tmp_path: Path, runs: list[str]) -> None:
    first = layout(picture(), tmp_path)
    assert layout(picture(), tmp_path) == first
    assert len(runs) == 1


def test_words_of_the_same_size_have_the_same_layout(tmp_path: Path, runs: list[str]) -> None:
    layout(Diagram("", (Node("x", "abcde"),)), tmp_path)
    layout(Diagram("", (Node("y", "edcba"),)), tmp_path)
    assert len(runs) == 1


def test_without_a_cache_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert layout(picture()) == layout(picture())
    assert len(runs) == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b"{}",
        b'{"bb": 5, "objects": [], "edges": []}',
        b'{"bb": "0,0,nan,5", "objects": [], "edges": []}',
        b'{"bb": "0,0,9,9", "objects": [], "edges": []}',
        b'{"bb": "0,0,9,9", "objects": [1], "edges": []}',
        b'{"bb": "0,0,9,9", "objects": [], "edges": [{"comment": "x", "pos": ""}]}',
        b'{"bb": "0,0,9,9", "objects": [], "edges": [{"comment": "0", "pos": "e,1"}]}',
    ],
)
def test_a_damaged_entry_is_replaced(tmp_path: Path, runs: list[str], content: bytes) -> None:
    expected = layout(picture(), tmp_path)
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(content)
    assert layout(picture(), tmp_path) == expected
    assert len(runs) == 2
    assert json.loads(entry.read_bytes())["bb"]


def test_a_place_that_is_no_number_is_damage(tmp_path: Path, runs: list[str]) -> None:
    expected = layout(picture(), tmp_path)
    (entry,) = tmp_path.iterdir()
    entry.write_text(entry.read_text(encoding="utf-8").replace('"bb":"0,0,', '"bb":"0,nan,'), encoding="utf-8")
    assert layout(picture(), tmp_path) == expected
    assert len(runs) == 2


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path, runs: list[str]) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert layout(picture(), file / "layouts") == layout(picture(), file)
    assert len(runs) == 2


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError("no room")

    monkeypatch.setattr(Path, "replace", fail)
    layout(picture(), tmp_path)
    assert not list(tmp_path.iterdir())


def test_two_builds_at_once_share_a_cache(tmp_path: Path) -> None:
    cache = tmp_path / "deep" / "layouts"
    builds = [start(str(cache)) for _ in range(4)]
    outputs = {build.communicate() for build in builds}
    assert len(outputs) == 1
    assert len(list(cache.iterdir())) == 1


def test_another_format_or_graphviz_has_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {module.layout_key("a"), module.layout_key("b")}
    monkeypatch.setattr(module, "FORMAT", module.FORMAT + 1)
    keys.add(module.layout_key("a"))
    monkeypatch.setattr(module, "graphviz_version", lambda: "0.0.0")
    keys.add(module.layout_key("a"))
    assert len(keys) == 4


def test_no_text_gets_into_the_source() -> None:
    assert "Zebra" not in dot_source(shape_of(lettered("Zebra")))
    # Same width, so the same source: nothing else of it counts.
    assert dot_source(shape_of(lettered('"<b>\\N{{'))) == dot_source(shape_of(lettered('>"b<\\N{{')))


def test_a_failure_does_not_leak_into_the_next_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    import diagrams

    expected = dot_source(shape_of(picture()))
    real, calls = diagrams.Node, itertools.count()

    def fail(*arguments: object, **options: object) -> object:
        if next(calls) == 3:
            raise RuntimeError
        return real(*arguments, **options)

    monkeypatch.setattr(diagrams, "Node", fail)
    with pytest.raises(RuntimeError):
        dot_source(shape_of(picture()))
    assert diagrams.getdiagram() is None
    assert diagrams.getcluster() is None
    monkeypatch.undo()
    assert dot_source(shape_of(picture())) == expected


def _overlap(a: Box, b: Box) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def _holds(outer: Box, inner: Box) -> bool:
    right, bottom = inner.x + inner.width, inner.y + inner.height
    return outer.x < inner.x and outer.y < inner.y and right < outer.x + outer.width and bottom < outer.y + outer.height


def test_nothing_covers_anything() -> None:
    locations = layout(picture())
    boxes = [*locations.nodes, *(box for box in locations.pills if box)]
    assert not [pair for pair in itertools.combinations(boxes, 2) if _overlap(*pair)]
    assert all(_holds(Box(0, 0, locations.width, locations.height), box) for box in (*boxes, *locations.groups))


def test_frames_contain_only_their_own_nodes() -> None:
    diagram, locations = picture(), layout(picture())
    frames = dict(zip((group.key for group in diagram.groups), locations.groups, strict=True))
    assert _holds(frames["host:h"], frames["suite:s@h"])
    for node, box in zip(diagram.nodes, locations.nodes, strict=True):
        assert _holds(frames["suite:s@h"], box) == (node.group == "suite:s@h"), node.key
        assert _holds(frames["host:h"], box) == (node.group is not None), node.key


def test_cards_are_laid_out_as_large_as_they_are_drawn() -> None:
    diagram = picture()
    for card, box in zip(cards(diagram), layout(diagram).nodes, strict=True):
        assert (box.width, box.height) == pytest.approx((card.width, card.height), abs=0.01)


def test_cards_in_one_frame_are_equally_wide() -> None:
    diagram = picture()
    for frame in ("host:h", "suite:s@h"):
        widths = [card.width for node, card in zip(diagram.nodes, cards(diagram), strict=True) if node.group == frame]
        assert len(widths) > 1
        assert len(set(widths)) == 1


def test_a_curve_has_no_corner_where_two_pieces_meet() -> None:
    corner = ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (4.0, 0.0), (4.0, 3.0), (4.0, 5.0), (4.0, 6.0))
    rounder = smooth(corner)
    (x, y), joint, (after_x, after_y) = rounder[2:5]
    assert joint == (4.0, 0.0)
    assert (4 - x) * after_y == pytest.approx(-y * (after_x - 4)), "on one line through the joint"
    assert (rounder[:2], rounder[5:]) == (corner[:2], corner[5:])


def test_arrows_run_from_card_to_card() -> None:
    diagram, locations = picture(), layout(picture())
    at = dict(zip((node.key for node in diagram.nodes), locations.nodes, strict=True))
    for edge, strokes in zip(diagram.edges, locations.strokes, strict=True):
        source, target = at[edge.source], at[edge.target]
        assert source.x + source.width < target.x, f"{edge.source} is left of {edge.target}"
        assert strokes[0].points[0] == pytest.approx((source.x + source.width, source.y + source.height / 2), abs=2)
        assert strokes[-1].tip == pytest.approx((target.x, target.y + target.height / 2), abs=2)


def test_cards_without_arrows_stand_in_rows() -> None:
    diagram = Diagram("", tuple(Node(f"s{n}", f"Service {n}") for n in range(9)))
    locations = layout(diagram)
    assert len({round(box.x) for box in locations.nodes}) == 3
    assert len({round(box.y) for box in locations.nodes}) == 3
