"""Arithmetic of runs of ports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.registry import Ports


def merged(runs: Iterable[Ports]) -> Iterator[Ports]:
    """The runs sorted, with those that meet or touch made one."""
    first = last = 0
    for run in sorted(runs, key=lambda run: run.first):
        if run.first > last + 1 or not last:
            if last:
                yield Ports(first, last)
            first, last = run.first, run.last
        last = max(last, run.last)
    if last:
        yield Ports(first, last)


def outside(ports: Ports, runs: Iterable[Ports]) -> Iterator[Ports]:
    """What of some ports lies in none of the runs."""
    runs = list(runs)
    if any(run.covers(ports) for run in runs):
        return
    first = ports.first
    for run in merged(runs):
        if run.first > ports.last or first > ports.last:
            break
        if run.first > first:
            yield Ports(first, run.first - 1)
        first = max(first, run.last + 1)
    if first <= ports.last:
        yield Ports(first, ports.last)


def shared(ports: Ports, run: Ports) -> Ports:
    """What two runs that meet have in common."""
    return Ports(max(ports.first, run.first), min(ports.last, run.last))


def text(runs: Iterable[Ports]) -> str:
    """Runs for people: `8000-8009, 9000`."""
    return ", ".join(str(run) for run in runs)
