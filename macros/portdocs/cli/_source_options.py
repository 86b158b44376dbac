"""The options of commands that read real configuration: one per source, each repeatable."""

from __future__ import annotations

import datetime
import functools
import os
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from portdocs.registry.findings import at_line
from portdocs.scan import SourceError, Unresolved, sources

MAX_EPOCH_DIGITS = 11


def source_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option per source, and pass their values as `given`: `{"nginx": ("/etc/nginx",), ...}`.

    At least one is required, unless the command has the option `--snapshots` and that is given.
    """
    available = sources()

    @functools.wraps(function)
    def wrapped(**arguments: Any) -> Any:
        given = {name: arguments.pop(name) for name in available}
        if arguments.pop("here"):
            given = _with_here(given)
        if not any(given.values()) and not arguments.get("snapshots"):
            names = ", ".join(f"--{name}" for name in ("here", *available))
            raise click.UsageError(f"no source given; name at least one: {names}")
        return function(given=given, **arguments)

    for name, module in reversed(available.items()):
        option = click.option(f"--{name}", name, multiple=True, metavar=module.METAVAR, help=module.HELP)
        wrapped = option(wrapped)
    here = click.option(
        "--here", is_flag=True, help="Everything on this machine: configuration files, units, containers, sockets."
    )
    return here(wrapped)


def _with_here(given: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The given sources and those of this machine; says on stderr what is read and what is skipped."""
    from portdocs.scan.here import find_sources

    found = find_sources()
    for name, values in found.given.items():
        shown = values if len(values) <= 3 else [f"{len(values)} files"]
        click.echo(f"here: {name}: {', '.join(shown)}", err=True)
    for line in found.skipped:
        click.echo(f"here: skipped {line}", err=True)
    return {name: tuple(dict.fromkeys((*values, *found.given.get(name, ())))) for name, values in given.items()}


def source_paths(given: Mapping[str, Iterable[str]]) -> list[Path]:
    """The files and folders that the options name."""
    return [Path(value) for values in given.values() for value in values if value not in ("-", "live")]


def now() -> datetime.datetime:
    """The current time, or that of SOURCE_DATE_EPOCH (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    is_valid = epoch.isascii() and epoch.isdigit() and len(epoch) <= MAX_EPOCH_DIGITS
    return datetime.datetime.fromtimestamp(int(epoch) if is_valid else time.time(), datetime.UTC)


def print_gaps(unresolved: Iterable[Unresolved], errors: Iterable[SourceError]) -> None:
    """Print to stderr what could not be resolved and what could not be read."""
    for one in unresolved:
        click.echo(f"{at_line(one.file, one.line)}: unresolved: {one.text}: {one.reason}", err=True)
    for error in errors:
        click.echo(str(error), err=True)
