"""Fingerprints of values: equal values have the same one in every process, unlike with `hash` and `pickle`."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
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
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is tuple or kind is list:
        return tuple([_plain(item) for item in value])
    if isinstance(value, type | FunctionType | BuiltinFunctionType) and "<" not in value.__qualname__:
        return f"{value.__module__}:{value.__qualname__}"
    return (f"{kind.__module__}:{kind.__qualname__}", *_parts(value))


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, Enum):
        yield value.name
    elif isinstance(value, BaseModel):
        yield from (_plain(vars(value)[name]) for name in type(value).model_fields)
    elif is_dataclass(value):
        yield from (_plain(getattr(value, field.name)) for field in fields(value))
    elif isinstance(value, Mapping):  # the order of keys is visible, too
        yield from ((_plain(key), _plain(item)) for key, item in value.items())
    elif isinstance(value, Set):
        yield from sorted(map(canonical_text, value))
    elif isinstance(value, partial):
        yield from map(_plain, (value.func, value.args, value.keywords))
    elif isinstance(value, str | tuple):
        yield from ((str(value),) if isinstance(value, str) else map(_plain, value))
    else:
        raise TypeError(f"{type(value).__name__} has no fingerprint")
