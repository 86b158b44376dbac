"""What the commands share: the options that many have, and how a command ends."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from portdocs.registry import LoadErrors, Registry, load_registry
from portdocs.registry.cache import DiskCache

P = ParamSpec("P")
E = TypeVar("E")

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


def known(kind: str, id: str, entries: Mapping[str, E]) -> E:
    """The entry of that id; where nobody has it, says which was meant and ends the program (1)."""
    from portdocs.registry.suggest import did_you_mean

    if id not in entries:
        click.echo(f"no {kind} is called `{id}`; {did_you_mean(id, list(entries))}", err=True)
        raise click.exceptions.Exit(1)
    return entries[id]


def load(data: Path) -> Registry:
    """The registry of a folder; where there is none, prints why to stderr and ends the program (1, or 2 where nothing
    could be read)."""
    from portdocs.reports.findings import report

    context = click.get_current_context()
    cache = DiskCache(data)
    context.call_on_close(cache.save)  # the answer comes first
    result = load_registry(data, cache=cache)
    if isinstance(result, LoadErrors):
        click.echo(report("text", result.findings), err=True, nl=False)
        context.exit(1 if result.readable else 2)
    return result
