"""Reserved ports: ranges that came, went, grew, shrank, or are kept for others."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.registry import Ports, Range


def ranges(comparison: Comparison) -> Iterator[Change]:
    """Changes of ranges; how a range is cut into runs is no change."""
    for id, range_ in comparison.removed("ranges"):
        assert isinstance(range_, Range)
        message = f"the range {range_.title} was removed: {_listed(range_)} is not reserved any more"
        yield Change(ChangeLevel.BREAKING, "range-removed", f"range:{id}", message, old=range_.location)
    for id, range_ in comparison.added("ranges"):
        assert isinstance(range_, Range)
        holder = _holder(comparison.new, range_)
        message = f"the range {range_.title} was added: {_listed(range_)} is reserved{holder}"
        yield Change(ChangeLevel.CHANGE, "range-added", f"range:{id}", message, new=range_.location)
    before = comparison.old.registry.ranges
    for id, range_ in comparison.new.registry.ranges.items():
        if id in before:
            yield from _kept(comparison, before[id], range_)


def _kept(comparison: Comparison, old: Range, new: Range) -> Iterator[Change]:
    subject, locations = f"range:{new.id}", {"old": old.location, "new": new.location}
    before, after = _ports(old), _ports(new)
    if lost := before - after:
        message = f"the range {new.title} shrank by {_runs(lost)}"
        yield Change(ChangeLevel.BREAKING, "range-shrunk", subject, message, **locations)
    if won := after - before:
        message = f"the range {new.title} grew by {_runs(won)}"
        yield Change(ChangeLevel.CHANGE, "range-grown", subject, message, **locations)
    if old.suite != new.suite:
        was = _holder(comparison.old, old) or " for nobody"
        message = f"the range {new.title} is reserved{_holder(comparison.new, new) or ' for nobody'} instead of{was}"
        yield Change(ChangeLevel.CHANGE, "owner-changed", subject, message, **locations)
    if old.host != new.host:
        message = f"the range {new.title} is reserved on {_where(comparison.new, new)}"
        yield Change(ChangeLevel.CHANGE, "host-changed", subject, message, **locations)
    if (old.title, old.purpose) != (new.title, new.purpose):
        name = f", which was called {old.title}" if old.title != new.title else ""
        message = f"the range {new.title}{name}: {'purpose' if old.purpose != new.purpose else 'name'} changed"
        yield Change(ChangeLevel.CHANGE, "described", subject, message, **locations)


def _ports(range_: Range) -> set[int]:
    return {port for run in range_.ports for port in range(run.first, run.last + 1)}


def _runs(ports: set[int]) -> str:
    """Ports as runs: `8000-8009 and 8020`."""
    runs: list[Ports] = []
    for port in sorted(ports):
        if runs and runs[-1].last == port - 1:
            runs[-1] = Ports(runs[-1].first, port)
        else:
            runs.append(Ports.one(port))
    shown = [str(run) for run in runs]
    return " and ".join([*shown[:5], f"{len(shown) - 5} more runs"] if len(shown) > 6 else shown)


def _listed(range_: Range) -> str:
    return _runs(_ports(range_))


def _holder(world: RegistryState, range_: Range) -> str:
    return f" for {world.registry.suites[range_.suite].title}" if range_.suite else ""


def _where(world: RegistryState, range_: Range) -> str:
    return world.registry.hosts[range_.host].title if range_.host else "every host"
