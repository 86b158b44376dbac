"""One file of nginx's configuration as directives, by crossplane, which is nginx's own parser."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import crossplane
from crossplane.analyzer import analyze
from crossplane.errors import NgxParserBaseException
from crossplane.lexer import _lex_file_object, lex

from portdocs.scan.safe_files import Broken, clean, read_text

MAX_DEPTH = 100
"""Blocks in blocks; crossplane's parser is recursive, and nobody nests more than ten."""

_DATA = {"map", "geo", "split_clients", "types", "charset_map", "match"}
"""Blocks whose lines are no directives."""

_ODD_SPACE = re.compile(r"[^\S \t\r\n]")
_ODD = re.compile(r"[^\S \t\r\n]|\r(?!\n)")
_MARK = "\ufffc"

_PLACE = re.compile(r" in [^ ]*:\d*$")
_VALUE = re.compile(r'invalid value ".*"(?= in )', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Directive:
    """A line of the configuration, and the block behind it."""

    name: str
    args: tuple[str, ...]
    file: str
    line: int
    block: tuple[Directive, ...] = ()


def parse_file(path: Path, file: str) -> tuple[Directive, ...]:
    """The directives of one file, its includes not followed. Raises Unreadable, and Broken for what nginx would not
    take: a file that is broken anywhere says nothing for sure."""
    text = read_text(path)
    if text.startswith("\ufeff"):
        raise Broken("a byte order mark, which nginx takes for a directive; save the file without it")
    if _ODD.search(text):
        _check_spaces(text)
    _check_shape(path)
    # check_ctx would refuse every site file: `server` outside of `http`.
    payload = crossplane.parse(str(path), single=True, check_ctx=False, check_args=True)
    for error in payload["errors"]:
        raise Broken(_message(error["error"]), error["line"] or 1)
    parsed = payload["config"][0]["parsed"]
    _check_arguments(parsed)
    return _directives(parsed, file)


def _check_spaces(text: str) -> None:
    """Finds what crossplane takes for the end of a word or of a comment and nginx does not: it knows four spaces, and
    only a line feed ends a line."""
    marked = io.StringIO(_ODD_SPACE.sub(_MARK, text) + "\n", newline="")
    for token, line, quoted in _lex_file_object(marked):
        if not quoted and token.startswith("#") and "\r" in token.rstrip():
            raise Broken("a carriage return alone, which ends no comment; write line feeds", line)
        if not quoted and not token.startswith("#") and _MARK in token:
            raise Broken(f"`{clean(token, 40)}` holds a space that nginx takes for a letter; write a plain one", line)


def _check_shape(path: Path) -> None:
    """Finds unbalanced braces, a missing semicolon at the end of a block or file, and blocks too deep to parse."""
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
        raise Broken(f"`{clean(pending[0], 40)}` is not ended by `;`; write it", pending[1])


def _check_arguments(parsed: list[dict[str, Any]]) -> None:
    """What check_args does in a whole configuration, for the lines of a site file too, whose context it does not know:
    a missing semicolon makes the next line arguments of this one."""
    for item in parsed:
        try:
            analyze("", item, "{" if "block" in item else ";", ctx=("http",), check_ctx=False)
        except NgxParserBaseException as error:
            raise Broken(_message(str(error)), item["line"]) from None
        if item["directive"] not in _DATA:
            _check_arguments(item.get("block", []))


def _message(error: str) -> str:
    """crossplane's message without the path and line behind it, and without the value that it repeats."""
    bare = _VALUE.sub("invalid value", _PLACE.sub("", error))
    return f"{clean(bare)}; correct it"


def _directives(parsed: list[dict[str, Any]], file: str) -> tuple[Directive, ...]:
    return tuple(
        Directive(item["directive"], tuple(item["args"]), file, item["line"], _directives(item.get("block", []), file))
        for item in parsed
    )
