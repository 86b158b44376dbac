"""Findings of the checks that appeared, were resolved, or changed in severity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeAlias

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.registry import Finding, Severity, Subject

_Key: TypeAlias = "tuple[str, tuple[Subject, ...] | str]"
"""The id of a check, and what its finding is about; its message if it is about nothing."""


def findings(comparison: Comparison) -> Iterator[Change]:
    """Findings that appear, disappear, or change in severity; moving to another line or port is not a change."""
    before, after = _by_subject(comparison, comparison.old.findings), _by_subject(None, comparison.new.findings)
    for key in before.keys() & after.keys():
        yield from _severity_change(before.pop(key), after.pop(key))
    resolved, added = _by_entry(before), _by_entry(after)
    for entry in resolved | added:
        old, new = resolved.get(entry, []), added.get(entry, [])
        for previous, current in zip(old, new, strict=False):
            yield from _severity_change(previous, current)
        for finding in old[len(new) :]:
            if _is_certain(comparison, finding) and not _concerns_removed(comparison, finding):
                yield _change(ChangeLevel.IMPROVEMENT, "finding-gone", "resolved: ", finding, old=finding)
        for finding in new[len(old) :]:
            yield _change(_LEVELS[finding.severity], "finding-appeared", "", finding, new=finding)


_LEVELS = {
    Severity.ERROR: ChangeLevel.DANGER,
    Severity.WARNING: ChangeLevel.CHANGE,
    Severity.ACCEPTED: ChangeLevel.CHANGE,
}


def _by_subject(comparison: Comparison | None, found: tuple[Finding, ...]) -> dict[_Key, Finding]:
    """The findings by check and subjects; only the first of several equal ones."""
    groups: dict[_Key, Finding] = {}
    for finding in found:
        subjects = [_current_subject(comparison, subject) if comparison else subject for subject in finding.subjects]
        groups.setdefault((finding.check, tuple(sorted(subjects)) or finding.message), finding)
    return groups


def _by_entry(found: dict[_Key, Finding]) -> dict[_Key, list[Finding]]:
    """The findings by check and entries, ignoring ports and hosts."""
    groups: dict[_Key, list[Finding]] = defaultdict(list)
    for (check, subjects), finding in found.items():
        entries = () if isinstance(subjects, str) else tuple(s for s in subjects if s.kind not in ("port", "host"))
        groups[check, entries or subjects].append(finding)
    return groups


def _current_subject(comparison: Comparison, subject: Subject) -> Subject:
    is_service = subject.kind == "service"
    return Subject("service", comparison.current_id(str(subject.name))) if is_service else subject


def _severity_change(old: Finding, new: Finding) -> Iterator[Change]:
    if old.severity is new.severity:
        return
    words = f"{new.severity} instead of {old.severity}: "
    kind = "finding-accepted" if new.severity is Severity.ACCEPTED else "finding-weighs"
    yield _change(ChangeLevel.CHANGE, kind, words, new, old=old, new=new)


def _concerns_removed(comparison: Comparison, finding: Finding) -> bool:
    """True if all its services were removed, which is reported as such."""
    ids = {comparison.current_id(id) for id in finding.names("service")}
    return bool(ids) and ids.isdisjoint(comparison.new.registry.services)


def _is_certain(comparison: Comparison, finding: Finding) -> bool:
    """True if its check is not switched off, and the entries of the finding could be read in the new data."""
    setting = comparison.new.registry.checks.get(finding.check)
    return not (setting and setting.severity == "off") and not any(
        skipped.file == finding.location.file and skipped.section in ("", "services", "endpoints", "ranges")
        for skipped in comparison.new.data.skipped
    )


def _change(
    level: ChangeLevel,
    kind: str,
    words: str,
    finding: Finding,
    *,
    old: Finding | None = None,
    new: Finding | None = None,
) -> Change:
    message = f"{words}{finding.message} [{finding.check}]"
    subject = next(iter(finding.subjects), Subject("check", finding.check))
    return Change(level, kind, subject, message, old.location if old else None, new.location if new else None)
