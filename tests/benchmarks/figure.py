"""The definition of a figure, and discovery of all figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from portdocs.discovery import modules
from tests.benchmarks.rounds import Round


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement."""

    value: float
    parts: Mapping[str, float] = field(default_factory=dict)
    """The parts of the value: seconds by what took them, and the wall-clock value if those are processor time."""


Measure: TypeAlias = "Callable[[Round, int], Sample]"


@dataclass(frozen=True, slots=True)
class About:
    """The description of a figure, in each module of `figures`."""

    title: str
    unit: str
    size: int
    """The number of services to which the target applies."""
    target: float | None = None
    """The maximum, in `unit`; None if the figure is only reported."""
    also: tuple[int, ...] = ()
    """Other sizes measured by default."""
    more_targets: Mapping[int, float] = field(default_factory=dict)
    """Targets at other sizes, measured by default, too."""
    runs: int = 3
    """The default number of samples: one if the value hardly varies or takes a minute."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its name and function."""

    name: str
    about: About
    measure: Measure


def figures() -> dict[str, Figure]:
    """All figures by name."""
    found = modules("tests.benchmarks.figures")
    return {name: Figure(name, module.FIGURE, getattr(module, name)) for name, module in found.items()}
