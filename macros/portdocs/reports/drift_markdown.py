"""A comparison as Markdown, for the comment on a pull request or the summary of a workflow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.drift.result import Drift
from portdocs.registry import Location
from portdocs.reports.drift import summary


def render(drift: Drift, *, show_ignored: bool = False) -> str:
    """A table of the differences, and lists of what else there is to know; nothing of the text becomes markup."""
    return "".join(line + "\n" for line in _lines(drift, show_ignored))


def _lines(drift: Drift, show_ignored: bool) -> Iterator[str]:
    yield f"### {_text(summary(drift))}"
    if drift.drift:
        yield ""
        rows = ((_code(d.kind), _text(d.message), _location(d.declared), _location(d.observed)) for d in drift.drift)
        yield from _table(("Kind", "What differs", "Declared", "Observed"), rows)
    if drift.errors:
        yield "\nCould not be read:\n"
        yield from (f"- {_code(f'{one.file}:{one.line}')} {_text(one.message)}" for one in drift.errors)
    if drift.unresolved:
        yield "\nCannot tell:\n"
        yield from (
            f"- {_code(f'{one.file}:{one.line}')} {_code(one.text)}: {_text(one.reason)}" for one in drift.unresolved
        )
    if show_ignored and drift.ignored:
        yield "\nIgnored:\n"
        yield from _table(("What", "Why", "Until", "Observed"), (
            (_text(one.difference.subject), _text(one.reason), str(one.until or ""), _location(one.difference.observed))
            for one in drift.ignored
        ))  # fmt: skip


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield "|" + "---|" * len(titles)
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _location(location: Location | None) -> str:
    return _code(f"{location.file}:{location.line}") if location else ""


def _text(words: str) -> str:
    """Every character that could mean something as a reference; white space in one piece."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in words).split())
    return "".join(char if char.isalnum() or char in " ,;:/." else f"&#{ord(char)};" for char in plain)


def _code(words: str) -> str:
    return f"<code>{_text(words)}</code>"
