"""YAML values that know where they are written: a mapping carries its origin, with the position of everything in it."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from portdocs.registry.findings import Finding, Location

Position: TypeAlias = "tuple[int, int]"
"""Line and column, 0-based as the parser counts them."""


class Empty:
    """The value of a key with nothing behind it (`port:`): an unfinished line, unlike an explicit `null`."""

    def __repr__(self) -> str:
        return "nothing"


EMPTY: Final = Empty()


class InvalidYaml(Exception):
    """The document cannot be read; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(slots=True)
class Origin:
    """The positions of a mapping, its keys and its values."""

    file: str
    line: int
    column: int
    key: str = ""
    """The key above the mapping: the id of an entry."""
    key_position: Position | None = None
    """None for an item of a list."""
    keys: dict[str, Position] = field(default_factory=dict)
    values: dict[str | tuple[str, int], Position] = field(default_factory=dict)
    """By key; by (key, index) for the items of a list."""
    null_keys: list[str] = field(default_factory=list)
    """The keys with an explicit `null`, which the mapping leaves out."""

    _packed: bytes = field(default=b"", init=False, repr=False, compare=False)
    """The last three, of an origin from the cache that was not asked for them yet: almost none is."""

    def __hash__(self) -> int:
        return hash((self.file, self.line, self.column, self.key))

    def __getstate__(self) -> tuple[str, int, int, str, Position | None, bytes]:
        packed = marshal.dumps((self.keys, self.values, self.null_keys))
        return self.file, self.line, self.column, self.key, self.key_position, packed

    def __setstate__(self, state: tuple[str, int, int, str, Position | None, bytes]) -> None:
        self.file, self.line, self.column, self.key, self.key_position, self._packed = state

    def __getattr__(self, name: str) -> Any:
        """A field that is still packed: slots without a value end up here."""
        if name not in ("keys", "values", "null_keys"):
            raise AttributeError(name)
        self.keys, self.values, self.null_keys = marshal.loads(self._packed)
        return getattr(self, name)

    @property
    def location(self) -> Location:
        """The key above the mapping, else its first line."""
        return self._location(self.key_position or (self.line, self.column))

    def key_location(self, key: str) -> Location:
        """The location of a key, else of the mapping."""
        return self._location(self.keys[key]) if key in self.keys else self.location

    def value_location(self, key: str, index: int | None = None) -> Location:
        """The location of a key's value, or of one item of its list; else of the nearest thing around it."""
        position = self.values.get((key, index)) if index is not None else None
        position = position or self.values.get(key) or self.keys.get(key)
        return self._location(position) if position else self.location

    def _location(self, position: Position) -> Location:
        return Location(self.file, position[0] + 1, position[1] + 1)


class SourceMap(dict[str, Any]):
    """A mapping of a YAML document, with its origin."""

    __slots__ = ("origin",)

    def __init__(self, origin: Origin, values: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__(values)
        self.origin = origin
