"""Drift of many hosts as Markdown, for the summary of a workflow, a comment, or a mail."""

from __future__ import annotations

from portdocs.drift.hosts import HostDrift, HostsDrift
from portdocs.pages.escape import for_github
from portdocs.pages.markdown import table
from portdocs.reports import drift_markdown
from portdocs.reports.hosts_drift_text import headline


def render(result: HostsDrift, *, show_ignored: bool = False, show_unknown: bool = False) -> str:
    """A table of the hosts, then the differences of each host that has some."""
    options = {"show_ignored": show_ignored, "show_unknown": show_unknown}
    head = table(("Host", "Verified", "Differ", "Errors", "Snapshot of"), map(_row, result.hosts))
    shown = [host for host in result.hosts if not host.is_clean or show_ignored or show_unknown]
    parts = (drift_markdown.render(host.drift, **options) for host in shown)
    return "\n".join((f"## {for_github(headline(result))}\n", f"{head}\n", *parts))


def _row(host: HostDrift) -> tuple[str, ...]:
    drift = host.drift
    taken = f"{host.taken_at:%Y-%m-%d}" if host.taken_at else ""
    counts = (len(drift.verified), len(drift.drift), len(drift.errors))
    return (for_github(drift.host), *map(str, counts), taken)
