"""`portdocs drift`: differences between the registry and the machines."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, format_option, host_of, load
from portdocs.cli._output import locked_folder, not_stdout, refuse_inputs, write_output
from portdocs.cli._source_options import now, print_gaps, source_options, source_paths
from portdocs.drift import compare
from portdocs.drift.verification_file import merged, text_of
from portdocs.registry import Finding
from portdocs.registry.verification import RecordFile, read_record
from portdocs.reports import render
from portdocs.scan import read_sources
from portdocs.scan.snapshot import taken_at


def _time(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime.datetime | None:
    """The time that an option contains."""
    if value is None:
        return None
    try:
        time = datetime.datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"invalid time `{value[:40]}`, expected one such as 2026-11-25T08:00:00Z") from None
    return time.astimezone(datetime.UTC) if time.tzinfo else time.replace(tzinfo=datetime.UTC)


@click.command()
@source_options
@data_option
@click.option("--host", "host_id", metavar="ID", help="Host of the sources; optional if only one is declared.")
@format_option("drift")
@click.option("--show-ignored", is_flag=True, help="Also show ignored drift with its reason (JSON always includes it).")
@click.option("--show-unknown", is_flag=True, help="Also list what no source can confirm or contradict, and why.")
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    callback=not_stdout,
    metavar="FILE",
    help="Record the result, for the site.",
)
@click.option("--at", metavar="TIME", callback=_time, help="Time at which the sources were read (UTC).")
@exit_code
def command(
    given: Mapping[str, tuple[str, ...]],
    data: Path,
    host_id: str | None,
    format: str,
    show_ignored: bool,
    show_unknown: bool,
    record: Path | None,
    at: datetime.datetime | None,
) -> int:
    """Compare the registry with a machine: its configuration files and open sockets.

    Nothing is reported as missing that no given source can see. Exits with 0 if nothing differs, 1 if something does
    or a source has an error, 2 if nothing could be read.
    """
    refuse_inputs(record, source_paths(given))
    registry = load(data)
    host = host_of(registry, host_id)
    if record:
        _read_record(record)  # an invalid record is a usage error: nothing is compared
    found = compare(registry, host, read_sources(given), datetime.datetime.now(datetime.UTC).date())
    if record and found.readable:
        time = (at or _taken_at(given)).strftime("%Y-%m-%dT%H:%M:%SZ")
        with locked_folder(record.parent):
            write_output(text_of(merged(_read_record(record), registry, found, time)), record, force=True)
    click.echo(render("drift", format, found, show_ignored=show_ignored, show_unknown=show_unknown), nl=False)
    if format != "json":
        print_gaps(found.unresolved, found.errors)
    if not found.readable:
        return 2
    return int(bool(found.drift or found.errors))


def _taken_at(given: Mapping[str, tuple[str, ...]]) -> datetime.datetime:
    """The time of the snapshots, or now: all other sources are read now."""
    return (taken_at(given["snapshot"]) if given["snapshot"] else None) or now()


def _read_record(record: Path) -> RecordFile | None:
    """The existing record; None if there is none."""
    try:
        if not record.exists():
            return None
        data = record.read_bytes() if record.is_file() else b""
    except OSError as error:
        raise click.UsageError(f"{record} cannot be read ({error.strerror})") from None
    previous = read_record(data, record.as_posix())
    if isinstance(previous, Finding):
        raise click.UsageError(f"{previous.location}: {previous.message}")
    return previous
