"""Drift as Markdown, for a comment on a pull request or the summary of a workflow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.drift.result import Drift
from portdocs.pages.escape import escape_github
from portdocs.registry import Location
from portdocs.reports.drift_text import summary


def render(drift: Drift, *, show_ignored: bool = False) -> str:
    """A table of the differences, and lists of unreadable and unresolved parts; every value is escaped."""
    return "".join(line + "\n" for line in _lines(drift, show_ignored))


def _lines(drift: Drift, show_ignored: bool) -> Iterator[str]:
    yield f"### {escape_github(summary(drift))}"
    if drift.drift:
        rows = (
            (_code(one.kind), escape_github(one.message), _location(one.declared), _location(one.observed))
            for one in drift.drift
        )
        yield from ("", *_table(("Kind", "Difference", "Declared", "Observed"), rows))
    if drift.errors:
        yield "\nCould not be read:\n"
        yield from (f"- {_code(f'{one.file}:{one.line}')} {escape_github(one.message)}" for one in drift.errors)
    if drift.unresolved:
        yield "\nUnresolved:\n"
        for one in drift.unresolved:
            yield f"- {_code(f'{one.file}:{one.line}')} {_code(one.text)}: {escape_github(one.reason)}"
    if show_ignored and drift.ignored:
        yield "\nIgnored:\n"
        yield from _table(("Difference", "Reason", "Until", "Observed"), _ignored_rows(drift))


def _ignored_rows(drift: Drift) -> Iterator[tuple[str, ...]]:
    for ignored in drift.ignored:
        difference, until = ignored.difference, str(ignored.until or "")
        yield escape_github(difference.subject), escape_github(ignored.reason), until, _location(difference.observed)


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield "|" + "---|" * len(titles)
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _location(location: Location | None) -> str:
    return _code(f"{location.file}:{location.line}") if location else ""


def _code(text: str) -> str:
    return f"<code>{escape_github(text)}</code>"
