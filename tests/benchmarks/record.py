"""Write the last figures into the docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from tests.benchmarks.plot import plot
from tests.benchmarks.results import Result
from tests.benchmarks.wording import markdown_table, notes, rows

TEMPLATE = Path(__file__).with_name("performance.md.template")


def page(results: Sequence[Result], machine: Mapping[str, str]) -> str:
    """The page "Performance"."""
    listed = "\n".join(f"| {name} | {value} |" for name, value in machine.items())
    text = Template(TEMPLATE.read_text(encoding="utf-8"))
    figures = "\n\n".join([markdown_table(rows(results)).strip(), *notes(results)])
    return text.substitute(figures=figures, machine=listed)


def record(results: Sequence[Result], machine: Mapping[str, str], docs: Path) -> None:
    """Write the page and its plot."""
    (docs / "guide" / "performance.md").write_text(page(results, machine), encoding="utf-8")
    (docs / "assets" / "portdocs" / "performance.svg").write_text(plot(results), encoding="utf-8")
