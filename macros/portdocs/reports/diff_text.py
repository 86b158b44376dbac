"""One line a change, for a terminal: `level: message [kind]`."""

from __future__ import annotations

import click

from portdocs.diff import Change, ChangeLevel
from portdocs.reports.diff import Report

_COLOURS = {
    ChangeLevel.DANGER: "red",
    ChangeLevel.BREAKING: "yellow",
    ChangeLevel.CHANGE: "cyan",
    ChangeLevel.BETTER: "green",
}


def render(found: Report) -> str:
    """The changes as lines below a summary; click drops the colours where nobody sees them."""
    return "".join([f"{found.summary} from {found.old} to {found.new}\n", *map(_line, found.changes)])


def _line(change: Change) -> str:
    location = change.new or change.old
    where = f" ({location.file}:{location.line})" if location else ""
    return (
        f"{click.style(change.level, fg=_COLOURS[change.level], bold=True)}: {change.message}{where} [{change.kind}]\n"
    )
