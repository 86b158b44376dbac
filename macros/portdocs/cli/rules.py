"""`portdocs rules`: the checks that there are."""

from __future__ import annotations

import json
from typing import Any

import click

from portdocs.checks import Check, rules
from portdocs.cli._options import exit_code
from portdocs.registry.suggest import did_you_mean


@click.command()
@click.argument("id", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@exit_code
def command(id: str | None, form: str) -> int:
    """The checks with what they find, or the page of the one with this ID."""
    known = {check.id: check for check in rules()}
    if id is not None and id not in known:
        click.echo(f"no check is called `{id}`; {did_you_mean(id, known)}", err=True)
        return 1
    chosen = list(known.values()) if id is None else [known[id]]
    if form == "json":
        click.echo(json.dumps([_as_json(check) for check in chosen], indent=2, ensure_ascii=False))
    elif id is None:
        width = max(map(len, known))
        click.echo("\n".join(f"{c.id:{width}}  {c.severity:7}  {c.title}" for c in chosen))
    else:
        accept = "may be accepted" if chosen[0].acceptable else "cannot be accepted"
        click.echo(f"{id}: {chosen[0].severity}, {accept}\n\n{chosen[0].documentation.rstrip()}")
    return 0


def _as_json(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "severity": str(check.severity),
        "title": check.title,
        "acceptable": check.acceptable,
        "documentation": check.documentation,
    }
