"""`portdocs export`: the registry in the format of another tool."""

from __future__ import annotations

import inspect
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, find_entry, load
from portdocs.cli._output import STDOUT, force_option, output_option, refuse_inputs, write_folder, write_output
from portdocs.export import Mistakes, exports
from portdocs.registry.findings import shown_file
from portdocs.registry.loader import SUFFIXES
from portdocs.registry.mkdocs_yml import default_docs_dir
from portdocs.registry.verification import FOLDER, SUFFIX


@click.command()
@click.argument("format", type=click.Choice(sorted(exports())))
@data_option
@output_option("File to write (default: stdout); for `pages` the folder, which is required.")
@force_option
@click.option(
    "--docs",
    type=click.Path(path_type=Path),
    default=lambda: default_docs_dir(Path()),
    show_default="`docs_dir` in mkdocs.yml, or docs",
    metavar="DIR",
    help="Folder of your own pages, for `pages`.",
)
@click.option("--host", metavar="ID", help="Only this host, for `portlist`.")
@click.option(
    "--transport",
    type=click.Choice(["tcp", "udp"]),
    default="tcp",
    show_default=True,
    help="Transport, for `portlist`.",
)
@exit_code
def command(
    format: str, data: Path, output: Path | None, force: bool, docs: Path, host: str | None, transport: str
) -> int:
    """Write the registry in a format that other programs read.

    `pages` is the whole site as plain Markdown. An existing --output is not overwritten without --force. Exits with 1
    for invalid data and for mistakes in pages, 2 if nothing could be read or written.
    """
    export = exports()[format]
    parameters = inspect.signature(export).parameters
    if "docs" not in parameters:
        _refuse_data_file(output, data)
        registry = load(data)
        if host is not None:
            find_entry("host", host, registry.hosts)
        options = {"host": host, "transport": transport}
        text = export(registry, **{name: value for name, value in options.items() if name in parameters})
        write_output(text, output, force=force)
        return 0
    if output is None or output == STDOUT:
        raise click.UsageError(f"`{format}` writes a folder; add --output DIR")
    if not docs.is_dir():
        raise click.UsageError(f"{docs}: the folder with the handwritten pages is missing; see --docs")
    refuse_inputs(output, [docs, data])
    try:
        write_folder(export(load(data), docs=docs), output, force=force)
    except Mistakes as mistakes:
        click.echo(str(mistakes), err=True)
        return 1
    return 0


def _refuse_data_file(output: Path | None, data: Path) -> None:
    """Raise UsageError for a file that would be read as data the next time."""
    if output is None:
        return
    place = (output.resolve().parent, output.suffix)
    if place in {*((data.resolve(), suffix) for suffix in SUFFIXES), ((data / FOLDER).resolve(), SUFFIX)}:
        raise click.UsageError(f"{shown_file(str(output))} would be read as data; name another output")
