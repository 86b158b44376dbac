"""Tables as columns, in the compact form that `search-data.js` reads.

A column is a list of its values; `{"same": value}` if they are all equal; or `{"texts": [...], "at": [...]}`, the
different values and an index for each row, if that is shorter.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from portdocs.pages.natural_sort import natural_key
from portdocs.registry import Host, Ports, Registry, Service, Suite

E = TypeVar("E", Service, Host, Suite)

Rows: TypeAlias = Iterator[dict[str, Hashable]]


@dataclass(frozen=True, slots=True)
class Positions:
    """The positions of services, hosts and suites by id."""

    services: Mapping[str, int]
    hosts: Mapping[str, int]
    suites: Mapping[str, int]

    @classmethod
    def of(cls, registry: Registry) -> Positions:
        """The positions in a registry."""
        tables = (by_name(registry.services), by_name(registry.hosts), by_name(registry.suites))
        return cls(*({entry.id: at for at, entry in enumerate(table)} for table in tables))


def by_name(entries: Mapping[str, E]) -> list[E]:
    """The entries by name, numbers in their order: the browser lists them like this without sorting."""
    return sorted(entries.values(), key=lambda entry: (natural_key(entry.title.casefold()), entry.id))


def columns(rows: Iterable[Mapping[str, Hashable]]) -> dict[str, Any]:
    """The columns of rows that have the same keys, and their number as `length`."""
    rows = list(rows)
    names = rows[0] if rows else ()
    return {"length": len(rows), **{name: _encode([row[name] for row in rows]) for name in names}}


as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON without white space."""


def run(ports: Ports) -> tuple[int, int]:
    """The first and the last port."""
    return (ports.first, ports.last)


def ports_json(ports: Ports) -> int | tuple[int, int]:
    """One port, or the first and the last."""
    return ports.first if len(ports) == 1 else run(ports)


def _encode(values: Sequence[Hashable]) -> Any:
    written = {value: as_json(value) for value in dict.fromkeys(values)}
    if len(written) == 1:
        return {"same": values[0]}
    if _length(written.values()) + len(values) * len(str(len(written))) < _length(map(written.__getitem__, values)):
        order = {value: at for at, value in enumerate(written)}
        return {"texts": [*order], "at": [order[value] for value in values]}
    return values


def _length(texts: Iterable[str]) -> int:
    return sum(map(len, texts))
