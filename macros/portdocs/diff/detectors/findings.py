"""What the checks say now and did not say before, and the other way round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeAlias

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.registry import Finding, Severity

_Key: TypeAlias = "tuple[str, tuple[str, ...]]"


def findings(comparison: Comparison) -> Iterator[Change]:
    """Findings that appear, disappear, or are accepted. One that only moved to another line or port is the same."""
    before, after = _by_subject(comparison, comparison.old.findings), _by_subject(None, comparison.new.findings)
    for key in before.keys() & after.keys():
        yield from _kept(before.pop(key), after.pop(key))
    gone, come = _by_entry(before), _by_entry(after)
    for entry in gone | come:
        old, new = gone.get(entry, []), come.get(entry, [])
        for was, is_ in zip(old, new, strict=False):
            yield from _kept(was, is_)
        for finding in old[len(new) :]:
            if _is_certain(comparison, finding) and not _is_of_the_gone(comparison, finding):
                yield _one(ChangeLevel.BETTER, "finding-gone", "no longer found: ", finding, old=finding)
        for finding in new[len(old) :]:
            yield _one(_LEVELS[finding.severity], "finding-appeared", "", finding, new=finding)


_LEVELS = {
    Severity.ERROR: ChangeLevel.DANGER,
    Severity.WARNING: ChangeLevel.CHANGE,
    Severity.ACCEPTED: ChangeLevel.CHANGE,
}


def _by_subject(comparison: Comparison | None, found: tuple[Finding, ...]) -> dict[_Key, Finding]:
    """The findings by check and by all that they are about: the first of those that say the same twice."""
    groups: dict[_Key, Finding] = {}
    for finding in found:
        subjects = [_now(comparison, subject) if comparison else subject for subject in finding.subjects]
        groups.setdefault((finding.check, tuple(sorted(subjects)) or (finding.message,)), finding)
    return groups


def _by_entry(found: dict[_Key, Finding]) -> dict[_Key, list[Finding]]:
    """The findings by check and by the entries that they are about, wherever these listen."""
    groups: dict[_Key, list[Finding]] = defaultdict(list)
    for (check, subjects), finding in found.items():
        entries = tuple(subject for subject in subjects if not subject.startswith(("port:", "host:")))
        groups[check, entries or subjects].append(finding)
    return groups


def _now(comparison: Comparison, subject: str) -> str:
    kind, _, id = subject.partition(":")
    return f"service:{comparison.now(id)}" if kind == "service" else subject


def _kept(was: Finding, is_: Finding) -> Iterator[Change]:
    if was.severity is is_.severity:
        return
    words, level = f"{is_.severity} instead of {was.severity}: ", ChangeLevel.CHANGE
    kind = "finding-accepted" if is_.severity is Severity.ACCEPTED else "finding-weighs"
    yield _one(level, kind, words, is_, old=was, new=is_)


def _is_of_the_gone(comparison: Comparison, finding: Finding) -> bool:
    """Whether it was about a service that is gone: that says it all."""
    services = {subject.removeprefix("service:") for subject in finding.subjects if subject.startswith("service:")}
    return bool(services) and not any(comparison.now(id) in comparison.new.registry.services for id in services)


def _is_certain(comparison: Comparison, finding: Finding) -> bool:
    """Whether what a finding was about could be read in the new data: else nobody looked."""
    return not any(
        lost.file == finding.location.file and lost.section in ("", "services", "endpoints", "ranges")
        for lost in comparison.new.data.skipped
    )


def _one(
    level: ChangeLevel,
    kind: str,
    words: str,
    finding: Finding,
    *,
    old: Finding | None = None,
    new: Finding | None = None,
) -> Change:
    message = f"{words}{finding.message} [{finding.check}]"
    subject = next(iter(finding.subjects), f"check:{finding.check}")
    return Change(level, kind, subject, message, old.location if old else None, new.location if new else None)
