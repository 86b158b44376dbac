"""Turns one document into entries, and what pydantic says of a mistake into findings for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portdocs.registry.fields import kind_of
from portdocs.registry.findings import Finding, Location
from portdocs.registry.model import DataFile
from portdocs.registry.source_map import EMPTY, ORIGIN, SourceMap
from portdocs.registry.suggest import did_you_mean

SECTIONS_BY_ID = ("suites", "hosts", "services", "ranges")


def validate(document: dict[str, Any]) -> DataFile | list[Finding]:
    """The entries of a document, or everything that is wrong with it."""
    prepared = {key: _section(key, value) for key, value in document.items() if value is not EMPTY}
    try:
        return DataFile.model_validate(prepared)
    except ValidationError as error:
        return [_finding(details, document) for details in error.errors(include_url=False, include_context=True)]


def _section(key: str, value: Any) -> Any:
    """A section by ids as pydantic reads it: without its Origin, an entry without anything in it as a mapping."""
    if key not in SECTIONS_BY_ID or not isinstance(value, dict):
        return value
    section: SourceMap = value[ORIGIN]
    return {id: _bare(section, id) if body is EMPTY else body for id, body in value.items() if id != ORIGIN}


def _bare(section: SourceMap, id: str) -> dict[str, Any]:
    line, column = section.keys[id]
    return {ORIGIN: SourceMap(section.file, line, column, key=id, name_at=(line, column))}


def _finding(details: ErrorDetails, document: dict[str, Any]) -> Finding:
    # pydantic marks a mistake in a key itself with "[key]" behind it.
    path = tuple(part for part in details["loc"] if part != "[key]")
    in_key = "[key]" in details["loc"] or details["type"] == "extra_forbidden"
    value, location = _walk(document, path, in_key=in_key)
    check = "unknown-key" if details["type"] == "extra_forbidden" else "invalid-value"
    return Finding(location, check, _message(details, path, value))


def _walk(document: dict[str, Any], path: tuple[int | str, ...], *, in_key: bool) -> tuple[Any, Location]:
    """The value at a path and where it is written; where a part is missing, the nearest thing around it."""
    value: Any = document
    origin: SourceMap = document[ORIGIN]
    location = origin.location
    key = ""
    for number, part in enumerate(path):
        last = number == len(path) - 1
        if isinstance(value, dict) and isinstance(part, str):
            origin, key = value[ORIGIN], part
            location = origin.key_place(key) if last and in_key else origin.value_location(key)
            value = value.get(key)
        elif isinstance(value, list) and isinstance(part, int):
            location = origin.value_location(key, part)
            value = value[part]
        # An index into a scalar is the scalar itself: one stands for a list of one.
    return value, location


def _message(details: ErrorDetails, path: tuple[int | str, ...], value: Any) -> str:
    kind = details["type"]
    field = next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")
    if kind == "missing":
        return f"`{field}` is missing; add `{field}: ...`"
    if kind == "extra_forbidden":
        return f"unknown key `{field[:80]}`; {did_you_mean(field, known_keys(path[:-1]))}"
    if value is EMPTY:
        return f"`{field}` has no value; write one, or remove the key"
    if kind == "literal_error":
        expected = details["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"{kind_of(value)} is no {field}; {did_you_mean(str(value), expected)}"
    if kind == "invalid_value":
        return str(details["msg"])
    return (
        f"`{field}`: {_EXPECTED.get(kind, details['msg'])}, found {kind_of(value)}; {_REMEDY.get(kind, 'correct it')}"
    )


_EXPECTED = {
    "string_type": "expected text",
    "string_too_short": "expected text",
    "string_pattern_mismatch": "expected text",
    "too_short": "expected at least one",
    "dict_type": "expected `key: value` lines",
    "model_type": "expected `key: value` lines",
    "tuple_type": "expected a list",
}
_REMEDY = {
    "string_type": "write one value",
    "string_too_short": "write some, or remove the key",
    "string_pattern_mismatch": "write some, or remove the key",
    "too_short": "write one, or remove the key",
    "dict_type": "indent them below the key",
    "model_type": "indent them below the key",
    "tuple_type": "write `- ` before each item",
}


def known_keys(path: tuple[int | str, ...]) -> list[str]:
    """The keys that the model allows at a path into a data file."""
    model: Any = DataFile
    for part in _fields_of(path):
        annotation = model.model_fields[part].annotation
        model = next(_models(annotation), model)
    return [name for name in model.model_fields if name != "at"]


def _fields_of(path: tuple[int | str, ...]) -> Iterator[str]:
    """The parts of a path that are fields: neither indexes nor ids."""
    parts = [part for part in path if isinstance(part, str)]
    if parts[:1] and parts[0] in SECTIONS_BY_ID:
        del parts[1:2]
    return iter(parts)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation names, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
