"""Drift as Markdown, for a comment on a pull request or the summary of a workflow."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.drift.result import Drift
from portdocs.pages.escape import for_github
from portdocs.pages.markdown import table
from portdocs.registry import Location
from portdocs.registry.findings import at_line
from portdocs.reports.drift_text import summary


def render(drift: Drift, *, show_ignored: bool = False, show_unknown: bool = False) -> str:
    """A table of the differences, and lists of unreadable and unresolved parts; every value is escaped."""
    return "".join(line + "\n" for line in (*_lines(drift, show_ignored), *_unknown(drift, show_unknown)))


def _lines(drift: Drift, show_ignored: bool) -> Iterator[str]:
    yield f"### {for_github(summary(drift))}"
    if drift.drift:
        rows = (
            (_code(one.kind), for_github(one.message), _location(one.declared), _location(one.observed))
            for one in drift.drift
        )
        yield "\n" + table(("Kind", "Difference", "Declared", "Observed"), rows)
    if drift.errors:
        yield "\nCould not be read:\n"
        yield from (f"- {_code(at_line(one.file, one.line))} {for_github(one.message)}" for one in drift.errors)
    if drift.unresolved:
        yield "\nUnresolved:\n"
        for one in drift.unresolved:
            yield f"- {_code(at_line(one.file, one.line))} {_code(one.text)}: {for_github(one.reason)}"
    if show_ignored and drift.ignored:
        yield "\nIgnored:\n"
        yield table(("Difference", "Reason", "Until", "Observed"), _ignored_rows(drift))


def _unknown(drift: Drift, show_unknown: bool) -> Iterator[str]:
    if show_unknown and drift.unknown:
        yield "\nNot covered by these sources:\n"
        rows = ((for_github(one.subject), for_github(one.reason), _location(one.location)) for one in drift.unknown)
        yield table(("Declaration", "Reason", "Declared"), rows)


def _ignored_rows(drift: Drift) -> Iterator[tuple[str, ...]]:
    for ignored in drift.ignored:
        difference, until = ignored.difference, str(ignored.until or "")
        yield for_github(difference.subject), for_github(ignored.reason), until, _location(difference.observed)


def _location(location: Location | None) -> str:
    return _code(at_line(location.file, location.line)) if location else ""


def _code(text: str) -> str:
    return f"<code>{for_github(text)}</code>"
