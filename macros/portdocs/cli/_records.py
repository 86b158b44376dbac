"""Write the records of what was verified, for `portdocs drift --record`."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from portdocs.cli._output import locked_folder, write_output
from portdocs.drift.result import Drift
from portdocs.drift.verification_file import merged, text_of
from portdocs.registry import Finding, Registry
from portdocs.registry.verification import RecordFile
from portdocs.registry.verification_reader import read_record


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
