"""`portdocs show`: what is on this port, behind this domain, called like this?"""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, load
from portdocs.registry.suggest import did_you_mean
from portdocs.reports.search_json import as_json
from portdocs.reports.search_text import as_text
from portdocs.topology.search import search


@click.command()
@click.argument("query")
@data_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@exit_code
def command(query: str, data: Path, form: str) -> int:
    """What the registry knows of QUERY: a port (8000, 53/udp, 0.0.0.0:443), a URL or domain, or a part of a name.

    A free port is an answer too: the range it lies in, who reserved it, and why it may or may not be taken. Exits
    with 1 if nobody has what was asked for, 2 for a port that does not exist.
    """
    registry = load(data)
    try:
        answer = search(registry, query, datetime.datetime.now(datetime.UTC).date())
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if answer.is_empty:
        names = [*registry.services, *(url.host for endpoint in registry.endpoints for url in endpoint.url)]
        click.echo(f"nobody has `{query}`; {did_you_mean(query, names)}", err=True)
        return 1
    if form == "json":
        click.echo(json.dumps(as_json(registry, query, answer), indent=2, ensure_ascii=False))
    else:
        click.echo(as_text(registry, answer))
    return 0
