"""What a figure is, and where the figures are found."""

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
    """What it was made of: seconds by what took them, and where those are of the processor the value by the clock."""


Measure: TypeAlias = "Callable[[Round, int], Sample]"


@dataclass(frozen=True, slots=True)
class About:
    """What a module of `figures` says of itself."""

    title: str
    unit: str
    size: int
    """How many services the target is for."""
    target: float | None = None
    """At most this much, in `unit`; None for what is only reported."""
    also: tuple[int, ...] = ()
    """Other sizes that are measured by default."""
    runs: int = 3
    """How many samples are taken by default: one of what hardly varies, or takes a minute."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure under its name."""

    name: str
    about: About
    measure: Measure


def figures() -> dict[str, Figure]:
    """Every figure by its name."""
    found = modules("tests.benchmarks.figures")
    return {name: Figure(name, module.FIGURE, getattr(module, name)) for name, module in found.items()}
