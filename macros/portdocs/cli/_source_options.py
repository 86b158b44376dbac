"""The options of the commands that look at reality: one for each source, each may be given several times."""

from __future__ import annotations

import datetime
import functools
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

import click

from portdocs.scan import SourceError, Unresolved, sources


def source_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds an option for each source, and hands what was given to `given`: `{"nginx": ("/etc/nginx",), ...}`."""
    found = sources()

    @functools.wraps(function)
    def collected(**arguments: Any) -> Any:
        given = {name: arguments.pop(name) for name in found}
        if not any(given.values()):
            names = ", ".join(f"--{name}" for name in found)
            raise click.UsageError(f"no source given; name at least one: {names}")
        return function(given=given, **arguments)

    for name, module in reversed(found.items()):
        option = click.option(f"--{name}", name, multiple=True, metavar=module.METAVAR, help=module.HELP)
        collected = option(collected)
    return collected


def now() -> datetime.datetime:
    """This moment, or the one that SOURCE_DATE_EPOCH says (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isascii() and epoch.isdigit() and len(epoch) < 12 else time.time()
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def say_what_is_missing(unresolved: Iterable[Unresolved], errors: Iterable[SourceError]) -> None:
    """What could not be resolved and what could not be read, to stderr."""
    for one in unresolved:
        click.echo(f"{one.file}:{one.line}: unresolved: {one.text}: {one.reason}", err=True)
    for error in errors:
        click.echo(str(error), err=True)
