"""Drift of many hosts for a terminal: that of each host, then a summary."""

from __future__ import annotations

from portdocs.drift.hosts import HostsDrift
from portdocs.reports import drift_text


def render(result: HostsDrift, *, show_ignored: bool = False, show_unknown: bool = False) -> str:
    """The lines of each host with its counts, and one line about all of them."""
    options = {"show_ignored": show_ignored, "show_unknown": show_unknown}
    return "".join(drift_text.render(host.drift, **options) for host in result.hosts) + f"{headline(result)}\n"


def headline(result: HostsDrift) -> str:
    """`2 of 3 hosts differ or could not be read; no snapshot of db`."""
    total = len(result.hosts)
    failed = sum(not host.is_clean for host in result.hosts)
    hosts = f"{total} host{'' if total == 1 else 's'}"
    differ = f"{failed} of {hosts} differ{'s' if failed == 1 else ''} or could not be read"
    state = differ if failed else f"{hosts} as declared"
    names = ", ".join(result.not_compared)
    return f"{state}; no snapshot of {names}" if names else state
