"""`portdocs diff`: changes in the infrastructure between two revisions of the data."""

from __future__ import annotations

from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, format_option
from portdocs.diff import ChangeReport, RegistryState, compare
from portdocs.history.revisions import Revision, RevisionError, load_revisions
from portdocs.reports import render


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@data_option
@format_option("diff")
@exit_code
def command(old: str, new: str | None, data: Path, format: str) -> int:
    """Show what changed between two states of the data.

    OLD and NEW are folders of data, or git revisions such as v1.2 or HEAD~3.
    NEW defaults to the working tree. A folder takes precedence over a revision of the same name. Exits with 0 if
    nothing changed, 1 if something did or some data does not load, 2 if there is nothing to compare.
    """
    try:
        before, after = load_revisions(old, new, data)
    except RevisionError as error:
        raise click.UsageError(str(error)) from None
    for revision in (before, after):
        _print_problems(revision)
    changes = compare(RegistryState(before.data), RegistryState(after.data))
    report = ChangeReport(before.name, after.name, changes, before.data.findings, after.data.findings)
    click.echo(render("diff", format, report), nl=False)
    return int(bool(changes or before.data.findings or after.data.findings))


def _print_problems(revision: Revision) -> None:
    if revision.data.findings:
        click.echo(f"{revision.name} does not load completely; these parts are not compared:", err=True)
        for finding in revision.data.findings:
            click.echo(f"  {finding}", err=True)
