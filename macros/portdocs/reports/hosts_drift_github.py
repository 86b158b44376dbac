"""Drift of many hosts as annotations of GitHub Actions."""

from __future__ import annotations

from portdocs.drift.hosts import HostsDrift
from portdocs.reports import drift_github
from portdocs.reports.findings_github import annotation
from portdocs.reports.hosts_drift_text import headline


def render(result: HostsDrift, *, show_ignored: bool = False, show_unknown: bool = False) -> str:
    """The annotations of each host, then one about all of them."""
    options = {"show_ignored": show_ignored, "show_unknown": show_unknown}
    hosts = "".join(drift_github.render(host.drift, **options) for host in result.hosts)
    return f"{hosts}{annotation('notice', None, 'drift', headline(result))}\n"
