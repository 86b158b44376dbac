"""Findings: what is wrong, where, and how to fix it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from portdocs.registry.ports import Ports


class Severity(StrEnum):
    """Errors stop a build, warnings are shown, accepted findings are listed with their reason."""

    ERROR = "error"
    WARNING = "warning"
    ACCEPTED = "accepted"


_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""Control and format characters (Unicode, Cc and Cf) and surrogates, without the joiners that some scripts need."""
_COMMAND = re.compile(r"^(?=::|##\[)", re.MULTILINE)


def shown_file(name: str) -> str:
    """The name of a file in output: it starts no workflow command of GitHub, and controls no terminal."""
    visible = _UNPRINTABLE.sub("\ufffd", name)
    return f"./{visible}" if visible.startswith(("::", "##[")) else visible


def at_line(file: str, line: int) -> str:
    """A line of a file in output."""
    return f"{shown_file(file)}:{line}"


def counted(number: int, noun: str) -> str:
    """A number of things as words: `1 row`, `2 rows`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def visible_line(text: str) -> str:
    """One line of text that controls no terminal."""
    return _UNPRINTABLE.sub("\ufffd", text)


def visible_text(text: str) -> str:
    """Lines of text that control no terminal: line ends and tabs stay, what is not visible becomes U+FFFD."""
    return _UNPRINTABLE.sub(lambda found: found[0] if found[0] in "\n\t" else "\ufffd", text)


def inert_lines(text: str) -> str:
    """Lines of text that control no terminal, and start no workflow command of GitHub."""
    return _COMMAND.sub("./", visible_text(text))


def visible_json(text: str) -> str:
    """JSON with an escape for each character in it that is not visible, line ends between values excepted."""
    return _UNPRINTABLE.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text)


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A position in a file; line and column are 1-based, the column counts code points."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{shown_file(self.file)}:{self.line}:{self.column}"

    @property
    def short(self) -> str:
        """`file:line`, as pages and comments in YAML name it."""
        return f"{self.file}:{self.line}"

    def as_json(self) -> dict[str, str | int]:
        """`{"file", "line", "column"}`, as in JSON reports."""
        return {**self.line_as_json(), "column": self.column}

    def line_as_json(self) -> dict[str, str | int]:
        """`{"file", "line"}`, as in exports: where an entry is declared."""
        return {"file": self.file, "line": self.line}


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A check whose finding the team accepts, and the reason."""

    check: str
    reason: str
    location: Location


SubjectKind = Literal["service", "port", "endpoint", "range", "host", "suite", "zone", "claim", "ignore", "check"]


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """A key for what findings are about, shown as `service:api`, `port:8000-8009` or `endpoint:https://x.org`."""

    kind: SubjectKind
    name: str | Ports
    """The id, the URL of an endpoint, or the ports of `port`."""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


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
    subjects: tuple[Subject, ...] = ()
    """Everything that it is about."""
    problem: str = ""
    """The message without what to do; of findings about the files, all of it."""

    def __post_init__(self) -> None:
        # A finding is one line, but values in its message may contain line breaks.
        if "\n" in self.message or "\r" in self.message:
            object.__setattr__(self, "message", " ".join(self.message.split()))
        object.__setattr__(self, "problem", " ".join(self.problem.split()) or self.message)

    def names(self, kind: SubjectKind) -> list[str]:
        """The ids, or URLs, of the subjects of one kind."""
        return [str(subject.name) for subject in self.subjects if subject.kind == kind]

    @property
    def ports(self) -> list[Ports]:
        """The ports that it is about."""
        return [subject.name for subject in self.subjects if isinstance(subject.name, Ports)]

    def __str__(self) -> str:
        also = "".join(f" (see {location})" for location in self.related)
        return f"{self.location}: {self.severity}: {self.message}{also} [{self.check}]"


def sort_by_location(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by file, line and column, then by check and message."""
    return tuple(sorted(findings, key=lambda f: (f.location, f.check, f.message, f.related)))
