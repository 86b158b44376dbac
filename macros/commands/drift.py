"""`portdocs drift`: where the machines and the registry part."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import click

from macros.drift import compare
from macros.drift.reports import FORMATS, report
from macros.options import data_option, exit_code, known, load
from macros.registry import Host, Registry
from macros.source_options import say_what_is_missing, source_options
from macros.sources import read_sources


@click.command()
@source_options
@data_option
@click.option("--host", "host_id", metavar="ID", help="The host that the sources are of; may be left out if only one.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to say it.")
@click.option("--show-ignored", is_flag=True, help="Also say what is ignored, and why (in JSON it always is).")
@exit_code
def command(
    given: Mapping[str, tuple[str, ...]], data: Path, host_id: str | None, form: str, show_ignored: bool
) -> int:
    """The registry against configuration files and open sockets: what they verify, and where they differ.

    What no given source can see is never called missing. Exits with 0 if nothing differs, 1 if something does or a
    source has an error, 2 if nothing could be read.
    """
    registry = load(data)
    host = _host(registry, host_id)
    today = datetime.datetime.now(datetime.UTC).date()
    found = compare(registry, host, read_sources(given), today)
    click.echo(report(form, found, show_ignored=show_ignored), nl=False)
    if form != "json":
        say_what_is_missing(found.unresolved, found.errors)
    if not found.readable:
        return 2
    return int(bool(found.drift or found.errors))


def _host(registry: Registry, id: str | None) -> Host:
    if id is not None:
        return known("host", id, registry.hosts)
    if len(registry.hosts) == 1:
        return next(iter(registry.hosts.values()))
    raise click.UsageError(f"{len(registry.hosts)} hosts are declared; name the one that the sources are of by --host")
