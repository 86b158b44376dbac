"""`portdocs check`: findings and load problems of the data."""

from __future__ import annotations

from pathlib import Path

import click

from portdocs.checks import run_checks
from portdocs.cli._options import data_option, exit_code, format_option
from portdocs.registry import LoadErrors, load_registry
from portdocs.reports import render


@click.command()
@data_option
@format_option("findings")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@exit_code
def command(data: Path, format: str, strict: bool) -> int:
    """Check the data: prints all findings and load problems, sorted by location.

    Exits with 0 if there is no error, 1 if there is one (with --strict, or a warning), 2 if nothing could be read.
    """
    result = load_registry(data)
    findings = result.findings if isinstance(result, LoadErrors) else run_checks(result)
    click.echo(render("findings", format, findings), nl=False)
    if isinstance(result, LoadErrors) and not result.readable:
        return 2
    failing = ("error", "warning") if strict else ("error",)
    return int(any(finding.severity in failing for finding in findings))
