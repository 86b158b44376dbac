"""Fingerprints of values: equal values have the same one in every process, unlike with `hash` and `pickle`."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from types import BuiltinFunctionType, FunctionType, NoneType
from typing import Any, TypeAlias

from pydantic import BaseModel

_ATOMS = {
    NoneType,
    bool,
    bytes,
    datetime.date,
    datetime.datetime,
    float,
    int,
    ipaddress.IPv4Address,
    ipaddress.IPv4Network,
    ipaddress.IPv6Address,
    ipaddress.IPv6Network,
    str,
}
"""The types with a complete `repr`."""


Known: TypeAlias = dict[int, tuple[object, str]]
"""Models by their `id`, each with its fingerprint, which keeps it alive: many values contain the same ones."""


def fingerprint(value: object, known: Known | None = None) -> str:
    """The hash of a value. Raises TypeError if it contains an object of an unknown type.

    Models that are known are not read again, and those that were read are known then.
    """
    text = canonical_text(value, known)
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def canonical_text(value: object, known: Known | None = None) -> str:
    """A text that only equal values share. Raises TypeError if the value contains an object of an unknown type."""
    return repr(_plain(value, {} if known is None else known))


def _plain(value: Any, known: Known) -> Any:
    """The value as nested tuples of atoms; one with parts starts with the name of its type."""
    kind: Any = type(value)
    if kind in _ATOMS:
        return value
    if kind is tuple or kind is list:
        return tuple(_all_plain(value, known))
    if isinstance(value, type | FunctionType | BuiltinFunctionType) and "<" not in value.__qualname__:
        return f"{value.__module__}:{value.__qualname__}"
    name, parts = _described(kind)
    if not issubclass(kind, BaseModel):
        return (name, *_all_plain(parts(value), known))
    if id(value) not in known:
        known[id(value)] = (value, fingerprint((name, *parts(value)), known))
    return known[id(value)][1]


def _all_plain(values: Iterable[Any], known: Known) -> list[Any]:
    # Most values are atoms: a registry of 1,000 services has a million of them.
    return [value if type(value) in _ATOMS else _plain(value, known) for value in values]


@cache
def _described(kind: type) -> tuple[str, Callable[[Any], Iterable[Any]]]:
    """The name of a type, and the function that returns the parts of its values."""
    return f"{kind.__module__}:{kind.__qualname__}", _parts_of(kind)


def _parts_of(kind: type) -> Callable[[Any], Iterable[Any]]:
    if issubclass(kind, Enum):
        return lambda value: (value.name,)
    if issubclass(kind, BaseModel):
        names = tuple(kind.model_fields)
        return lambda value: map(vars(value).__getitem__, names)
    if is_dataclass(kind):
        names = tuple(field.name for field in fields(kind) if field.compare)
        return lambda value: [getattr(value, name) for name in names]
    if issubclass(kind, Mapping):  # the order of keys is visible, too
        return lambda value: value.items()
    if issubclass(kind, Set):
        return lambda value: sorted(map(canonical_text, value))
    if issubclass(kind, partial):
        return lambda value: (value.func, value.args, value.keywords)
    if issubclass(kind, str):
        return lambda value: (str(value),)
    if issubclass(kind, tuple):
        return tuple
    raise TypeError(f"{kind.__name__} has no fingerprint")
