"""Take samples in rounds, so that compared runs alternate."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence

from tests.benchmarks.figure import Figure
from tests.benchmarks.results import Result
from tests.benchmarks.rounds import Round
from tests.benchmarks.skipped import Skipped
from tests.benchmarks.workspace import Workspace


def planned(figures: Iterable[Figure], sizes: Sequence[int] | None) -> list[Result]:
    """An empty result for each figure at each of its sizes, or at the given sizes."""
    return [
        Result(figure, size)
        for figure in figures
        for size in (sizes or sorted({*figure.about.also, *figure.about.more_targets, figure.about.size}))
    ]


def measure(results: Sequence[Result], workspace: Workspace, runs: int | None) -> None:
    """Take the samples of every result: the figure's own number, or the given one."""
    wanted = {id(result): runs or result.figure.about.runs for result in results}
    for number in range(max(wanted.values(), default=0)):
        round = Round(workspace)
        for result in results:
            if number < wanted[id(result)] and not result.skipped:
                began = time.perf_counter()
                _sample(result, round)
                _say(f"round {number + 1}: {result.figure.name} at {result.size:,}", time.perf_counter() - began)


def _say(what: str, seconds: float) -> None:
    print(f"{what}: {seconds:.1f} s", file=sys.stderr, flush=True)


def _sample(result: Result, round: Round) -> None:
    try:
        result.samples.append(result.figure.measure(round, result.size))
    except Skipped as reason:
        result.skipped = str(reason)
    # A figure that fails, for example because the browser crashed, must not discard the others.
    except Exception as error:
        result.skipped = f"failed: {_last_line(error)}"


def _last_line(error: Exception) -> str:
    """The last line of an error message."""
    return (str(error).strip() or type(error).__name__).splitlines()[-1].strip()
