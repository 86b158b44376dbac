"""`portdocs import`: Markdown or CSV port pages to registry YAML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portdocs.cli._options import exit_code
from portdocs.cli._output import force_option, output_option, write_output

if TYPE_CHECKING:
    from portdocs.importing import Imported


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@output_option("File to write (default: stdout).")
@force_option
@click.option("--host", metavar="NAME", help="Host of services for which the page names none.")
@click.option("--suite", metavar="NAME", help="Suite of the services, instead of the title of the page.")
@click.option("--dry-run", is_flag=True, help="Show the YAML and what was understood; write nothing.")
@exit_code
def command(
    files: tuple[Path, ...], output: Path | None, force: bool, host: str | None, suite: str | None, dry_run: bool
) -> int:
    """Port pages in Markdown or CSV as YAML of the registry.

    What could not be placed, and what a page says in two ways, goes to stderr with its line. Exits with 0 if all was
    understood, 1 if something was left out or nothing was found, 2 if no page could be read.
    """
    from portdocs.importing import import_pages, read_pages

    texts, errors = read_pages(files)
    for error in errors:
        click.echo(str(error), err=True)
    if not texts:
        return 2
    imported = import_pages(texts, host=host, suite=suite)
    _write(imported, None if dry_run else output, force=force, dry_run=dry_run)
    for remark in imported.remarks:
        click.echo(str(remark), err=True)
    click.echo(_counts(imported), err=True)
    return 1 if errors or imported.is_empty or any(remark.asks_for_a_look for remark in imported.remarks) else 0


def _write(imported: Imported, output: Path | None, *, force: bool, dry_run: bool) -> None:
    if output is not None and imported.is_empty:
        click.echo(f"{output}: not written: nothing was found", err=True)
        return
    write_output(imported.yaml + (_table(imported) if dry_run else ""), output, force=force)


def _counts(imported: Imported) -> str:
    """The closing line."""
    result = imported.result
    lines = {remark.at for remark in imported.remarks if remark.kind in ("not imported", "not repaired")}
    against = sum(remark.kind == "contradiction" for remark in imported.remarks)
    found = ", ".join(
        _number(len(of) + len(result.exported.get(f"{name}s", ())), name)
        for of, name in ((result.services, "service"), (result.ranges, "range"), (result.endpoints, "endpoint"))
    )
    more = f", {_number(against, 'contradiction')}" if against else ""
    return f"{found}; {_number(len(lines), 'line')} not understood{more}"


def _number(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def _table(imported: Imported) -> str:
    """What was understood, as comments below the YAML: it is still a data file."""
    from portdocs.registry.yaml_writer import printable

    rows = [("confidence", "what", "ports", "from"), *_understood(imported)]
    widths = [min(60, max(len(row[column]) for row in rows)) for column in range(4)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "".join(f"# {printable(line)}\n" for line in lines)


def _understood(imported: Imported) -> Iterator[tuple[str, str, str, str]]:
    result = imported.result
    for service in result.services:
        ports = ", ".join(str(one.port or f"{one.inside} in its container") for one in service.listeners)
        yield service.confidence, f"service {service.id}", ports, str(service.at)
    for endpoint in result.endpoints:
        confidence = "medium" if endpoint.via and endpoint.via.assumed else "high"
        yield confidence, f"endpoint {endpoint.urls[0]}", endpoint.target or "", str(endpoint.at)
    for one in result.ranges:
        yield "low" if one.comment else "high", f"range {one.id}", ", ".join(map(str, one.ports)), str(one.at)
