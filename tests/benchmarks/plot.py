"""A bar chart of the figures: how much of its target each one uses."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from tests.benchmarks.results import Result
from tests.benchmarks.wording import shown, verdict

WIDTH, ROW, TOP, LEFT = 880, 28, 64, 412
TARGET_AT = 240
"""The distance from the start of a bar to its target, in pixels."""
LONGEST = 1.25
"""Bars are cut at this multiple of the target; the number shows the rest."""
VALUES = LEFT + TARGET_AT * LONGEST + 10
"""The x position of the numbers, clear of the target line."""

# It has its own background, because an image does not know whether the page is light or dark.
_STYLE = """
    text { font: 13px system-ui, sans-serif; fill: #24292f }
    .card { fill: #ffffff; stroke: #d0d7de } .met { fill: #2f6fae } .missed { fill: #b5520b }
    .line { stroke: #57606a; stroke-dasharray: 4 3 } .soft { fill: #57606a }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 } .card { fill: #1b222c; stroke: #3a4454 } .met { fill: #6cb0f0 } .missed { fill: #f0a35c }
      .line { stroke: #aab4c0 } .soft { fill: #aab4c0 }
    }
"""


def plot(results: Iterable[Result]) -> str:
    """An SVG with a bar for each result that has a value and a target."""
    drawn = [result for result in results if result.is_met is not None]
    height = TOP + ROW * len(drawn) + 16
    bars = "".join(_bar(result, TOP + ROW * number) for number, result in enumerate(drawn))
    end = LEFT + TARGET_AT
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title">
  <title id="title">How much of its target each figure uses</title>
  <style>{_STYLE}  </style>
  <rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="6"/>
  <text x="16" y="28" font-weight="600">How much of its target each figure uses</text>
  <text class="soft" x="{end}" y="50" text-anchor="middle">target</text>
  <line class="line" x1="{end}" x2="{end}" y1="56" y2="{height - 10}"/>
{bars}</svg>
"""


def _bar(result: Result, y: int) -> str:
    about, state = result.figure.about, verdict(result)
    length = max(2.0, min(_share(result), LONGEST) * TARGET_AT)
    label = f"{about.title} ({result.size:,})"
    value = f"{shown(result.value, about.unit)}, {state}"
    return (
        f'  <text x="{LEFT - 10}" y="{y + 17}" text-anchor="end">{escape(label)}</text>\n'
        f'  <rect class="{state}" x="{LEFT}" y="{y + 5}" width="{length:.1f}" height="16" rx="2"/>\n'
        f'  <text x="{VALUES}" y="{y + 17}">{escape(value)}</text>\n'
    )


def _share(result: Result) -> float:
    """The used fraction of the target; a target of 0 is either met or not."""
    assert result.value is not None
    assert result.target is not None
    if result.target == 0:
        return LONGEST if result.value else 0.0
    return result.value / result.target
