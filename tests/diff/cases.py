"""Reads pairs of data with the changes between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """Data before and after, and the report on it without summary and locations."""

    file: str
    title: str
    old: str
    new: str
    expected: tuple[str, ...]

    @property
    def is_quiet(self) -> bool:
        """True if there are no changes."""
        return ". Quiet: " in self.title

    def __str__(self) -> str:
        return f"{self.file} {self.title}"


def read_cases() -> list[Case]:
    """All cases: in each file `### number. title`, YAML, `---`, YAML, and a `=> ` for each change."""
    return [case for path in sorted(CASES.glob("*.txt")) for case in _cases(path)]


def _cases(path: Path) -> list[Case]:
    blocks = re.split(r"^### ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [_case(path.stem, *block.split("\n", 1)) for block in blocks]


def _case(file: str, title: str, body: str) -> Case:
    lines = body.rstrip().split("\n")
    expected = tuple(line.removeprefix("=> ") for line in lines if line.startswith("=> "))
    data = "\n".join(line for line in lines if not line.startswith("=> ")) + "\n"
    old, new = data.split("---\n")
    return Case(file, title, old, new, expected)
