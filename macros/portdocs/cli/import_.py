"""`portdocs import`: Markdown or CSV port pages to registry YAML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from portdocs.cli._options import exit_code
from portdocs.cli._output import STDOUT, force_option, not_stdout, output_option, refuse_inputs, write_output
from portdocs.registry.findings import counted

if TYPE_CHECKING:
    from portdocs.importing import Imported

_DONE = ("repaired", "merged", "note")
"""Kinds of remarks that only say what was done; others ask for a look."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@output_option("File to write (default: stdout).")
@force_option
@click.option("--host", metavar="NAME", help="Host of services whose host the page does not name.")
@click.option("--suite", metavar="NAME", help="Suite of the services (default: from the title of the page).")
@click.option("--dry-run", is_flag=True, help="Show the page with what each line becomes; write nothing.")
@click.option(
    "--plan",
    type=click.Path(path_type=Path),
    callback=not_stdout,
    metavar="PATH",
    help="Import as this plan says; if it does not exist, write it and import nothing.",
)
@exit_code
def command(
    files: tuple[Path, ...],
    output: Path | None,
    force: bool,
    host: str | None,
    suite: str | None,
    dry_run: bool,
    plan: Path | None,
) -> int:
    """Convert Markdown or CSV pages with ports to registry YAML.

    Everything that is left out or contradicts itself is reported on stderr with its line. Exits with 0 if everything
    was understood, 1 if something was left out or nothing was found, 2 if no page could be read or the plan is invalid.
    """
    from portdocs.export._markdown_reader import read_exported
    from portdocs.importing import PlanError, import_pages, read_pages

    refuse_inputs(output, [*files, *([plan] if plan else [])])
    refuse_inputs(plan, files)
    texts, errors = read_pages(files)
    for error in errors:
        click.echo(str(error), err=True)
    if not texts:
        return 2
    try:
        imported = import_pages(texts, host=host, suite=suite, plan=_plan(plan), read_exported=read_exported)
    except PlanError as error:
        click.echo(str(error), err=True)
        return 2
    if plan is not None and not plan.exists():
        return _write_plan(imported, plan, dry_run=dry_run)
    _write(imported, output, force=force, dry_run=dry_run)
    for remark in imported.remarks:
        click.echo(str(remark), err=True)
    where = "" if dry_run or imported.is_empty or output in (None, STDOUT) else f"{output}: "
    click.echo(where + _counts(imported), err=True)
    return 1 if errors or imported.is_empty or any(remark.kind not in _DONE for remark in imported.remarks) else 0


def _plan(path: Path | None) -> tuple[str, str] | None:
    """The name and text of a plan that exists. Raises PlanError if it cannot be read."""
    from portdocs.importing import PlanError, Unreadable, read_text
    from portdocs.importing.grid import At

    if path is None or not path.exists():
        return None
    try:
        return path.as_posix(), read_text(path)
    except Unreadable as error:
        raise PlanError(At(path.as_posix(), error.line), error.message) from None


def _write_plan(imported: Imported, path: Path, *, dry_run: bool) -> int:
    grids = sum(line.startswith(("take ", "skip ")) for line in imported.plan.splitlines())
    if dry_run:
        write_output(imported.plan, None, force=False)
        return 0
    write_output(imported.plan, path, force=False)
    click.echo(f"{path}: written: {counted(grids, 'line')}; edit it, and run the command again to import", err=True)
    return 0


def _write(imported: Imported, output: Path | None, *, force: bool, dry_run: bool) -> None:
    if dry_run:
        write_output("\n".join(account.annotated for account in imported.accounts), None, force=False)
    elif output not in (None, STDOUT) and imported.is_empty:
        click.echo(f"{output}: not written: nothing was found", err=True)
    else:
        write_output(imported.yaml, output, force=force)


def _counts(imported: Imported) -> str:
    """The closing line."""
    against = sum(remark.kind == "contradiction" for remark in imported.remarks)
    sections = imported.draft.sections
    found = ", ".join(counted(len(sections[f"{name}s"]), name) for name in ("service", "range", "endpoint"))
    left_out = sum(bool(one.reported[line] - one.imported[line]) for one in imported.accounts for line in one.reported)
    more = f", {counted(against, 'contradiction')}" if against else ""
    return f"{found}; {counted(left_out, 'line')} not understood{more}"
