"""Results as text, for the terminal, the page and the plot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.benchmarks.results import Result

TITLES = ("Figure", "Services", "Measured", "Target", "Verdict", "Runs", "Seconds")


def rows(results: Iterable[Result]) -> list[tuple[str, ...]]:
    """A row of text for each result."""
    return [_row(result) for result in results]


def shown(value: float | None, unit: str) -> str:
    """A value with its unit, with three significant digits; counts are integers."""
    if value is None:
        return ""
    if unit in ("layouts", "pages"):
        return f"{value:.0f} {unit}"
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{digits}f} {unit}"


def notes(results: Iterable[Result]) -> list[str]:
    """The reasons why figures were not measured, one sentence each."""
    return [f"{result.figure.about.title} ({result.size:,}): {result.skipped}." for result in results if result.skipped]


def verdict(result: Result) -> str:
    """The verdict on a result, in one word."""
    return {None: "", True: "met", False: "missed"}[result.is_met]


def terminal_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns, numbers to the right."""
    lines = [TITLES, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(TITLES))]
    return "".join(_line(line, widths) + "\n" for line in lines)


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table."""
    rule = ["---" if column in _WORDS else "---:" for column in range(len(TITLES))]
    return "".join(f"| {' | '.join(line)} |\n" for line in (TITLES, rule, *rows))


# Columns of text rather than numbers.
_WORDS = (0, 4)


def _row(result: Result) -> tuple[str, ...]:
    about = result.figure.about
    if result.skipped:
        return (about.title, f"{result.size:,}", "skipped", "", "", "0", "")
    target = "" if result.target is None else "≤ " + shown(result.target, about.unit)
    measured = shown(result.value, about.unit)
    return (
        about.title,
        f"{result.size:,}",
        measured,
        target,
        verdict(result),
        str(len(result.samples)),
        _parts(result),
    )


def _parts(result: Result) -> str:
    """The parts of the first sample, which show the magnitude."""
    parts = result.samples[0].parts
    return f"{parts['ours']:.2f} : {parts['base']:.2f}" if "base" in parts else ""


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.ljust(width) if column in _WORDS else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()
