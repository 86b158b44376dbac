"""`portdocs scan`: what the machines really do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, load
from portdocs.cli._source_options import now, say_what_is_missing, source_options
from portdocs.scan import Scan, as_json, read_sources


@click.command()
@source_options
@data_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "snapshot"]),
    default="text",
    show_default=True,
    help="How to say it.",
)
@click.option("--as-registry", is_flag=True, help="Write YAML for what the data does not declare yet.")
@exit_code
def command(given: Mapping[str, tuple[str, ...]], data: Path, form: str, as_registry: bool) -> int:
    """Listeners and routes of configuration files and open sockets.

    Exits with 0 if all could be read, 1 if a source has an error, 2 if nothing could be read.
    """
    found = read_sources(given)
    if as_registry:
        click.echo(_as_registry(found, data), nl=False)
    elif form == "snapshot":
        from portdocs.scan.snapshot import snapshot_of

        click.echo(snapshot_of(found, now()), nl=False)
    elif form == "json":
        click.echo(json.dumps(as_json(found), indent=2, ensure_ascii=False))
    else:
        from portdocs.reports.scan_text import text

        click.echo(text(found), nl=False)
    if as_registry or form != "json":
        say_what_is_missing(found.unresolved, found.errors)
    if not found.readable:
        return 2
    return 1 if found.errors else 0


def _as_registry(found: Scan, data: Path) -> str:
    from portdocs.scan.scaffold import draft, yaml_of

    return yaml_of(draft(found, load(data) if data.exists() else None))
