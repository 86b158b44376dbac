"""A comparison for a terminal: one line for each difference, then what it comes to."""

from __future__ import annotations

from collections.abc import Iterator

import click

from portdocs.drift.result import Difference, Drift
from portdocs.reports.drift import summary


def render(drift: Drift, *, show_ignored: bool = False) -> str:
    """`file:line:column: differs: message (see place) [kind]`, by place."""
    return "".join(line + "\n" for line in _lines(drift, show_ignored))


def _lines(drift: Drift, show_ignored: bool) -> Iterator[str]:
    for one in drift.drift:
        yield _line(one, click.style("differs", fg="red", bold=True))
    if show_ignored:
        for entry in drift.ignored:
            until = f" until {entry.until}" if entry.until else ""
            said = f" ({entry.location})" if entry.location else " (ignored by default)"
            ignored = click.style("ignored", fg="green", bold=True)
            yield f"{entry.difference.location}: {ignored}{until}: {entry.difference.subject}: {entry.reason}{said}"
    yield summary(drift)


def _line(one: Difference, word: str) -> str:
    also = f" (see {one.observed})" if one.declared and one.observed else ""
    return f"{one.location}: {word}: {one.message}{also} [{one.kind}]"
