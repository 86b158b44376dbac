"""The baseline: one data file with the findings that are accepted for now."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from portdocs.checks import all_checks, apply_baseline, run_checks, subject_of
from portdocs.cli._output import write_output
from portdocs.registry import Finding, Registry, Severity
from portdocs.registry.findings import counted
from portdocs.registry.loader import shown_path
from portdocs.registry.yaml_writer import to_yaml

FILE = "baseline.yml"
_SCHEMA = "# yaml-language-server: $schema=schema.json\n"
_HEADER = """\
# Findings that were known on the day of each entry, and are accepted for now; new findings stay visible.
# `portdocs check --baseline` writes this file: it adds what is found, and removes what is fixed. Add a `reason` to an
# entry to say why it stays.
"""


def update_baseline(registry: Registry, data: Path, today: datetime.date) -> str:
    """Add every finding that is not accepted yet to the baseline, and remove the entries that match nothing.

    Entries keep their date and reason. Returns a message. Raises UsageError if the file declares anything else, or
    cannot be written.
    """
    path = data / FILE
    name = shown_path(path, Path.cwd())
    _check_only_baseline(path, name)
    findings, unmatched = apply_baseline(run_checks(replace(registry, baseline=())), registry.baseline)
    fixed = {id(known) for known in unmatched}
    own = [known for known in registry.baseline if known.location.file == name]
    remaining = [known for known in own if id(known) not in fixed]
    new = _not_accepted(findings)
    if remaining or new:
        entries = [known.model_dump(exclude_none=True) for known in remaining]
        entries += [_new_entry(finding, today) for finding in new]
        write_output(_text(entries, has_schema=(data / "schema.json").is_file()), path, force=True)
    elif own:
        path.unlink()
    return _message(name, new, len(remaining), len(own) - len(remaining))


def _check_only_baseline(path: Path, name: str) -> None:
    """Raise UsageError if the file declares anything but a baseline. It has no errors, because the registry loads."""
    if not path.exists():
        return
    from portdocs.registry.yaml_loader import decode, read_document

    if other := sorted(read_document(decode(path.read_bytes(), name), name).keys() - {"baseline"}):
        raise click.UsageError(f"{name} also declares `{other[0]}`; move it to another file")


def _not_accepted(findings: Sequence[Finding]) -> list[Finding]:
    """The errors and warnings of checks: what names an unknown check, or is wrong in a record, cannot be accepted."""
    ids = {check.id for check in all_checks()}
    return [one for one in findings if one.severity is not Severity.ACCEPTED and one.check in ids]


def _new_entry(finding: Finding, today: datetime.date) -> dict[str, Any]:
    subject = subject_of(finding) or None
    return {"check": finding.check, "subject": subject, "message": finding.problem, "date": today}


def _text(entries: list[dict[str, Any]], *, has_schema: bool) -> str:
    ordered = sorted(entries, key=lambda one: (one["check"], one.get("subject") or "", one["message"], one["date"]))
    return (_SCHEMA if has_schema else "") + _HEADER + to_yaml({"baseline": ordered})


def _message(name: str, new: Sequence[Finding], remaining: int, removed: int) -> str:
    counts = Counter(finding.severity for finding in new)
    added = [counted(counts[one], one) for one in (Severity.ERROR, Severity.WARNING) if counts[one]]
    changes = [f"{' and '.join(added)} added"] if added else []
    changes += [f"{removed} removed"] if removed else []
    total = len(new) + remaining
    hint = "; review and commit it" if changes else ""
    return f"{name}: {', '.join(changes) or 'unchanged'}, {counted(total, 'accepted finding')} in total{hint}"
