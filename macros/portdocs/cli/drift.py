"""`portdocs drift`: differences between the registry and the machines."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, format_option, host_of, load
from portdocs.cli._output import locked_folder, not_stdout, refuse_inputs, write_output
from portdocs.cli._source_options import now, print_gaps, source_options, source_paths
from portdocs.drift import compare
from portdocs.drift.hosts import HostsDrift, compare_hosts, snapshots_in
from portdocs.drift.result import Drift
from portdocs.drift.verification_file import merged, text_of
from portdocs.registry import Finding, Registry
from portdocs.registry.verification import RecordFile
from portdocs.registry.verification_reader import read_record
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
        from portdocs.cli.drift import HostsOptions, drift_of_hosts

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


@dataclass(frozen=True, slots=True)
class HostsOptions:
    """The options of the command."""

    snapshots: Path
    record: Path | None
    max_age: int | None
    summary: tuple[Path, ...]
    format: str
    shown: Mapping[str, bool]


def drift_of_hosts(registry: Registry, options: HostsOptions) -> int:
    """Compare, record and report. Exits with 0 if nothing differs, 1 if something does, 2 if nothing can be read."""
    for path in filter(None, (options.record, *options.summary)):
        refuse_inputs(path, [options.snapshots])
    snapshots = _snapshots(options.snapshots)
    for path in snapshots if options.record else ():
        read_existing_record(_record(options, path.stem))  # an invalid record is a usage error: nothing is compared
    result = compare_hosts(registry, snapshots, now(), options.max_age)
    _write_records(registry, result, options)
    for path in options.summary:
        form = "webhook" if path.suffix == ".json" else "markdown"
        write_output(render("hosts_drift", form, result), path, force=True)
    click.echo(render("hosts_drift", options.format, result, **options.shown), nl=False)
    for host in result.hosts if options.format != "json" else ():
        print_gaps(host.drift.unresolved, host.drift.errors)
    if not result.readable:
        return 2
    return int(not result.is_clean)


def _snapshots(folder: Path) -> list[Path]:
    try:
        snapshots = snapshots_in(folder)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be read ({error.strerror}), expected a folder of snapshots") from None
    if not snapshots:
        raise click.UsageError(
            f"no snapshot in {folder}; write one with `portdocs scan --here --format snapshot > {folder}/HOST.json`"
        )
    return snapshots


def _record(options: HostsOptions, host: str) -> Path:
    assert options.record
    return options.record / f"{host}.json"


def _write_records(registry: Registry, result: HostsDrift, options: HostsOptions) -> None:
    for host in result.hosts if options.record else ():
        if host.drift.readable and host.taken_at:
            write_record(registry, host.drift, _record(options, host.drift.host), host.taken_at)


def write_record(registry: Registry, drift: Drift, record: Path, time: datetime.datetime) -> None:
    """Merge a comparison at a time into a record. Raises UsageError."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ")
    with locked_folder(record.parent):
        previous = read_existing_record(record)
        write_output(text_of(merged(previous, registry, drift, moment)), record, force=True)


def read_existing_record(record: Path) -> RecordFile | None:
    """The existing record; None if there is none. Raises UsageError for an invalid one."""
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
