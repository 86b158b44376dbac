"""`portdocs check`: findings and load problems of the data."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from portdocs.checks import run_checks
from portdocs.cli._options import data_option, exit_code, format_option, load_or_errors
from portdocs.registry import Finding, LoadErrors, Registry, Severity, load_registry, sort_by_location
from portdocs.registry.renamed import renamed_settings
from portdocs.reports import render


@click.command()
@data_option
@format_option("findings")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--baseline", is_flag=True, help="Accept all current findings, in baseline.yml of the data folder.")
@exit_code
def command(data: Path, format: str, strict: bool, baseline: bool) -> int:
    """Check the data and print all findings, sorted by location.

    Exits with 0 if there is no error, 1 if there is one (or, with --strict, a warning), 2 if nothing could be read.
    """
    result = load_or_errors(data)
    if baseline:
        result = _with_baseline(result, data)
    in_data = result.findings if isinstance(result, LoadErrors) else run_checks(result)
    findings = sort_by_location((*in_data, *renamed_settings(Path())))
    click.echo(render("findings", format, findings), nl=False)
    if format == "text" and sys.stderr.isatty():
        click.echo(_summary(findings), err=True)
    if isinstance(result, LoadErrors) and not result.readable:
        return 2
    return int(_has_failed(findings, strict=strict))


def _with_baseline(result: Registry | LoadErrors, data: Path) -> Registry | LoadErrors:
    """The data with an updated baseline; data that does not load has none."""
    from portdocs.cli._baseline import update_baseline
    from portdocs.cli._source_options import now

    if isinstance(result, LoadErrors):
        click.echo("The baseline was not written: data that does not load cannot be accepted.", err=True)
        return result
    click.echo(update_baseline(result, data, now().date()), err=True)
    return load_registry(data)


def _summary(findings: Iterable[Finding]) -> str:
    """A line for someone at a terminal, where silence could mean anything and accepted findings hide new ones."""
    counts = Counter(finding.severity for finding in findings)
    parts = [
        f"{counts[severity]} {severity}{'s' if counts[severity] > 1 and severity is not Severity.ACCEPTED else ''}"
        for severity in (Severity.ERROR, Severity.WARNING, Severity.ACCEPTED)
        if counts[severity]
    ]
    return ", ".join(parts) or "no findings"


def _has_failed(findings: Iterable[Finding], *, strict: bool) -> bool:
    failing = ("error", "warning") if strict else ("error",)
    return any(finding.severity in failing for finding in findings)
