"""Results: medians of samples, compared with targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from tests.benchmarks.figure import Figure, Sample


@dataclass(slots=True)
class Result:
    """A figure at one size, with its samples."""

    figure: Figure
    size: int
    samples: list[Sample] = field(default_factory=list)
    skipped: str = ""
    """The reason why there are no samples."""

    @property
    def value(self) -> float | None:
        """The median; None without samples."""
        return median(sample.value for sample in self.samples) if self.samples else None

    @property
    def target(self) -> float | None:
        """The target at this size; None if there is none."""
        about = self.figure.about
        return about.target if self.size == about.size else about.more_targets.get(self.size)

    @property
    def is_met(self) -> bool | None:
        """True if the target is met; None without a target or a value."""
        return None if self.value is None or self.target is None else self.value <= self.target


def as_json(results: Iterable[Result], machine: Mapping[str, str]) -> dict[str, Any]:
    """The results as JSON values: the machine, and all figures with every sample."""
    return {"machine": dict(machine), "figures": [_entry(result) for result in results]}


def _entry(result: Result) -> dict[str, Any]:
    return {
        "name": result.figure.name,
        "title": result.figure.about.title,
        "services": result.size,
        "unit": result.figure.about.unit,
        "median": result.value,
        "target": result.target,
        "met": result.is_met,
        "skipped": result.skipped or None,
        "samples": [asdict(sample) for sample in result.samples],
    }
