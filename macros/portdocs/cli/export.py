"""`portdocs export`: the registry in the form that others read."""

from __future__ import annotations

import inspect
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, load
from portdocs.cli._output import deliver, deliver_folder, force_option, output_option
from portdocs.export import Mistakes, exports


@click.command()
@click.argument("form", type=click.Choice(sorted(exports())))
@data_option
@output_option("The file to write (stdout without it); for `pages` the folder, which is needed.")
@force_option
@click.option(
    "--docs",
    type=click.Path(path_type=Path),
    default=Path("docs"),
    show_default=True,
    metavar="DIR",
    help="The folder of the pages written by hand, for `pages`.",
)
@exit_code
def command(form: str, data: Path, output: Path | None, force: bool, docs: Path) -> int:
    """The registry in a form that other programs read; for `pages` the whole site as a folder of plain Markdown.

    What is at --output is not overwritten without --force. Exits with 1 for invalid data and for mistakes in pages, 2
    where nothing could be read or written.
    """
    export = exports()[form]
    if "docs" not in inspect.signature(export).parameters:
        deliver(export(load(data)), output, force=force)
        return 0
    if output is None:
        raise click.UsageError(f"`{form}` is a folder; name it with --output")
    if not docs.is_dir():
        raise click.UsageError(f"{docs}: there is no such folder, expected the pages written by hand; see --docs")
    if output.resolve().is_relative_to(docs.resolve()):
        raise click.UsageError(f"{output} is among the pages written by hand; choose another folder")
    try:
        deliver_folder(export(load(data), docs=docs), output, force=force)
    except Mistakes as mistakes:
        click.echo(str(mistakes), err=True)
        return 1
    return 0
