"""Specifiers such as `%i` (systemd.unit(5), "Specifiers"), as far as a unit's name and place tell them."""

from __future__ import annotations

import re

_SPECIFIER = re.compile(r"%(.)")
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})")


class Unknown(Exception):
    """The specifier that only the running system knows."""


def expand(text: str, unit: str, user: bool = False) -> str:
    """The text with its specifiers replaced, for a unit of the system's manager or of a user's. Raises Unknown."""
    values = _values(unit, user)

    def replace(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if value is None:
            raise Unknown(match[0])
        return value

    return _SPECIFIER.sub(replace, text)


def _values(unit: str, user: bool) -> dict[str, str | None]:
    bare = unit.rpartition(".")[0] or unit
    prefix, at, instance = bare.partition("@")
    known = instance if instance or not at else None
    return {
        "%": "%",
        "n": unit if known is not None else None,
        "N": bare if known is not None else None,
        "p": prefix,
        "P": _unescaped(prefix),
        "i": known,
        "I": _unescaped(known) if known is not None else None,
        "j": prefix.rpartition("-")[2],
        "t": None if user else "/run",
    }


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text.replace("-", "/"))
