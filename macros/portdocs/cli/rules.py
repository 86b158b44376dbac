"""`portdocs rules`: the list of checks, and the page of each."""

from __future__ import annotations

import json
from typing import Any

import click

from portdocs.checks import Check, all_checks
from portdocs.cli._options import exit_code, find_entry


@click.command()
@click.argument("id", required=False)
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format.")
@exit_code
def command(id: str | None, format: str) -> int:
    """List the checks, or explain the check ID."""
    checks = {check.id: check for check in all_checks()}
    chosen = list(checks.values()) if id is None else [find_entry("check", id, checks)]
    if format == "json":
        click.echo(json.dumps([_as_json(check) for check in chosen], indent=2, ensure_ascii=False))
    elif id is None:
        width = max(map(len, checks))
        click.echo("\n".join(f"{check.id:{width}}  {check.severity:7}  {check.title}" for check in chosen))
    else:
        click.echo(f"{id}: {chosen[0].severity}, may be accepted\n\n{chosen[0].documentation.rstrip()}")
    return 0


def _as_json(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "severity": str(check.severity),
        "title": check.title,
        "acceptable": True,
        "documentation": check.documentation,
    }
