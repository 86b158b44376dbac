"""Drift for a terminal: one line for each difference, then a summary."""

from __future__ import annotations

from collections.abc import Iterator

import click

from portdocs.drift.result import Difference, Drift


def render(drift: Drift, *, show_ignored: bool = False) -> str:
    """`file:line:column: differs: message (see location) [kind]`, sorted by location."""
    return "".join(line + "\n" for line in _lines(drift, show_ignored))


def summary(drift: Drift) -> str:
    """The counts as a phrase: `vm: 2 verified, 1 differs, 3 ignored, 4 not covered by these sources`."""
    counts = [
        f"{len(drift.verified)} verified",
        f"{len(drift.drift)} {'differs' if len(drift.drift) == 1 else 'differ'}",
    ]
    if drift.ignored:
        counts.append(f"{len(drift.ignored)} ignored")
    if drift.unseen:
        counts.append(f"{len(drift.unseen)} not covered by these sources")
    return f"{drift.host}: {', '.join(counts)}"


def _lines(drift: Drift, show_ignored: bool) -> Iterator[str]:
    for difference in drift.drift:
        yield _line(difference)
    for entry in drift.ignored if show_ignored else ():
        until = f" until {entry.until}" if entry.until else ""
        origin = f" ({entry.location})" if entry.location else " (ignored by default)"
        ignored = click.style("ignored", fg="green", bold=True)
        yield f"{entry.difference.location}: {ignored}{until}: {entry.difference.subject}: {entry.reason}{origin}"
    yield summary(drift)


def _line(difference: Difference) -> str:
    differs = click.style("differs", fg="red", bold=True)
    also = f" (see {difference.observed})" if difference.declared and difference.observed else ""
    return f"{difference.location}: {differs}: {difference.message}{also} [{difference.kind}]"
