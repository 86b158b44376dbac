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
from typing import Any

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


def fingerprint(value: object) -> str:
    """The hash of a value. Raises TypeError if it contains an object of an unknown type."""
    return hashlib.blake2b(canonical_text(value).encode(errors="surrogatepass"), digest_size=16).hexdigest()


def canonical_text(value: object) -> str:
    """A text that only equal values share. Raises TypeError if the value contains an object of an unknown type."""
    return repr(_plain(value))


def _plain(value: Any) -> Any:
    """The value as nested tuples of atoms; one with parts starts with the name of its type."""
    kind: Any = type(value)
    if kind in _ATOMS:
        return value
    if kind is tuple or kind is list:
        return tuple(_all_plain(value))
    if isinstance(value, type | FunctionType | BuiltinFunctionType) and "<" not in value.__qualname__:
        return f"{value.__module__}:{value.__qualname__}"
    name, parts = _described(kind)
    return (name, *parts(value))


def _all_plain(values: Iterable[Any]) -> list[Any]:
    # Most values are atoms: a registry of 1,000 services has a million of them.
    return [value if type(value) in _ATOMS else _plain(value) for value in values]


@cache
def _described(kind: type) -> tuple[str, Callable[[Any], Iterable[Any]]]:
    """The name of a type, and the function that returns the parts of its values as nested tuples of atoms."""
    return f"{kind.__module__}:{kind.__qualname__}", _parts_of(kind)


def _parts_of(kind: type) -> Callable[[Any], Iterable[Any]]:
    if issubclass(kind, Enum):
        return lambda value: (value.name,)
    if issubclass(kind, BaseModel):
        names = tuple(kind.model_fields)
        return lambda value: _all_plain(map(vars(value).__getitem__, names))
    if is_dataclass(kind):
        names = tuple(field.name for field in fields(kind) if field.compare)
        return lambda value: _all_plain([getattr(value, name) for name in names])
    if issubclass(kind, Mapping):  # the order of keys is visible, too
        return lambda value: [(_plain(key), _plain(item)) for key, item in value.items()]
    if issubclass(kind, Set):
        return lambda value: sorted(map(canonical_text, value))
    if issubclass(kind, partial):
        return lambda value: _all_plain((value.func, value.args, value.keywords))
    if issubclass(kind, str):
        return lambda value: (str(value),)
    if issubclass(kind, tuple):
        return _all_plain
    raise TypeError(f"{kind.__name__} has no fingerprint")
