"""Changes for a terminal: one line each, `level: message [kind]`."""

from __future__ import annotations

import click

from portdocs.diff import Change, ChangeLevel, ChangeReport
from portdocs.registry.findings import at_line

_COLOURS = {
    ChangeLevel.DANGER: "red",
    ChangeLevel.BREAKING: "yellow",
    ChangeLevel.CHANGE: "cyan",
    ChangeLevel.IMPROVEMENT: "green",
}


def render(report: ChangeReport) -> str:
    """A summary, then a line per change; click drops the colours if the output is not a terminal."""
    return "".join([f"{report.summary} from {report.old} to {report.new}\n", *map(_line, report.changes)])


def _line(change: Change) -> str:
    location = change.new or change.old
    where = f" ({at_line(location.file, location.line)})" if location else ""
    level = click.style(change.level, fg=_COLOURS[change.level], bold=True)
    return f"{level}: {change.message}{where} [{change.kind}]\n"
