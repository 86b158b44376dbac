"""Pages that do nothing but call macros with constant arguments: they need no template engine."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container, Mapping
from typing import Any

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_RAW = re.compile(r"\{% raw %\}(.*?)\{% endraw %\}", re.DOTALL)
_FILTER = re.compile(r"\|\s*indent\(\d+\)\s*$")
_CONSTANTS = {"true": True, "false": False, "none": None}


def calls_only(markdown: str, macros: Container[str]) -> bool:
    """True if a page does nothing but call macros and show raw text: then nothing else can change it."""
    markdown = _RAW.sub("", markdown)
    return not _has_code(_EXPRESSION.sub("", markdown)) and all(
        _parsed(_FILTER.sub("", found), macros) for found in _EXPRESSION.findall(markdown)
    )


def call_macros(markdown: str, macros: Mapping[str, Callable[..., str]]) -> str | None:
    """A page with its macros called; None if it has other code than calls and raw text."""

    def result(expression: re.Match[str]) -> str:
        call = _parsed(expression[1], macros)
        return macros[call[0]](*call[1], **call[2]) if call else expression[0]

    parts = _RAW.split(markdown)  # every other one is raw
    if any(_has_code(_EXPRESSION.sub("", part)) for part in parts[::2]):
        return None
    parts[::2] = [_EXPRESSION.sub(result, part) for part in parts[::2]]
    return "".join(parts)


def _has_code(markdown: str) -> bool:
    """True if a page contains anything for a template engine."""
    return "{{" in markdown or "{%" in markdown or "{#" in markdown


def _parsed(expression: str, macros: Container[str]) -> tuple[str, list[Any], dict[str, Any]] | None:
    """The name of a macro and its arguments; None for anything but a call with constants."""
    try:
        call = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id not in macros:
        return None
    try:
        return (
            call.func.id,
            [_value(one) for one in call.args],
            {_name(one): _value(one.value) for one in call.keywords},
        )
    except LookupError:
        return None


def _name(keyword: ast.keyword) -> str:
    """The name of an argument. Raises LookupError for `**`."""
    if keyword.arg is None:
        raise LookupError
    return keyword.arg


def _value(node: ast.expr) -> Any:
    """A constant as Jinja reads it. Raises LookupError for anything else."""
    if isinstance(node, ast.Constant):
        return node.value
    return _CONSTANTS[node.id.lower() if isinstance(node, ast.Name) else ""]
