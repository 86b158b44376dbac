"""`portdocs diff`: what changed in the world between two states of the data."""

from __future__ import annotations

from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code
from portdocs.diff import RegistryState, compare
from portdocs.history.revisions import Revision, RevisionError, states
from portdocs.reports.diff import FORMATS, Report, report


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@data_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to say it.")
@exit_code
def command(old: str, new: str | None, data: Path, form: str) -> int:
    """What changed in the world from OLD to NEW: folders of data, or git revisions such as v1.2 or HEAD~3.

    Without NEW the working tree is compared, as it is now. A folder goes before a revision of the same name. Exits
    with 0 if nothing changed, 1 if something did or some data does not load, 2 if there was nothing to compare.
    """
    try:
        before, after = states(old, new, data)
    except RevisionError as error:
        raise click.UsageError(str(error)) from None
    for state in (before, after):
        _say_problems(state)
    changes = compare(RegistryState(before.data), RegistryState(after.data))
    found = Report(before.name, after.name, changes, before.data.findings, after.data.findings)
    click.echo(report(form, found), nl=False)
    return int(bool(changes or before.data.findings or after.data.findings))


def _say_problems(state: Revision) -> None:
    if state.data.findings:
        click.echo(f"{state.name} does not load; what follows was not compared:", err=True)
        for finding in state.data.findings:
            click.echo(f"  {finding}", err=True)
