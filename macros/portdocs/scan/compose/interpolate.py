"""Variables in compose files: `$X`, `${X}`, `${X:-default}`, `${X-default}`, `${X:?message}`, `${X:+other}`, `$$`
(compose-spec, "Interpolation"), and the `.env` file that sets them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

_TOKEN = re.compile(r"\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])|(?=\})))", re.ASCII)
_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*[=:]\s*(.*?)\s*", re.ASCII)
_MAX_DEPTH = 10
MAX_LENGTH = 2_000
"""The limit of a value in which a variable was replaced, which is far longer than any port, address or host."""
MAX_TOTAL_LENGTH = 1_000_000
"""The limit of all such values of a `.env` file together, which could otherwise grow exponentially."""


Values: TypeAlias = Mapping[str, str | None]
"""Values of variables; None if `.env` sets one to an unknown value."""


class Unset(Exception):
    """A variable without a value in `.env` and without a default, or with a value that is too long."""


def interpolate(text: str, values: Values, depth: int = 0) -> str:
    """Replace the variables of a text. Raises Unset with the name of a variable without a value."""
    result, rest = "", text
    while match := _TOKEN.search(rest):
        result += rest[: match.start()]
        escaped, bare, braced, operator = match.groups()
        rest = rest[match.end() :]
        word = ""
        if braced:
            word, rest = _to_brace(rest)
        if depth > _MAX_DEPTH:
            raise Unset(bare or braced or "")
        result += "$" if escaped else _value(bare or braced, operator, word, values, depth)
        if len(result) > MAX_LENGTH:
            raise Unset(bare or braced or "")
    return result + rest


def without_words(text: str) -> str:
    """A text in which `${X:-default}` is `${X}`."""
    result, rest = "", text
    while match := _TOKEN.search(rest):
        name = match[2] or match[3]
        result += rest[: match.start()] + (f"${{{name}}}" if match[3] else match[0])
        rest = rest[match.end() :]
        if match[3]:
            _, rest = _to_brace(rest)
    return result + rest


def _value(name: str, operator: str | None, word: str, values: Values, depth: int) -> str:
    value = values.get(name)
    if value is None and name in values:
        raise Unset(name)
    present = value is not None and (value != "" or not (operator or "").startswith(":"))
    if operator and operator.endswith("+"):
        return interpolate(word, values, depth + 1) if present else ""
    if present:
        return value or ""
    if operator and operator.endswith("-"):
        return interpolate(word, values, depth + 1)
    raise Unset(name)


def _to_brace(text: str) -> tuple[str, str]:
    """Split at the closing brace; nested braces are balanced."""
    depth = 0
    for index, character in enumerate(text):
        if character == "}":
            if depth == 0:
                return text[:index], text[index + 1 :]
            depth -= 1
        elif character == "{":
            depth += 1
    return text, ""


def read_env(text: str) -> dict[str, str | None]:
    """The variables of a `.env` file; other lines are ignored. A value that refers to a variable set elsewhere is None:
    an earlier value or a default would be a guess."""
    values: dict[str, str | None] = {}
    total = 0
    for line in text.splitlines():
        if not line.lstrip().startswith("#") and (match := _LINE.fullmatch(line)):
            name, raw = match.groups()
            try:
                value = _env_value(raw, values)
                total += len(value) if "$" in raw else 0
                values[name] = value if total <= MAX_TOTAL_LENGTH else None
            except Unset:
                values[name] = None
    return values


def _env_value(raw: str, values: Values) -> str:
    if raw[:1] in ("'", '"') and (end := raw.find(raw[0], 1)) > 0:
        quoted = raw[1:end]
        return quoted if raw[0] == "'" else interpolate(quoted, values)
    return interpolate(re.split(r"\s#", raw, maxsplit=1)[0].strip(), values)
