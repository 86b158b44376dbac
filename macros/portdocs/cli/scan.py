"""`portdocs scan`: the listeners and routes in configuration files and open sockets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, format_option
from portdocs.cli._output import STDOUT, refuse_inputs
from portdocs.cli._source_options import now, print_gaps, source_options, source_paths
from portdocs.registry.findings import visible_json
from portdocs.reports import render
from portdocs.scan import read_sources


@click.command()
@source_options
@data_option
@format_option("scan", "snapshot")
@click.option("--as-registry", is_flag=True, help="Write YAML for everything that the data does not declare yet.")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="With --as-registry: file to write or append to."
)
@click.option("--host", "host_id", metavar="ID", help="With --as-registry: host of the sources.")
@click.option("--apply", is_flag=True, help="With --as-registry: add missing keys to declared services.")
@exit_code
def command(
    given: Mapping[str, tuple[str, ...]],
    data: Path,
    format: str,
    as_registry: bool,
    output: Path | None,
    host_id: str | None,
    apply: bool,
) -> int:
    """List what configuration files and open sockets contain.

    Exits with 0 if everything could be read, 1 if a source has an error, 2 if nothing could be read.
    """
    if not as_registry and (output or host_id or apply):
        raise click.UsageError("--output, --host and --apply need --as-registry")
    output = None if output == STDOUT else output
    refuse_inputs(output, source_paths(given))
    found = read_sources(given)
    if as_registry:
        from portdocs.cli._adopt import write_registry

        if found.readable:
            write_registry(found, data, host_id, output, apply=apply)
    elif format == "snapshot":
        from portdocs.scan.snapshot import snapshot_of

        click.echo(visible_json(snapshot_of(found, now())), nl=False)
    else:
        click.echo(render("scan", format, found), nl=False)
    if as_registry or format != "json":
        print_gaps(found.unresolved, found.errors)
    if not found.readable:
        return 2
    return 1 if found.errors else 0
