"""The keys of a data file, from the model: what the reference shows can be written as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml

from portdocs.pages.inline import NOTHING, Cell, Code, Text, message
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Registry, fields, model
from portdocs.registry.schema import field_texts
from portdocs.registry.yaml_writer import to_flow

COLUMNS = (
    Column("Key"),
    Column("Value"),
    Column("Default", optional=True),
    Column("Meaning"),
    Column("Example", "long"),
)
EXAMPLE = Path(fields.__file__).with_name("example.yml")
"""A data file with every key."""
ENTRIES: dict[str, type[model.Entry]] = {
    "file": model.DataFile,
    "suite": model.Suite,
    "zone": model.Zone,
    "host": model.Host,
    "firewall": model.Firewall,
    "service": model.Service,
    "listener": model.Listener,
    "configuration": model.File,
    "endpoint": model.Endpoint,
    "range": model.Range,
    "claim": model.Claim,
    "ignore": model.Ignore,
    "check": model.CheckSetting,
    "baseline": model.KnownFinding,
}
_KINDS: tuple[tuple[Any, str], ...] = (
    (fields.Text, "text"),
    (fields.Id, "id"),
    (fields.PortsField, "port or range"),
    (fields.PortField, "port"),
    (fields.BindField, "address"),
    (fields.UrlField, "URL"),
    (fields.RouteField, "text"),
    (fields.LinkField, "http or https URL"),
    (fields.TargetField, "host:port or unix:path"),
    (fields.ServiceReferenceField, "service, service:listener or service:port"),
    (fields.OpeningField, "port or range, or a mapping with ports and from"),
    (fields.NetworkField, "network"),
    (fields.DateField, "date"),
    (fields.PatternField, "transport address:ports"),
    (fields.SwitchField, "true or false"),
    (fields.HealthField, "path, tcp or $ command"),
    (fields.ComposeField, "service or project/service"),
    (fields.SocketField, "path"),
    (fields.AddressField, "IP address"),
    (fields.Acceptances, "reasons by check id"),
)


def key_table(registry: Registry, keys_of: str) -> Table:
    """The keys of a kind of entry, each with its default, its meaning and an example."""
    rows = _rows(ENTRIES[keys_of])
    return Table(f"keys-{keys_of}", f"Keys of {keys_of}", COLUMNS, rows, "There are no keys.", True)


@cache
def _rows(entry: type[model.Entry]) -> tuple[Row, ...]:
    """The rows of a kind of entry; they depend on no data."""
    return tuple(Row(cells) for cells in _cells(entry))


def _cells(entry: type[model.Entry]) -> Iterator[tuple[Cell, ...]]:
    texts, types = dict(field_texts(entry)), get_type_hints(entry, include_extras=True)
    for name, field in entry.model_fields.items():
        key = field.alias or name
        if key != fields.ORIGIN_ALIAS:
            default = (Text("required"),) if field.is_required() else _default(field.default)
            example = _example(entry, key)
            yield (Code(key),), (Text(kind(types[name])),), default, message(texts[key]), (Code(example),)


def _default(value: Any) -> Cell:
    shown = value[0] if isinstance(value, tuple) and value else value
    if isinstance(shown, bool):
        return (Code(str(shown).lower()),)
    return (Code(shown),) if isinstance(shown, str) else NOTHING


def kind(annotation: Any) -> str:
    """The kind of values that a field of the model takes, in words. Raises KeyError for an unknown one."""
    for alias, words in _KINDS:
        if annotation == alias:
            return words
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return " or ".join(kind(argument) for argument in arguments if argument is not type(None))
    if origin is Literal:
        return ", ".join(arguments)
    if origin is dict:
        return f"{kind(arguments[1])} by {'id' if arguments[0] == fields.Id else 'name'}"
    if origin is tuple:
        return f"list: {kind(arguments[0])}"
    if origin is Annotated:
        return _annotated_kind(arguments)
    return _ENTRY_WORDS[annotation]


def _annotated_kind(arguments: tuple[Any, ...]) -> str:
    annotation = arguments[0]
    if fields.or_unknown in arguments:
        return f"{kind(annotation)}, or unknown"
    if get_origin(annotation) is tuple:
        return f"{kind(get_args(annotation)[0])}, or a list"
    return kind(annotation)


_ENTRY_WORDS = {entry: name for name, entry in ENTRIES.items()}


@cache
def _examples() -> Mapping[type[model.Entry], tuple[Mapping[str, Any], ...]]:
    """The mappings in the example, by their class."""
    found: dict[type[model.Entry], list[Mapping[str, Any]]] = {entry: [] for entry in ENTRIES.values()}
    _collect(model.DataFile, yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")), found)
    return {entry: tuple(mappings) for entry, mappings in found.items()}


def _collect(entry: type[model.Entry], value: Any, found: dict[type[model.Entry], list[Mapping[str, Any]]]) -> None:
    found[entry].append(value)
    for name, annotation in get_type_hints(entry, include_extras=True).items():
        (nested,) = _entries_in(annotation) or (None,)
        inside = value.get(entry.model_fields[name].alias or name) if nested else None
        if nested and inside is not None:
            is_one = isinstance(inside, dict) and nested is model.Firewall
            for each in [inside] if is_one else inside.values() if isinstance(inside, dict) else inside:
                _collect(nested, each, found)


def _entries_in(annotation: Any) -> list[type[model.Entry]]:
    if isinstance(annotation, type) and issubclass(annotation, model.Entry):
        return [annotation]
    return [entry for argument in get_args(annotation) for entry in _entries_in(argument)]


def _example(entry: type[model.Entry], key: str) -> str:
    """The first value of a key in the example, on one line; of entries that have keys of their own, the shortest."""
    if entry is model.DataFile:
        return f"{key}:"
    value = next(mapping[key] for mapping in _examples()[entry] if key in mapping)
    if isinstance(value, list) and isinstance(value[0], list | dict):
        value = [min(value, key=lambda item: len(to_flow(item)))]
    return f"{key}: {to_flow(value)}"
