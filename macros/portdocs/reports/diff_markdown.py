"""The changes as a comment on a pull request: what is dangerous in sight, the rest folded, every value escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portdocs.diff import Change, ChangeLevel
from portdocs.pages.escape import for_markdown
from portdocs.registry import Finding
from portdocs.reports.diff import Report

MOST = 100
"""More changes of a level are counted, not listed."""
MOST_CHARACTERS = 10_000
"""A longer list of a level is cut, by whole lines: GitHub takes 65,536 characters a comment."""
MOST_WORDS = 300
"""A longer message is cut."""

_HEADINGS = {
    ChangeLevel.DANGER: "Dangerous",
    ChangeLevel.BREAKING: "Breaks what others use",
    ChangeLevel.CHANGE: "Other changes",
    ChangeLevel.BETTER: "Better",
}
_OPEN = (ChangeLevel.DANGER, ChangeLevel.BREAKING)


def render(found: Report) -> str:
    """Markdown as GitHub reads it."""
    blocks = [f"**{found.summary}** from {inert(found.old)} to {inert(found.new)}."]
    for side, problems in ((found.old, found.old_problems), (found.new, found.new_problems)):
        if problems:
            lines = [f"Parts of {inert(side)} do not load, and were not compared:", "", *_some(map(_problem, problems))]
            blocks.append("\n".join(lines))
    for level, heading in _HEADINGS.items():
        if changes := [change for change in found.changes if change.level is level]:
            blocks.append(_section(level, heading, changes))
    return "\n\n".join(blocks) + "\n"


def inert(text: str) -> str:
    """Text that neither Markdown nor GitHub makes anything of: a name behind an `@` would be told of the comment."""
    short = text if len(text) <= MOST_WORDS else text[: MOST_WORDS - 1] + "…"
    # Between the two stands a comment, which GitHub drops only after it has looked for names and numbers.
    return for_markdown(short).replace("&#64;", "&#64;<!-- -->").replace("&#35;", "&#35;<!-- -->")


def _section(level: ChangeLevel, heading: str, changes: Sequence[Change]) -> str:
    lines = "\n".join(_some(f"- {inert(change.message)}" for change in changes))
    opened = " open" if level in _OPEN else ""
    return f"<details{opened}>\n<summary>{heading} ({len(changes)})</summary>\n\n{lines}\n\n</details>"


def _problem(finding: Finding) -> str:
    return f"- {inert(str(finding))}"


def _some(lines: Iterable[str]) -> list[str]:
    """The first lines, and how many more there are."""
    every, shown, left = list(lines), [], MOST_CHARACTERS
    for line in every[:MOST]:
        left -= len(line) + 1
        if left < 0:
            break
        shown.append(line)
    more = len(every) - len(shown)
    return [*shown, f"- and {more} more"] if more else shown
