"""Drift as annotations of GitHub Actions, each at the declaration that differs."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.drift.result import Drift
from portdocs.reports.drift_text import summary
from portdocs.reports.findings_github import annotation


def render(drift: Drift, *, show_ignored: bool = False, show_unknown: bool = False) -> str:
    """One workflow command for each difference and each file that could not be read."""
    return "".join(line + "\n" for line in _lines(drift, show_ignored, show_unknown))


def _lines(drift: Drift, show_ignored: bool, show_unknown: bool) -> Iterator[str]:
    for difference in drift.drift:
        also = f" (see {difference.observed})" if difference.declared and difference.observed else ""
        yield annotation("error", difference.location, difference.kind, difference.message + also)
    for error in drift.errors:
        yield annotation("error", error.at, "source", error.message)
    for entry in drift.ignored if show_ignored else ():
        ignored = entry.difference
        yield annotation("notice", ignored.location, ignored.kind, f"{ignored.subject} (ignored: {entry.reason})")
    for one in drift.unknown if show_unknown else ():
        yield annotation("notice", one.location, "unknown", f"{one.subject}: {one.reason}")
    yield annotation("notice", None, "drift", summary(drift))
