"""What is wrong and where: the one shape in which every part of portdocs complains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: errors stop a build, warnings show, accepted ones are listed with their reason."""

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
    """One complaint: the message says what was seen, what was expected and what to do."""

    location: Location
    check: str
    message: str
    severity: Severity = Severity.ERROR
    related: tuple[Location, ...] = ()
    reason: str | None = None
    """Why it was accepted; set exactly when the severity is `accepted`."""
    subjects: tuple[str, ...] = ()
    """What it is about, for those who look it up: `service:api`, `port:8000-8009`, `endpoint:https://x.org`."""

    def __post_init__(self) -> None:
        # A value in the message may hold line breaks; a finding is one line.
        if "\n" in self.message or "\r" in self.message:
            object.__setattr__(self, "message", " ".join(self.message.split()))

    def __str__(self) -> str:
        also = "".join(f" (see {location})" for location in self.related)
        return f"{self.location}: {self.severity}: {self.message}{also} [{self.check}]"


def sort_by_location(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in reading order: by file, line and column, then by check and message."""
    return tuple(sorted(findings, key=lambda f: (f.location, f.check, f.message, f.related)))
