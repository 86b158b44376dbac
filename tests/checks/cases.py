"""Read the cases of a check: data files with their expected findings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from portdocs.registry import Finding, Location

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """A data file, and its findings as `line:column: message (see line:column)`."""

    check: str
    title: str
    data: str
    expected: tuple[str, ...]

    @property
    def is_quiet(self) -> bool:
        """True if the check must report nothing."""
        return ". Quiet: " in self.title

    def __str__(self) -> str:
        return f"{self.check} {self.title}"


def read_cases() -> list[Case]:
    """The cases of all checks: in a file per check `### number. title`, YAML, and a `=> ` line for each finding."""
    return [case for path in sorted(CASES.glob("*.txt")) for case in _cases(path)]


def _cases(path: Path) -> list[Case]:
    blocks = re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [_case(path.stem, *block.split("\n", 1)) for block in blocks]


def _case(check: str, title: str, body: str) -> Case:
    lines = body.rstrip().split("\n")
    expected = tuple(line.removeprefix("=> ") for line in lines if line.startswith("=> "))
    return Case(check, title, "\n".join(line for line in lines if not line.startswith("=> ")) + "\n", expected)


def shown(finding: Finding) -> str:
    """A finding in the format of the cases."""
    also = "".join(f" (see {_at(location)})" for location in finding.related)
    return f"{_at(finding.location)}: {finding.message}{also}"


def _at(location: Location) -> str:
    return f"{location.line}:{location.column}"
