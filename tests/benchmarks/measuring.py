"""Take samples in rounds, so that compared runs alternate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from portdocs.progress import Progress
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
    samples = list(_order(results, runs))
    progress = Progress("Benchmarks", len(samples), quiet_seconds=0)
    rounds: list[Round] = []
    for number, result in samples:
        if number == len(rounds):
            rounds.append(Round(workspace))
        progress.begin(f"round {number + 1}, {result.figure.name} at {result.size:,}")
        if not result.skipped:
            _sample(result, rounds[number])
        progress.step()
    progress.finish()


def _order(results: Sequence[Result], runs: int | None) -> Iterator[tuple[int, Result]]:
    """The samples to take, each with the number of its round."""
    wanted = [(runs or result.figure.about.runs, result) for result in results]
    for number in range(max((count for count, _ in wanted), default=0)):
        yield from ((number, result) for count, result in wanted if number < count)


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
