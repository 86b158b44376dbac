"""`portdocs check`: everything that is wrong with the data."""

from __future__ import annotations

from pathlib import Path

import click

from portdocs.checks import run_checks
from portdocs.cli._options import data_option, exit_code
from portdocs.registry import LoadErrors, load_registry
from portdocs.reports.findings import FORMATS, report


@click.command()
@data_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to say it.")
@click.option("--strict", is_flag=True, help="Let warnings count as errors do.")
@exit_code
def command(data: Path, form: str, strict: bool) -> int:
    """All findings and load problems, sorted by place.

    Exits with 0 if there is no error, 1 if there is one (with --strict: or a warning), 2 if nothing could be read.
    """
    result = load_registry(data)
    findings = result.findings if isinstance(result, LoadErrors) else run_checks(result)
    click.echo(report(form, findings), nl=False)
    if isinstance(result, LoadErrors) and not result.readable:
        return 2
    counting = ("error", "warning") if strict else ("error",)
    return int(any(finding.severity in counting for finding in findings))
