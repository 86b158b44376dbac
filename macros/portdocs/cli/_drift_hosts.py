"""`portdocs drift --snapshots`: all hosts, each with its snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from portdocs.cli._output import refuse_inputs, write_output
from portdocs.cli._records import read_existing_record, write_record
from portdocs.cli._source_options import now, print_gaps
from portdocs.drift.hosts import HostsDrift, compare_hosts, snapshots_in
from portdocs.registry import Registry
from portdocs.reports import render


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
