"""A comparison for people and programs: one file for each form of `portdocs drift --format`."""

from __future__ import annotations

from importlib import import_module

from portdocs.drift.result import Drift

FORMATS = ("text", "json", "github", "markdown")


def report(form: str, drift: Drift, *, show_ignored: bool = False) -> str:
    """The comparison in one of FORMATS, with a line end behind the last line."""
    text: str = import_module(f"{__name__}_{form}").render(drift, show_ignored=show_ignored)
    return text


def summary(drift: Drift) -> str:
    """`2 verified, 1 differs, 3 ignored, 4 that nothing given can see`."""
    counts = [
        f"{len(drift.verified)} verified",
        f"{len(drift.drift)} {'differs' if len(drift.drift) == 1 else 'differ'}",
    ]
    if drift.ignored:
        counts.append(f"{len(drift.ignored)} ignored")
    if drift.unseen:
        counts.append(f"{len(drift.unseen)} that nothing given can tell")
    return f"{drift.host}: {', '.join(counts)}"
