"""Tests of the benchmarks' logic; nothing is timed."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mkdocs.utils.yaml import yaml_load

from portdocs.checks import run_checks as run_checks
from portdocs.registry import Registry, Severity, load_registry
from tests.benchmarks.__main__ import main
from tests.benchmarks.counting import counted
from tests.benchmarks.figure import About, Figure, Measure, Sample, figures
from tests.benchmarks.measuring import measure, planned
from tests.benchmarks.plain import plain_config
from tests.benchmarks.plot import plot
from tests.benchmarks.processes import Failed, run
from tests.benchmarks.ratio import difference, ratio
from tests.benchmarks.record import record
from tests.benchmarks.registry import SHARED, write_own, write_registry
from tests.benchmarks.results import Result, as_json
from tests.benchmarks.rounds import Round
from tests.benchmarks.skipped import Skipped
from tests.benchmarks.wording import notes, rows, shown, terminal_table
from tests.benchmarks.workspace import Workspace
from tests.site.project import ROOT

MACHINE = {"Cores": "2"}


ABOUT = About("Build < plain", "times", size=1000, target=1.2)


def figure(name: str, measure: Measure, **about: Any) -> Figure:
    return Figure(name, replace(ABOUT, **about), measure)


def result(*values: float, size: int = 1000, skipped: str = "", **about: Any) -> Result:
    samples = [Sample(value, {"ours": value, "base": 1.0}) for value in values]
    return Result(figure("build", lambda *_: Sample(0), **about), size, samples, skipped)


RESULTS = [
    result(1.31, 1.1, 1.15),
    result(2.0, size=100),
    result(61.5, unit="KB", target=45, title="Site"),
    result(0, unit="layouts", target=0, title="Again"),
    result(1234.5, unit="MB", target=None, title="Index"),
    result(skipped="there is no export", title="Prose"),
]


def test_the_value_is_the_median() -> None:
    assert result(3, 1, 2).value == 2
    assert result(1, 2).value == 1.5
    assert result().value is None


@pytest.mark.parametrize(
    ("made", "met"),
    [
        (result(1.2), True),
        (result(1.21), False),
        (result(0, target=0), True),
        (result(9, size=100), None),
        (result(9, target=None), None),
        (result(), None),
    ],
)
def test_a_target_is_for_one_size(made: Result, met: bool | None) -> None:
    assert made.is_met is met


def test_the_table() -> None:
    assert terminal_table(rows([RESULTS[0], RESULTS[1], RESULTS[5]])) == (
        "Figure         Services    Measured        Target  Verdict  Runs      Seconds\n"
        "Build < plain     1,000  1.15 times  ≤ 1.20 times  met         3  1.31 : 1.00\n"
        "Build < plain       100  2.00 times                            1  2.00 : 1.00\n"
        "Prose             1,000     skipped                            0\n"
    )


def test_why_a_figure_is_missing_is_said() -> None:
    assert notes(RESULTS) == ["Prose (1,000): there is no export."]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1.234, "times", "1.23 times"),
        (-0.01, "s", "-0.01 s"),
        (45.67, "KB", "45.7 KB"),
        (4567.8, "MB", "4,568 MB"),
        (3.0, "layouts", "3 layouts"),
        (None, "s", ""),
    ],
)
def test_values_in_words(value: float | None, unit: str, words: str) -> None:
    assert shown(value, unit) == words


def test_the_json() -> None:
    text = json.loads(json.dumps(as_json(RESULTS, MACHINE)))
    assert text["machine"] == MACHINE
    first, *_, last = text["figures"]
    assert (first["median"], first["target"], first["met"], first["services"]) == (1.15, 1.2, True, 1000)
    assert first["samples"][0] == {"value": 1.31, "parts": {"ours": 1.31, "base": 1.0}}
    assert (last["median"], last["samples"], last["skipped"]) == (None, [], "there is no export")
    assert all(entry.keys() == first.keys() for entry in text["figures"])


def test_the_plot_is_xml_with_a_bar_for_each_target() -> None:
    drawing = ET.fromstring(plot(RESULTS))
    named = [element.get("class") for element in drawing.iter("{http://www.w3.org/2000/svg}rect")]
    assert named == ["card", "met", "missed", "met"]
    words = " ".join("".join(element.itertext()) for element in drawing.iter("{http://www.w3.org/2000/svg}text"))
    assert "Build < plain (1,000)" in words
    assert "61.5 KB, missed" in words


def test_an_empty_plot_is_xml_too() -> None:
    ET.fromstring(plot([]))


def test_the_page_is_markdown_without_macros(tmp_path: Path) -> None:
    (tmp_path / "guide").mkdir()
    (tmp_path / "assets" / "portdocs").mkdir(parents=True)
    record(RESULTS, MACHINE, tmp_path)
    text = (tmp_path / "guide" / "performance.md").read_text(encoding="utf-8")
    assert "| Build < plain | 1,000 | 1.15 times | ≤ 1.20 times | met | 3 | 1.31 : 1.00 |" in text
    assert "| Cores | 2 |" in text
    assert "Prose (1,000): there is no export." in text
    assert "$" not in text.replace("$ ", "")
    assert "{{" not in text
    ET.parse(tmp_path / "assets" / "portdocs" / "performance.svg")


def test_every_figure_is_found_and_says_what_it_is() -> None:
    found = figures()
    files = {path.stem for path in (ROOT / "tests" / "benchmarks" / "figures").glob("[!_]*.py")}
    assert found.keys() == files
    titles = [each.about.title for each in found.values()]
    assert len(set(titles)) == len(titles)


def test_a_figure_is_planned_at_its_sizes_or_at_those_that_are_given() -> None:
    build = result(also=(100,)).figure
    assert [each.size for each in planned([build], None)] == [100, 1000]
    assert [each.size for each in planned([build], [7, 8])] == [7, 8]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def test_pairs_are_measured_in_turn(workspace: Workspace) -> None:
    order: list[str] = []

    def noted(name: str, runs: int) -> Figure:
        def measured(round: Round, size: int) -> Sample:
            order.append(name)
            return Sample(1)

        return figure(name, measured, runs=runs)

    results = planned([noted("a", 2), noted("b", 2), noted("c", 1)], [10])
    measure(results, workspace, None)
    assert order == ["a", "b", "c", "a", "b"]
    assert [len(each.samples) for each in results] == [2, 2, 1]


def test_what_cannot_be_measured_is_not_tried_again(workspace: Workspace) -> None:
    tries: list[int] = []

    def refuses(round: Round, size: int) -> Sample:
        tries.append(size)
        raise Skipped("not here")

    def fails(round: Round, size: int) -> Sample:
        raise Failed("it ended with 1:\nlong output\nError: no\n")

    results = planned([figure("a", refuses), figure("b", fails)], [10])
    measure(results, workspace, 3)
    assert tries == [10]
    assert [each.skipped for each in results] == ["not here", "failed: Error: no"]


def test_a_run_is_measured(tmp_path: Path) -> None:
    small, large = (run(["-c", f"b'x' * {size}"], tmp_path) for size in (1, 300_000_000))
    assert small.seconds > 0
    assert large.peak > max(300e6, small.peak)
    assert ratio(small, small).value == 1
    assert difference(small, small).value == 0


def test_a_run_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(Failed) as caught:
        run(["-c", "raise SystemExit('no data')"], tmp_path)
    assert str(caught.value).endswith("ended with 1:\nno data\n")


def test_plain_mkdocs_keeps_the_theme_and_drops_the_macros() -> None:
    config = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    plain = plain_config(config)
    assert plain["theme"] == config["theme"]
    assert [each for each in config["plugins"] if each not in plain["plugins"]] == [
        each for each in config["plugins"] if "macros" in each or each == "portdocs"
    ]
    assert plain["markdown_extensions"] == config["markdown_extensions"]


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_generator_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_own(130, tmp_path / name)
    assert read(tmp_path / "a") == read(tmp_path / "b")
    assert len(read(tmp_path / "a")) == 6


@pytest.mark.parametrize("write", [write_own, write_registry])
def test_the_registry_has_no_errors(write: Callable[[int, Path], None], tmp_path: Path) -> None:
    write(130, tmp_path)
    registry = load_registry(tmp_path)
    assert isinstance(registry, Registry)
    assert not [finding for finding in run_checks(registry) if finding.severity is Severity.ERROR]
    # One nginx per host, one host per two suites.
    assert (len(registry.services), len(registry.hosts), len(registry.suites)) == (133, 3, 6)
    assert 0.3 < len(registry.endpoints) / 130 < 0.5


@pytest.mark.skipif(not SHARED.is_file(), reason="the generator next to the checkout is missing")
def test_both_generators_make_the_same_shape(tmp_path: Path) -> None:
    shapes = []
    for name, write in (("own", write_own), ("shared", write_registry)):
        write(500, tmp_path / name)
        registry = load_registry(tmp_path / name)
        assert isinstance(registry, Registry)
        listeners = sum(len(service.listeners or ()) for service in registry.services.values())
        depending = sum(bool(service.depends_on) for service in registry.services.values())
        shapes.append((len(registry.services), len(registry.ranges), len(registry.endpoints), listeners, depending))
    for own, shared in zip(*shapes, strict=True):
        assert own == pytest.approx(shared, rel=0.1)


def test_counting(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.yml").write_text("x")
    (tmp_path / "counted_here.py").write_text(
        "import pathlib, subprocess, sys\n"
        "import markdown, pygraphviz\n"
        "pathlib.Path('data/a.yml').read_text()\n"
        "subprocess.run([sys.executable, '-c', 'pass'])\n"
        "pygraphviz.AGraph(string='digraph { a -> b }').draw(format='json0', prog='dot')\n"
        "markdown.markdown('| a | b |\\n|---|---|\\n| 1 | 2 |\\n', extensions=['tables'])\n"
    )
    counts = counted(tmp_path, "counted_here")
    assert counts["layouts"] == 1
    assert counts["data files"] == 1
    assert counts["processes"] == 1
    assert counts["table cells"] >= 4


@pytest.mark.parametrize("arguments", [["--record", "--quick"], ["--record", "--only", "check"], ["--only", "nothing"]])
def test_what_is_not_possible_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err
