"""Findings: what is wrong, where, and how to fix it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Errors stop a build, warnings are shown, accepted findings are listed with their reason."""

    ERROR = "error"
    WARNING = "warning"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A position in a file; line and column are 1-based, the column counts code points."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def as_json(self) -> dict[str, str | int]:
        """`{"file", "line", "column"}`, as every JSON output has it."""
        return {"file": self.file, "line": self.line, "column": self.column}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem at a location; the message says what was found, what was expected and what to do."""

    location: Location
    check: str
    message: str
    severity: Severity = Severity.ERROR
    related: tuple[Location, ...] = ()
    reason: str | None = None
    """The reason for accepting it; set exactly if the severity is `accepted`."""
    subjects: tuple[str, ...] = ()
    """What it is about, for those who look it up: `service:api`, `port:8000-8009`, `endpoint:https://x.org`."""

    def __post_init__(self) -> None:
        # A finding is one line, but values in its message may contain line breaks.
        if "\n" in self.message or "\r" in self.message:
            object.__setattr__(self, "message", " ".join(self.message.split()))

    def __str__(self) -> str:
        also = "".join(f" (see {location})" for location in self.related)
        return f"{self.location}: {self.severity}: {self.message}{also} [{self.check}]"


def sort_by_location(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by file, line and column, then by check and message."""
    return tuple(sorted(findings, key=lambda f: (f.location, f.check, f.message, f.related)))
