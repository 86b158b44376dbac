"""Values of YAML that know where they stand: every mapping carries its file, and the line and column of all in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from portdocs.registry.findings import Finding, Location

ORIGIN: Final = "\0"
"""The key under which every mapping carries its Origin: no YAML can spell it, control characters are refused."""


class Empty:
    """A key with nothing behind it (`port:`): an unfinished line, unlike an explicit `null`."""

    def __repr__(self) -> str:
        return "nothing"


EMPTY: Final = Empty()


class InvalidYaml(Exception):
    """The document cannot be read; carries the one finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(slots=True, eq=False)
class SourceMap:
    """Where a mapping and everything in it stands. Lines and columns are 0-based here, as the parser gives them."""

    file: str
    line: int
    column: int
    key: str = ""
    """The key that this mapping stands under: the id of an entry."""
    name_at: tuple[int, int] | None = None
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    values: dict[str | tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    """By key, and by (key, index) for the items of a list under that key."""

    @property
    def location(self) -> Location:
        """The key that the mapping stands under, else its first line."""
        line, column = self.name_at or (self.line, self.column)
        return Location(self.file, line + 1, column + 1)

    def key_place(self, key: str) -> Location:
        """Where the key is written, else the mapping."""
        return self._at(self.keys.get(key))

    def value_location(self, key: str, index: int | None = None) -> Location:
        """Where the value of a key, or one item of its list, is written; else the nearest thing around it."""
        at = self.values.get((key, index)) if index is not None else None
        return self._at(at or self.values.get(key) or self.keys.get(key))

    def _at(self, at: tuple[int, int] | None) -> Location:
        return Location(self.file, at[0] + 1, at[1] + 1) if at else self.location
