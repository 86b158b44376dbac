"""Parse one nginx configuration file into directives with crossplane, nginx's own parser."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import crossplane
from crossplane.analyzer import DIRECTIVES, analyze
from crossplane.errors import NgxParserBaseException
from crossplane.lexer import _lex_file_object, lex

from portdocs.scan.safe_files import Broken, clean, read_text

MAX_DEPTH = 100
"""Nested blocks; crossplane's parser is recursive. Real files nest about five."""

_DATA = {"map", "geo", "split_clients", "types", "charset_map", "match"}
"""Blocks whose lines are not directives."""

_ODD_SPACE = re.compile(r"[^\S \t\r\n]")
_ODD = re.compile(r"[^\S \t\r\n]|\r(?!\n)")
_MARK = "\ufffc"

_PLACE = re.compile(r" in [^ ]*:\d*$")
_VALUE = re.compile(r'invalid value ".*"(?= in )', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive and its block."""

    name: str
    args: tuple[str, ...]
    file: str
    line: int
    block: tuple[Directive, ...] = ()


def parse_file(path: Path, file: str) -> tuple[Directive, ...]:
    """The directives of one file, without includes. Raises Unreadable, and Broken if nginx would reject the file: then
    nothing in it is certain."""
    text = read_text(path)
    if text.startswith("\ufeff"):
        raise Broken("a byte order mark, which nginx reads as a directive; save the file without it")
    if _ODD.search(text):
        _check_spaces(text)
    _check_shape(path)
    # check_ctx would reject every site file: `server` outside `http`.
    payload = crossplane.parse(str(path), single=True, check_ctx=False, check_args=True)
    for error in payload["errors"]:
        raise Broken(_message(error["error"]), error["line"] or 1)
    parsed = payload["config"][0]["parsed"]
    _check_arguments(parsed)
    return _directives(parsed, file)


def _check_spaces(text: str) -> None:
    """Reject white space that crossplane and nginx interpret differently: nginx knows four kinds of space, and only a
    line feed ends a comment."""
    marked = io.StringIO(_ODD_SPACE.sub(_MARK, text) + "\n", newline="")
    for token, line, quoted in _lex_file_object(marked):
        if not quoted and token.startswith("#") and "\r" in token.rstrip():
            raise Broken("a lone carriage return, which does not end a comment; use line feeds", line)
        if not quoted and not token.startswith("#") and _MARK in token:
            raise Broken("a word contains a space that nginx reads as a letter; use a plain space", line)


def _check_shape(path: Path) -> None:
    """Reject unbalanced braces, a missing semicolon at the end of a block or file, and deep nesting."""
    depth = 0
    pending: tuple[str, int] | None = None
    try:
        for token, line, quoted in lex(str(path)):
            if quoted or token not in ("{", "}", ";"):
                if quoted or not token.startswith("#"):
                    pending = pending or (token, line)
                continue
            if token == "}" and pending:
                break
            pending = None
            depth += (token == "{") - (token == "}")
            if depth > MAX_DEPTH:
                raise Broken(f"blocks nested deeper than {MAX_DEPTH}; nginx needs about 5", line)
    except NgxParserBaseException as error:
        raise Broken(_message(str(error)), error.lineno or 1) from None
    if pending:
        # Only a name that nginx knows is quoted: the file may be none of nginx's.
        name = f"`{pending[0]}`" if pending[0] in DIRECTIVES else "the directive"
        raise Broken(f"{name} has no `;` at its end; add it", pending[1])


def _check_arguments(parsed: list[dict[str, Any]]) -> None:
    """Apply check_args to site files too, whose context is unknown: after a missing semicolon the next line becomes
    arguments."""
    for item in parsed:
        try:
            analyze("", item, "{" if "block" in item else ";", ctx=("http",), check_ctx=False)
        except NgxParserBaseException as error:
            raise Broken(_message(str(error)), item["line"]) from None
        if item["directive"] not in _DATA:
            _check_arguments(item.get("block", []))


def _message(error: str) -> str:
    """crossplane's message without its path, line and value."""
    bare = _VALUE.sub("invalid value", _PLACE.sub("", error))
    return f"{clean(bare)}; correct it"


def _directives(parsed: list[dict[str, Any]], file: str) -> tuple[Directive, ...]:
    return tuple(
        Directive(item["directive"], tuple(item["args"]), file, item["line"], _directives(item.get("block", []), file))
        for item in parsed
    )
