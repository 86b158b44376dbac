"""What the commands share: the options that many have, and how a command ends."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

import click

from macros.registry import Problems, Registry, read_registry

P = ParamSpec("P")

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    metavar="DIR",
    help="The folder of the registry's YAML files.",
)


def exit_code(function: Callable[P, int]) -> Callable[P, None]:
    """Ends the program with the number that a command returns."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        click.get_current_context().exit(function(*args, **kwargs))

    return wrapped


def load(data: Path) -> Registry:
    """The registry of a folder; where there is none, prints why to stderr and ends the program (1, or 2 where nothing
    could be read)."""
    from macros.reports import report

    result = read_registry(data)
    if isinstance(result, Problems):
        click.echo(report("text", result.findings), err=True, nl=False)
        click.get_current_context().exit(1 if result.readable else 2)
    return result
