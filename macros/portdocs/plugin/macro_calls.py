"""Pages that do nothing but call macros with constant arguments: they need no template engine."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Container, Mapping
from typing import Any

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_FILTER = re.compile(r"\|\s*indent\(\d+\)\s*$")
_CONSTANTS = {"true": True, "false": False, "none": None}


def calls_only(markdown: str, macros: Container[str]) -> bool:
    """True if a page does nothing but call macros: then nothing else can change it."""
    return _has_no_other_code(markdown) and all(
        _parsed(_FILTER.sub("", found), macros) for found in _EXPRESSION.findall(markdown)
    )


def call_macros(markdown: str, macros: Mapping[str, Callable[..., str]]) -> str:
    """A page with its macros called; code that is not a call stays."""

    def result(expression: re.Match[str]) -> str:
        call = _parsed(expression[1], macros)
        return macros[call[0]](*call[1], **call[2]) if call else expression[0]

    return _EXPRESSION.sub(result, markdown) if _has_no_other_code(markdown) else markdown


def _has_no_other_code(markdown: str) -> bool:
    rest = _EXPRESSION.sub("", markdown)
    return not ("{{" in rest or "{%" in rest or "{#" in rest)


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
