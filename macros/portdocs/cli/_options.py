"""Shared by the commands: options, loading data, and exit codes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from portdocs.registry import Host, LoadErrors, Registry, load_registry
from portdocs.registry.cache import DiskCache
from portdocs.registry.mkdocs_yml import default_data_dir
from portdocs.registry.registry import implied_host
from portdocs.reports import formats, render

P = ParamSpec("P")
Entry = TypeVar("Entry")
Function = TypeVar("Function", bound=Callable[..., Any])

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=lambda: default_data_dir(Path()),
    show_default="`data_dir` in mkdocs.yml, or data",
    metavar="DIR",
    help="Folder with the YAML files of the registry.",
)


def format_option(subject: str, *more: str) -> Callable[[Function], Function]:
    """The option `--format` with the report formats of a subject; the default is `text`."""
    choices = click.Choice([*formats(subject), *more])
    return click.option("--format", type=choices, default="text", show_default=True, help="Output format.")


def exit_code(function: Callable[P, int]) -> Callable[P, None]:
    """End the program with the number that a command returns."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        click.get_current_context().exit(function(*args, **kwargs))

    return wrapped


def find_entry(kind: str, id: str, entries: Mapping[str, Entry]) -> Entry:
    """The entry with an id; if it is unknown, suggest a similar one and end the program with 1."""
    from portdocs.registry.suggest import did_you_mean

    if id not in entries:
        click.echo(f"unknown {kind} `{id}`; {did_you_mean(id, list(entries))}", err=True)
        raise click.exceptions.Exit(1)
    return entries[id]


def host_of(registry: Registry, id: str | None) -> Host:
    """The host with an id, or the only one. Raises UsageError if there are several."""
    if id is not None:
        return find_entry("host", id, registry.hosts)
    if len(registry.hosts) > 1:
        raise click.UsageError(f"{len(registry.hosts)} hosts are declared; select one with --host")
    return next(iter(registry.hosts.values()), None) or implied_host("data")


def _print_errors(errors: LoadErrors) -> None:
    # Without colours: what stderr writes controls no terminal.
    click.echo(click.unstyle(render("findings", "text", errors.findings)), err=True, nl=False)


def load_or_errors(data: Path) -> Registry | LoadErrors:
    """The registry in a folder, or what is wrong with it; parsed files are cached after the result is printed."""
    cache = DiskCache(data)
    click.get_current_context().call_on_close(cache.save)
    return load_registry(data, cache=cache)


def load(data: Path) -> Registry:
    """The registry in a folder; if it is invalid, print why to stderr and end the program with 1, or with 2 if nothing
    could be read."""
    result = load_or_errors(data)
    if isinstance(result, LoadErrors):
        _print_errors(result)
        click.get_current_context().exit(1 if result.readable else 2)
    return result


def load_partly(data: Path) -> tuple[Registry, int]:
    """The valid part of a folder, and 0; with errors, print them to stderr and return 1. If nothing could be read, end
    the program with 2."""
    result = load_or_errors(data)
    if not isinstance(result, LoadErrors):
        return result, 0
    _print_errors(result)
    if not result.readable:
        click.get_current_context().exit(2)
    return load_registry(data, partial=True).registry, 1
