"""`portdocs show`: look up a port, URL, domain or name."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, format_option, load_partly
from portdocs.registry.suggest import did_you_mean
from portdocs.reports import render
from portdocs.topology.names import all_names
from portdocs.topology.search import search


@click.command()
@click.argument("query")
@data_option
@format_option("search")
@exit_code
def command(query: str, data: Path, format: str) -> int:
    """Look up a port, URL, domain, address or name.

    QUERY is a port (8000, 53/udp, 0.0.0.0:443), a URL, a domain, an address, or part of a name. Names are those of
    services, hosts, suites, ranges, zones, owners, units, containers, files and protocols. Also tells you whether a
    port is free: its range, who reserved it, and reasons not to use it. A port that a recorded scan saw open is not
    free. Exits with 1 if there is no match or if a data file has errors, 2 for an invalid port.
    """
    registry, code = load_partly(data)
    try:
        result = search(registry, query, datetime.datetime.now(datetime.UTC).date())
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if result.is_empty:
        click.echo(f"no match for `{query}`; {did_you_mean(query, all_names(registry))}", err=True)
        return 1
    click.echo(render("search", format, registry, query, result), nl=False)
    return code
