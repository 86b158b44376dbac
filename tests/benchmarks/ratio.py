"""Compare two runs of one round by processor time.

A build is one process that never waits, and other work on the machine can change wall-clock time by half. That ratio
is reported too.
"""

from __future__ import annotations

from tests.benchmarks.figure import Sample
from tests.benchmarks.processes import Run


def ratio(ours: Run, base: Run) -> Sample:
    """The ratio of two runs."""
    return Sample(ours.cpu / base.cpu, _parts(ours, base) | {"by the clock": ours.seconds / base.seconds})


def difference(ours: Run, base: Run) -> Sample:
    """The difference of two runs, in seconds."""
    return Sample(ours.cpu - base.cpu, _parts(ours, base) | {"by the clock": ours.seconds - base.seconds})


def _parts(ours: Run, base: Run) -> dict[str, float]:
    return {"ours": ours.cpu, "base": base.cpu}
