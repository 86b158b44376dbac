"""One line a change, for a terminal: `level: message [kind]`."""

from __future__ import annotations

import click

from portdocs.diff import Change, Level
from portdocs.reports.diff import Report

_COLOURS = {Level.DANGER: "red", Level.BREAKING: "yellow", Level.CHANGE: "cyan", Level.BETTER: "green"}


def render(found: Report) -> str:
    """The changes as lines below a summary; click drops the colours where nobody sees them."""
    return "".join([f"{found.summary} from {found.old} to {found.new}\n", *map(_line, found.changes)])


def _line(change: Change) -> str:
    place = change.new or change.old
    where = f" ({place.file}:{place.line})" if place else ""
    return (
        f"{click.style(change.level, fg=_COLOURS[change.level], bold=True)}: {change.message}{where} [{change.kind}]\n"
    )
