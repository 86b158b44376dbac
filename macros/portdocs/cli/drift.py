"""`portdocs drift`: differences between the registry and the machines."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, format_option, host_of, load
from portdocs.cli._output import not_stdout, refuse_inputs
from portdocs.cli._records import read_existing_record, write_record
from portdocs.cli._source_options import now, print_gaps, source_options, source_paths
from portdocs.drift import compare
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


def _not_stdouts(context: click.Context, parameter: click.Parameter, values: tuple[Path, ...]) -> tuple[Path, ...]:
    """See `not_stdout`, for several paths."""
    for value in values:
        not_stdout(context, parameter, value)
    return values


@click.command()
@source_options
@click.option(
    "--snapshots", type=click.Path(path_type=Path), metavar="DIR", help="Compare each host with DIR/HOST.json."
)
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
    help="Record the result for the site; with --snapshots, FILE is a folder.",
)
@click.option("--at", metavar="TIME", callback=_time, help="Time at which the sources were read (UTC).")
@click.option(
    "--max-age", type=click.IntRange(0), metavar="DAYS", help="With --snapshots: report older ones as errors."
)
@click.option(
    "--summary",
    type=click.Path(path_type=Path),
    callback=_not_stdouts,
    multiple=True,
    metavar="FILE",
    help="With --snapshots: also write a summary, for a webhook (*.json) or as Markdown.",
)
@exit_code
def command(
    given: Mapping[str, tuple[str, ...]],
    snapshots: Path | None,
    data: Path,
    host_id: str | None,
    format: str,
    show_ignored: bool,
    show_unknown: bool,
    record: Path | None,
    at: datetime.datetime | None,
    max_age: int | None,
    summary: tuple[Path, ...],
) -> int:
    """Compare the registry with what runs on a machine.

    Nothing is reported as missing that no given source can see. Exits with 0 if nothing differs, 1 if something does
    or a source has an error, 2 if nothing could be read.
    """
    options = {"show_ignored": show_ignored, "show_unknown": show_unknown}
    if snapshots:
        if any(given.values()) or host_id or at:
            raise click.UsageError("--snapshots compares all hosts; leave out --host, --at and other sources")
        from portdocs.cli._drift_hosts import HostsOptions, drift_of_hosts

        return drift_of_hosts(load(data), HostsOptions(snapshots, record, max_age, summary, format, options))
    if summary or max_age is not None:
        raise click.UsageError("--summary and --max-age need --snapshots")
    refuse_inputs(record, source_paths(given))
    registry = load(data)
    host = host_of(registry, host_id)
    if record:
        read_existing_record(record)  # an invalid record is a usage error: nothing is compared
    found = compare(registry, host, read_sources(given), datetime.datetime.now(datetime.UTC).date())
    if record and found.readable:
        write_record(registry, found, record, at or _taken_at(given))
    click.echo(render("drift", format, found, **options), nl=False)
    if format != "json":
        print_gaps(found.unresolved, found.errors)
    return 2 if not found.readable else int(bool(found.drift or found.errors))


def _taken_at(given: Mapping[str, tuple[str, ...]]) -> datetime.datetime:
    """The time of the snapshots, or now: all other sources are read now."""
    return (taken_at(given["snapshot"]) if given["snapshot"] else None) or now()
