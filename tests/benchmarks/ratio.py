"""Compare two runs of one round by processor time, or by the clock where one of them uses several processors.

Other work on the machine can change wall-clock time by half. The other ratio is reported too.
"""

from __future__ import annotations

from tests.benchmarks.figure import Sample
from tests.benchmarks.processes import Run


def ratio(ours: Run, base: Run) -> Sample:
    """The ratio of two runs."""
    return Sample(ours.cpu / base.cpu, _parts(ours, base) | {"by the clock": ours.seconds / base.seconds})


def clock_ratio(ours: Run, base: Run) -> Sample:
    """The ratio of two runs by the clock."""
    parts = {"ours": ours.seconds, "base": base.seconds}
    return Sample(ours.seconds / base.seconds, parts | {"by processor time": ours.cpu / base.cpu})


def difference(ours: Run, base: Run) -> Sample:
    """The difference of two runs, in seconds."""
    return Sample(ours.cpu - base.cpu, _parts(ours, base) | {"by the clock": ours.seconds - base.seconds})


def _parts(ours: Run, base: Run) -> dict[str, float]:
    return {"ours": ours.cpu, "base": base.cpu}
