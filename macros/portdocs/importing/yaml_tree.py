"""Trees of values as YAML: mappings in blocks, short lists and the entries of lists on one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portdocs.registry.yaml_writer import printable, written


class Bare(str):
    """A value that stands in YAML as it is: a number, a word of the registry."""

    __slots__ = ()


class Placed(dict[str, Any]):
    """An entry, and the place that it comes from."""

    def __init__(self, at: str, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(values or {})
        self.at = at

    @classmethod
    def sorted(cls, entry: Placed, order: Sequence[str]) -> Placed:
        """The entry with its keys in an order."""
        return cls(entry.at, {key: entry[key] for key in order if key in entry})


def section_lines(entries: Mapping[str, Placed] | Sequence[Placed]) -> Iterator[str]:
    """The lines of a section: entries by id, or a list of them."""
    if isinstance(entries, Mapping):
        for id, entry in entries.items():
            yield f"  {written(id)}: # from {printable(entry.at)}"
            for key, value in entry.items():
                yield from _lines(key, value, 4)
        return
    for entry in entries:
        for number, (key, value) in enumerate(entry.items()):
            first, *rest = _lines(key, value, 4)
            yield f"  - {first.lstrip()} # from {printable(entry.at)}" if number == 0 else first
            yield from rest


def _lines(key: str, value: Any, indent: int) -> Iterator[str]:
    space = " " * indent
    if isinstance(value, Mapping) and key != "firewall":
        yield f"{space}{written(key)}:"
        for inner, one in value.items():
            yield from _lines(inner, one, indent + 2)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        yield f"{space}{written(key)}:"
        yield from (f"{space}  - {_flow(one)}" for one in value)
    else:
        yield f"{space}{written(key)}: {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, Bare):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return written(value)
