"""`portdocs scan`: the listeners and routes in configuration files and open sockets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, format_option, load
from portdocs.cli._source_options import now, print_gaps, source_options
from portdocs.reports import render
from portdocs.scan import Scan, as_json, read_sources


@click.command()
@source_options
@data_option
@format_option("scan", "json", "snapshot")
@click.option("--as-registry", is_flag=True, help="Write YAML for everything that the data does not declare yet.")
@exit_code
def command(given: Mapping[str, tuple[str, ...]], data: Path, format: str, as_registry: bool) -> int:
    """Read listeners and routes from configuration files and open sockets.

    Exits with 0 if everything could be read, 1 if a source has an error, 2 if nothing could be read.
    """
    found = read_sources(given)
    if as_registry:
        click.echo(_as_registry(found, data), nl=False)
    elif format == "snapshot":
        from portdocs.scan.snapshot import snapshot_of

        click.echo(snapshot_of(found, now()), nl=False)
    elif format == "json":
        click.echo(json.dumps(as_json(found), indent=2, ensure_ascii=False))
    else:
        click.echo(render("scan", "text", found), nl=False)
    if as_registry or format != "json":
        print_gaps(found.unresolved, found.errors)
    if not found.readable:
        return 2
    return 1 if found.errors else 0


def _as_registry(found: Scan, data: Path) -> str:
    from portdocs.scan.scaffold import draft, yaml_of

    return yaml_of(draft(found, load(data) if data.exists() else None))
