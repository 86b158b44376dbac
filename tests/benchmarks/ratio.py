"""Two runs of one round as one number, by processor time: a build is one process that never waits, and what else the
machine does changes the clock by half. The ratio by the clock is kept beside it."""

from __future__ import annotations

from tests.benchmarks.figure import Sample
from tests.benchmarks.processes import Run


def ratio(ours: Run, base: Run) -> Sample:
    """How many times as long one run took as another."""
    return Sample(ours.cpu / base.cpu, _parts(ours, base) | {"by the clock": ours.seconds / base.seconds})


def difference(ours: Run, base: Run) -> Sample:
    """How many seconds longer one run took than another."""
    return Sample(ours.cpu - base.cpu, _parts(ours, base) | {"by the clock": ours.seconds - base.seconds})


def _parts(ours: Run, base: Run) -> dict[str, float]:
    return {"ours": ours.cpu, "base": base.cpu}
