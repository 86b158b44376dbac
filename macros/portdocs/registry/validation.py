"""Turn a document into entries, and the errors of pydantic into findings for people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portdocs.registry.fields import kind_of
from portdocs.registry.findings import Finding, Location
from portdocs.registry.model import SECTIONS_BY_ID, DataFile
from portdocs.registry.renamed import renamed_key
from portdocs.registry.source_map import EMPTY, Origin, SourceMap
from portdocs.registry.suggest import Suggestions

Path = tuple[int | str, ...]
"""The position of a value in a document: keys and indexes."""


def validate(document: SourceMap) -> DataFile | list[Finding]:
    """The entries of a document, or everything that is wrong with it."""
    suggest = Suggestions()
    null = list(_unknown_null_keys(document, (), suggest))
    sections = {key: _section(key, value) for key, value in document.items() if value is not EMPTY}
    try:
        file = DataFile.model_validate(SourceMap(document.origin, sections))
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=True)
        return null + [_finding(details, document, suggest) for details in errors]
    return null or file


def _unknown_null_keys(value: Any, path: Path, suggest: Suggestions) -> Iterator[Finding]:
    """A finding for each misspelt key with `null` behind it, which the document leaves out."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unknown_null_keys(item, (*path, number), suggest)
    elif isinstance(value, SourceMap):
        if value.origin.null_keys and (known := _keys_of_model(path)):
            for key in sorted(set(value.origin.null_keys).difference(known)):
                message = f"unknown key `{key[:80]}`; {suggest(key, known, known)}"
                yield Finding(value.origin.key_location(key), "unknown-key", message)
        for key, one in value.items():
            yield from _unknown_null_keys(one, (*path, key), suggest)


def _keys_of_model(path: Path) -> tuple[str, ...]:
    """The keys that are allowed at a path; empty where any are."""
    if len(path) == 1 and path[0] in SECTIONS_BY_ID:
        return ()  # ids
    return _keys_by_fields(tuple(_fields_in(path)))


def _section(key: str, value: Any) -> Any:
    """A section in which an entry with nothing behind its id is an empty mapping."""
    if key not in SECTIONS_BY_ID or not isinstance(value, SourceMap):
        return value
    return {id: _empty_entry(value.origin, id) if body is EMPTY else body for id, body in value.items()}


def _empty_entry(section: Origin, id: str) -> SourceMap:
    position = section.keys[id]
    return SourceMap(Origin(section.file, *position, key=id, key_position=position))


def _finding(details: ErrorDetails, document: SourceMap, suggest: Suggestions) -> Finding:
    # pydantic appends "[key]" to the path of an invalid key.
    path = tuple(part for part in details["loc"] if part != "[key]")
    in_key = "[key]" in details["loc"] or details["type"] == "extra_forbidden"
    value, location = _find(document, path, in_key=in_key)
    check = "unknown-key" if details["type"] == "extra_forbidden" else "invalid-value"
    return Finding(location, check, _message(details, path, value, suggest))


def _find(document: SourceMap, path: Path, *, in_key: bool) -> tuple[Any, Location]:
    """The value at a path and its location; the nearest location around it for a missing part."""
    value: Any = document
    origin = document.origin
    location = origin.location
    key = ""
    for number, part in enumerate(path):
        if isinstance(value, SourceMap) and isinstance(part, str):
            origin, key = value.origin, part
            is_last = number == len(path) - 1
            location = origin.key_location(key) if is_last and in_key else origin.value_location(key)
            value = value.get(key)
        elif isinstance(value, list) and isinstance(part, int):
            location = origin.value_location(key, part)
            value = value[part]
        # An index into a scalar means the scalar: it is accepted in place of a list with one item.
    return value, location


def _message(details: ErrorDetails, path: Path, value: Any, suggest: Suggestions) -> str:
    kind = details["type"]
    field = next((str(part) for part in reversed(path) if isinstance(part, str)), "the file")
    if kind == "missing":
        return f"`{field}` is missing; add `{field}: ...`"
    if kind == "extra_forbidden":
        if remedy := renamed_key((*_fields_in(path[:-1]), field)):
            return f"unknown key `{field}` since it was renamed; {remedy}"
        known = known_keys(path[:-1])
        return f"unknown key `{field[:80]}`; {suggest(field, known, known)}"
    if value is EMPTY:
        return f"`{field}` has no value; write one, or remove the key"
    if kind == "literal_error":
        expected = details["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
        return f"invalid {field} {kind_of(value)}; {suggest(str(value), expected, expected.split(', '))}"
    if kind == "invalid_value":
        return str(details["msg"])
    expected, remedy = _MESSAGES.get(kind, (details["msg"], "correct it"))
    return f"`{field}`: {expected}, found {kind_of(value)}; {remedy}"


_MESSAGES = {
    "string_type": ("expected text", "write one value"),
    "string_too_short": ("expected text", "write some, or remove the key"),
    "string_pattern_mismatch": ("expected text", "write some, or remove the key"),
    "too_short": ("expected at least one", "write one, or remove the key"),
    "dict_type": ("expected `key: value` lines", "indent them below the key"),
    "model_type": ("expected `key: value` lines", "indent them below the key"),
    "tuple_type": ("expected a list", "write `- ` before each item"),
}
"""The expected value and the remedy, by the type of pydantic's error."""


def known_keys(path: Path) -> tuple[str, ...]:
    """The keys that the model allows at a path of a data file; empty where it allows any."""
    return _keys_by_fields(tuple(_fields_in(path)))


@lru_cache(maxsize=256)
def _keys_by_fields(fields: tuple[str, ...]) -> tuple[str, ...]:
    model: Any = DataFile
    for name in fields:
        field = model.model_fields.get(name)
        model = next(_models_in(field.annotation), None) if field else None
        if model is None:
            return ()
    return tuple(field.alias or name for name, field in model.model_fields.items() if name != "at")


def _fields_in(path: Path) -> Iterator[str]:
    """The parts of a path that are fields: neither indexes nor ids."""
    parts = [part for part in path if isinstance(part, str)]
    if parts[:1] and parts[0] in SECTIONS_BY_ID:
        del parts[1:2]
    return iter(parts)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation contains, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
