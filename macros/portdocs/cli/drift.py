"""`portdocs drift`: where the machines and the registry part."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import click

from portdocs.cli._options import data_option, exit_code, known, load
from portdocs.cli._output import deliver
from portdocs.cli._source_options import now, say_what_is_missing, source_options
from portdocs.drift import compare
from portdocs.drift.verification_file import merged, text_of
from portdocs.registry import Finding, Host, Registry
from portdocs.registry.verification import RecordFile, read_record
from portdocs.reports.drift import FORMATS, report
from portdocs.scan import read_sources
from portdocs.scan.snapshot import taken_at


def _time(ctx: click.Context, parameter: click.Parameter, value: str | None) -> datetime.datetime | None:
    """The moment of an option."""
    if value is None:
        return None
    try:
        moment = datetime.datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"`{value[:40]}` is no moment, expected one such as 2026-11-25T08:00:00Z") from None
    return moment.astimezone(datetime.UTC) if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


@click.command()
@source_options
@data_option
@click.option("--host", "host_id", metavar="ID", help="The host that the sources are of; may be left out if only one.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to say it.")
@click.option("--show-ignored", is_flag=True, help="Also say what is ignored, and why (in JSON it always is).")
@click.option("--record", type=click.Path(path_type=Path), metavar="FILE", help="Keep what was verified, for the site.")
@click.option("--at", metavar="TIME", callback=_time, help="When the sources were read (UTC).")
@exit_code
def command(
    given: Mapping[str, tuple[str, ...]],
    data: Path,
    host_id: str | None,
    form: str,
    show_ignored: bool,
    record: Path | None,
    at: datetime.datetime | None,
) -> int:
    """The registry against configuration files and open sockets: what they verify, and where they differ.

    What no given source can see is never called missing. Exits with 0 if nothing differs, 1 if something does or a
    source has an error, 2 if nothing could be read.
    """
    registry = load(data)
    host = _host(registry, host_id)
    kept = _kept(record) if record else None
    found = compare(registry, host, read_sources(given), datetime.datetime.now(datetime.UTC).date())
    if record and found.readable:
        record.parent.mkdir(parents=True, exist_ok=True)
        moment = (at or _taken_at(given)).strftime("%Y-%m-%dT%H:%M:%SZ")
        deliver(text_of(merged(kept, registry, found, moment)), record, force=True)
    click.echo(report(form, found, show_ignored=show_ignored), nl=False)
    if form != "json":
        say_what_is_missing(found.unresolved, found.errors)
    if not found.readable:
        return 2
    return int(bool(found.drift or found.errors))


def _taken_at(given: Mapping[str, tuple[str, ...]]) -> datetime.datetime:
    """When snapshots were taken, else now: the other sources are read now."""
    return (taken_at(given["snapshot"]) if given["snapshot"] else None) or now()


def _kept(record: Path) -> RecordFile | None:
    """What was recorded before; None where nothing was."""
    try:
        if not record.exists():
            return None
        data = record.read_bytes() if record.is_file() else b""
    except OSError as error:
        raise click.UsageError(f"{record} cannot be read ({error.strerror})") from None
    kept = read_record(data, record.as_posix())
    if isinstance(kept, Finding):
        raise click.UsageError(f"{kept.location}: {kept.message}")
    return kept


def _host(registry: Registry, id: str | None) -> Host:
    if id is not None:
        return known("host", id, registry.hosts)
    if len(registry.hosts) == 1:
        return next(iter(registry.hosts.values()))
    raise click.UsageError(f"{len(registry.hosts)} hosts are declared; name the one that the sources are of by --host")
