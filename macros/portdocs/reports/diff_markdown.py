"""Changes as a comment on a pull request: dangerous ones visible, the others collapsed, every value escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portdocs.diff import Change, ChangeLevel, ChangeReport
from portdocs.pages.escape import for_github
from portdocs.registry import Finding

MAX_CHANGES_PER_LEVEL = 100
MAX_CHARACTERS_PER_LEVEL = 10_000
"""GitHub accepts 65,536 characters per comment; a list is cut after whole lines."""
MAX_MESSAGE_CHARACTERS = 300

_HEADINGS = {
    ChangeLevel.DANGER: "Dangerous changes",
    ChangeLevel.BREAKING: "Breaking changes",
    ChangeLevel.CHANGE: "Other changes",
    ChangeLevel.IMPROVEMENT: "Improvements",
}
_EXPANDED = (ChangeLevel.DANGER, ChangeLevel.BREAKING)


def render(report: ChangeReport) -> str:
    """GitHub-flavoured Markdown."""
    blocks = [f"**{report.summary}** from {_short(report.old)} to {_short(report.new)}."]
    for name, problems in ((report.old, report.old_problems), (report.new, report.new_problems)):
        if problems:
            blocks.append(
                "\n".join([f"Parts of {_short(name)} do not load and were not compared:", "", *_list(problems)])
            )
    for level, heading in _HEADINGS.items():
        if changes := [change for change in report.changes if change.level is level]:
            blocks.append(_section(level, heading, changes))
    return "\n\n".join(blocks) + "\n"


def _section(level: ChangeLevel, heading: str, changes: Sequence[Change]) -> str:
    lines = "\n".join(_list(change.message for change in changes))
    expanded = " open" if level in _EXPANDED else ""
    return f"<details{expanded}>\n<summary>{heading} ({len(changes)})</summary>\n\n{lines}\n\n</details>"


def _short(text: str) -> str:
    if len(text) > MAX_MESSAGE_CHARACTERS:
        text = text[: MAX_MESSAGE_CHARACTERS - 1] + "…"
    return for_github(text)


def _list(entries: Iterable[str | Finding]) -> list[str]:
    """A list item for each entry as far as the limits allow, then the number of the others."""
    items, shown, remaining = [f"- {_short(str(entry))}" for entry in entries], [], MAX_CHARACTERS_PER_LEVEL
    for item in items[:MAX_CHANGES_PER_LEVEL]:
        remaining -= len(item) + 1
        if remaining < 0:
            break
        shown.append(item)
    more = len(items) - len(shown)
    return [*shown, f"- and {more} more"] if more else shown
