"""Specifiers such as `%i` that follow from a unit's name and location (systemd.unit(5), "Specifiers")."""

from __future__ import annotations

import re

_SPECIFIER = re.compile(r"%(.)")
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})")


class UnknownSpecifier(Exception):
    """A specifier that only the running system can expand."""


def expand(text: str, unit: str, user: bool = False) -> str:
    """Expand the specifiers of a text, for a system or user unit. Raises UnknownSpecifier."""
    values = _values(unit, user)

    def replace(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if value is None:
            raise UnknownSpecifier(match[0])
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
