"""Ranges: added and removed ones, and changes of their ports, suite and host."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.registry import Range
from portdocs.registry.ports import Ports, union


def ranges(comparison: Comparison) -> Iterator[Change]:
    """Changes of ranges; splitting the same ports differently is not a change."""
    for range_ in comparison.removed(Range):
        message = f"the range {range_.title} was removed: {_format_range(range_)} is no longer reserved"
        yield change_of(ChangeLevel.BREAKING, "range-removed", message, range_)
    for range_ in comparison.added(Range):
        holder = _holder(comparison.new, range_)
        message = f"the range {range_.title} was added: {_format_range(range_)} is reserved{holder}"
        yield change_of(ChangeLevel.CHANGE, "range-added", message, new=range_)
    before = comparison.old.registry.ranges
    for id, range_ in comparison.new.registry.ranges.items():
        if id in before:
            yield from _changed(comparison, before[id], range_)


def _changed(comparison: Comparison, old: Range, new: Range) -> Iterator[Change]:
    before, after = _ports(old), _ports(new)
    if removed := before - after:
        message = f"the range {new.title} shrank by {_format_ports(removed)}"
        yield change_of(ChangeLevel.BREAKING, "range-shrunk", message, old, new)
    if added := after - before:
        message = f"the range {new.title} grew by {_format_ports(added)}"
        yield change_of(ChangeLevel.CHANGE, "range-grown", message, old, new)
    if old.suite != new.suite:
        was, is_now = (_holder(*pair) or " for no suite" for pair in ((comparison.old, old), (comparison.new, new)))
        message = f"the range {new.title} is reserved{is_now} instead of{was}"
        yield change_of(ChangeLevel.CHANGE, "owner-changed", message, old, new)
    if old.host != new.host:
        where = comparison.new.registry.hosts[new.host].title if new.host else "every host"
        message = f"the range {new.title} is reserved on {where}"
        yield change_of(ChangeLevel.CHANGE, "host-changed", message, old, new)
    if (old.title, old.purpose) != (new.title, new.purpose):
        name = f" (was {old.title})" if old.title != new.title else ""
        message = f"the range {new.title}{name}: {'purpose' if old.purpose != new.purpose else 'name'} changed"
        yield change_of(ChangeLevel.CHANGE, "described", message, old, new)


def _ports(range_: Range) -> set[int]:
    return {port for run in range_.ports for port in range(run.first, run.last + 1)}


def _format_ports(ports: set[int]) -> str:
    """Ports as a phrase: `8000-8009 and 8020`."""
    shown = list(map(str, union(map(Ports.one, ports))))
    return " and ".join([*shown[:5], f"{len(shown) - 5} more"] if len(shown) > 6 else shown)


def _format_range(range_: Range) -> str:
    return _format_ports(_ports(range_))


def _holder(state: RegistryState, range_: Range) -> str:
    return f" for {state.registry.suites[range_.suite].title}" if range_.suite else ""
