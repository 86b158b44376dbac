"""A comparison as annotations of GitHub Actions; each stands where the data says what differs."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.drift.result import Drift
from portdocs.registry import Location
from portdocs.reports.drift import summary
from portdocs.reports.findings_github import annotation


def render(drift: Drift, *, show_ignored: bool = False) -> str:
    """One workflow command for each difference and each file that could not be read."""
    return "".join(line + "\n" for line in _lines(drift, show_ignored))


def _lines(drift: Drift, show_ignored: bool) -> Iterator[str]:
    for one in drift.drift:
        also = f" (see {one.observed})" if one.declared and one.observed else ""
        yield annotation("error", one.location, one.kind, one.message + also)
    for error in drift.errors:
        yield annotation("error", Location(error.file, error.line), "source", error.message)
    for entry in drift.ignored if show_ignored else ():
        found = entry.difference
        yield annotation("notice", found.location, found.kind, f"{found.subject} (ignored: {entry.reason})")
    yield annotation("notice", None, "drift", summary(drift))
