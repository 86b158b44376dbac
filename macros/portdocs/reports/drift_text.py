"""Drift for a terminal: one line for each difference, then a summary."""

from __future__ import annotations

from collections.abc import Iterator

import click

from portdocs.drift.result import Difference, Drift


def render(drift: Drift, *, show_ignored: bool = False, show_unknown: bool = False) -> str:
    """`file:line:column: differs: message (see location) [kind]`, sorted by location."""
    return "".join(line + "\n" for line in _lines(drift, show_ignored, show_unknown))


def summary(drift: Drift) -> str:
    """The counts as a phrase: `vm: 2 verified, 1 open with unknown holder, 1 differs, 3 ignored, 4 not covered by these
    sources`."""
    unknown = sum(one.held_by is None for one in drift.verified)
    counts = [
        f"{len(drift.verified) - unknown} verified",
        *([f"{unknown} open with unknown holder"] if unknown else []),
        f"{len(drift.drift)} {'differs' if len(drift.drift) == 1 else 'differ'}",
    ]
    if drift.ignored:
        counts.append(f"{len(drift.ignored)} ignored")
    if drift.unknown:
        counts.append(f"{len(drift.unknown)} not covered by these sources")
    return f"{drift.host}: {', '.join(counts)}"


def _lines(drift: Drift, show_ignored: bool, show_unknown: bool) -> Iterator[str]:
    for difference in drift.drift:
        yield _line(difference)
    for entry in drift.ignored if show_ignored else ():
        until = f" until {entry.until}" if entry.until else ""
        origin = f" ({entry.location})" if entry.location else " (ignored by default)"
        ignored = click.style("ignored", fg="green", bold=True)
        yield f"{entry.difference.location}: {ignored}{until}: {entry.difference.subject}: {entry.reason}{origin}"
    for one in drift.unknown if show_unknown else ():
        unknown = click.style("unknown", fg="yellow", bold=True)
        yield f"{one.location}: {unknown}: {one.subject}: {one.reason}"
    for verified in drift.verified if show_unknown else ():
        if verified.held_by is None:
            unknown = click.style("holder unknown", fg="yellow", bold=True)
            yield f"{verified.location}: {unknown}: {verified.subject} is open ({', '.join(verified.by)})"
    yield summary(drift)


def _line(difference: Difference) -> str:
    differs = click.style("differs", fg="red", bold=True)
    also = f" (see {difference.observed})" if difference.declared and difference.observed else ""
    return f"{difference.location}: {differs}: {difference.message}{also} [{difference.kind}]"
