"""Read YAML with the file, line and column of every value, and without reinterpreting any of them.

Scalars stay text: `22:22`, `017`, `8_080` and `yes` mean what is written (YAML 1.1 would convert them), and the fields
of the model decide what a number is. Aliases, merge keys and tags are refused, so a document is never larger than its
file. Reading the parser's events is faster than composing nodes, and needs no recursion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn, TypeAlias

import yaml
from yaml import events

from portdocs.registry.findings import Finding, Location
from portdocs.registry.model import SECTIONS_BY_ID
from portdocs.registry.source_map import EMPTY, Empty, InvalidYaml, Origin, Position, SourceMap
from portdocs.registry.yaml_errors import explain
from portdocs.registry.yaml_writer import FORBIDDEN

MAX_DEPTH: Final = 50
_HARMLESS: Final = bytes([*b"\n\r\t", *range(0x20, 0x7F)])
"""Most files contain only these, so the slower search is not needed."""

Value: TypeAlias = "str | Empty | list[Any] | SourceMap | None"


def decode(data: bytes, file: str) -> str:
    """The text of a file in strict UTF-8, without a byte order mark. Raises InvalidYaml with the location of the first
    invalid byte or character."""
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        _refuse(_location_of(before, file), f"byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8")
    if data.translate(None, _HARMLESS) and (bad := FORBIDDEN.search(text)):
        _refuse(
            _location_of(text[: bad.start()], file),
            f"character U+{ord(bad[0]):04X} is invisible or a control character, expected plain text; remove it",
        )
    return text


def read_document(text: str, file: str, *, exact: bool = False) -> SourceMap:
    """The mapping in a file's only document. Raises InvalidYaml.

    Mappings are SourceMaps, lists are lists and scalars are text. A key with `null` is left out, and the value of a key
    with nothing behind it is EMPTY.

    libyaml reports wrong columns after a tab. `exact` uses the pure Python parser, which takes four times as long.
    """
    loader = yaml.SafeLoader if exact else getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        document = _Builder(file).build(iter(loader(text).get_event, None))
    except yaml.MarkedYAMLError as error:
        # For an unclosed quote or bracket, show where it opens instead of where the file ends.
        at_end = "end of stream" in (error.problem or "") and error.context_mark
        mark = error.context_mark if at_end else error.problem_mark or error.context_mark
        location = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
        _refuse(location, explain(error, text, location.line))
    except yaml.YAMLError as error:  # a character that only PyYAML refuses
        _refuse(Location(file), " ".join(str(error).split()))
    if document is None or document is EMPTY:
        _refuse(
            Location(file), "the file is empty, expected sections such as `services:`; write one or delete the file"
        )
    if not isinstance(document, SourceMap):
        _refuse(
            Location(file), "expected sections such as `services:` at the top of the file; write `services:` above it"
        )
    return document


class _Mapping:
    """A mapping under construction; records the positions of its keys and values."""

    __slots__ = ("awaits_key", "key", "origin", "value")

    def __init__(self, origin: Origin) -> None:
        self.value = SourceMap(origin)
        self.origin = origin
        self.key = ""
        self.awaits_key = True

    def put(self, value: Value, at: Position) -> None:
        if value is not None:
            self.value[self.key] = value
        elif self.origin.key in _KEYS_THAT_DECLARE:
            self.value[self.key] = EMPTY  # `postgres: null` declares postgres, as `postgres:` does
        else:  # elsewhere an explicit null means that the key is left out
            self.origin.null_keys.append(self.key)
        self.origin.values[self.key] = at
        self.awaits_key = True


class _List:
    """A list under construction; records the positions of its items in the origin of the mapping around it."""

    __slots__ = ("outer", "value")

    def __init__(self, outer: _Mapping | None = None) -> None:
        self.value: list[Any] = []
        self.outer = outer

    def put(self, value: Value, at: Position) -> None:
        if self.outer is not None:
            self.outer.origin.values[self.outer.key, len(self.value)] = at
        self.value.append(value)


class _Builder:
    """Builds values from parser events, with an explicit stack so that deep nesting is an error and not a crash."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root = _List()
        self.top: _Mapping | _List = self.root
        self.stack: list[_Mapping | _List] = []
        """The open collections around the top."""
        self.documents = 0
        self.handlers: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: self._mapping,
            events.SequenceStartEvent: self._sequence,
            events.MappingEndEvent: self._end,
            events.SequenceEndEvent: self._end,
            events.AliasEvent: self._alias,
            events.DocumentStartEvent: self._document,
        }

    def build(self, stream: Iterable[events.Event]) -> Value:
        handlers = self.handlers
        for event in stream:
            if handle := handlers.get(type(event)):
                handle(event)
        return self.root.value[0] if self.root.value else None

    # Half of all events are scalars, so this avoids calls.
    def _scalar(self, event: events.ScalarEvent) -> None:
        mark: Any = event.start_mark
        at, text, style, top = (mark.line, mark.column), event.value, event.style, self.top
        if event.anchor is not None or event.tag is not None:
            self._refuse_node(event, at)
        # decode() checked the file's characters; an escape in double quotes can still produce a forbidden one.
        if style == '"' and (bad := FORBIDDEN.search(text)):
            self._refuse(at, f"the escape makes U+{ord(bad[0]):04X}, expected visible text; remove it")
        if isinstance(top, _Mapping) and top.awaits_key:
            self._key(top, event, at)
        else:
            top.put(text if style else _PLAIN.get(text, text), at)

    def _key(self, mapping: _Mapping, event: events.ScalarEvent, at: Position) -> None:
        key, keys = event.value, mapping.origin.keys
        if key == "<<" and not event.style:
            self._refuse(at, "merge key `<<` is not allowed; write the values out")
        if not key:
            self._refuse(at, "a key is missing before `:`; write one")
        if key in keys:
            self._refuse_second(mapping.origin, key, at)
        keys[key] = at
        mapping.key = key
        mapping.awaits_key = False

    def _refuse_second(self, origin: Origin, key: str, at: Position) -> None:
        first = Location(self.file, origin.keys[key][0] + 1, origin.keys[key][1] + 1)
        is_id = len(self.stack) == _DEPTH_OF_IDS and origin.key in SECTIONS_BY_ID
        message = f"`{key}` is already declared, expected once; remove or rename one of the two"
        self._refuse(at, message, "duplicate-id" if is_id else "invalid-yaml", first)

    def _mapping(self, event: events.MappingStartEvent) -> None:
        at, outer = _at(event), self.top
        origin = Origin(self.file, *at)
        if isinstance(outer, _Mapping) and not outer.awaits_key:
            origin.key, origin.key_position = outer.key, outer.origin.keys[outer.key]
        self._open(event, _Mapping(origin), at)

    def _sequence(self, event: events.SequenceStartEvent) -> None:
        self._open(event, _List(self.top if isinstance(self.top, _Mapping) else None), _at(event))

    def _open(self, event: events.CollectionStartEvent, opened: _Mapping | _List, at: Position) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_node(event, at)
        if isinstance(self.top, _Mapping) and self.top.awaits_key:
            self._refuse(at, "a key must be plain text; if the value holds `{{ }}` or `[ ]`, quote it")
        if len(self.stack) >= MAX_DEPTH:
            self._refuse(at, f"nested deeper than {MAX_DEPTH} levels; the registry needs no more than 6")
        self.top.put(opened.value, at)
        self.stack.append(self.top)
        self.top = opened

    def _end(self, _event: events.CollectionEndEvent) -> None:
        self.top = self.stack.pop()

    def _alias(self, event: events.AliasEvent) -> None:
        self._refuse(_at(event), f"alias `*{event.anchor}` is not allowed; write the value out")

    def _document(self, event: events.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self._refuse(_at(event), "a second document starts here, expected one per file; move it to its own file")

    def _refuse_node(self, event: events.NodeEvent, at: Position) -> NoReturn:
        if event.anchor is not None:
            self._refuse(at, f"anchor `&{event.anchor}` is not allowed; remove it and write the value out")
        self._refuse(at, "a tag (`!...`) is not allowed; remove it, text needs none")

    def _refuse(
        self, at: Position, message: str, check: str = "invalid-yaml", related: Location | None = None
    ) -> NoReturn:
        location = Location(self.file, at[0] + 1, at[1] + 1)
        raise InvalidYaml(Finding(location, check, message, related=(related,) if related else ()))


def _at(event: events.Event) -> Position:
    mark: Any = event.start_mark  # set on every event of the parser
    return (mark.line, mark.column)


# Plain scalars that are not text.
_PLAIN: Final[dict[str, Empty | None]] = {"": EMPTY, "null": None, "Null": None, "NULL": None, "~": None}
# The ids of a section are nested in the document, which is in the list of documents.
_DEPTH_OF_IDS = 2
_KEYS_THAT_DECLARE = frozenset({*SECTIONS_BY_ID, "accept"})


def _location_of(before: str, file: str) -> Location:
    lines = before.split("\n")
    return Location(file, len(lines), len(lines[-1].removeprefix("\ufeff")) + 1)


def _refuse(location: Location, message: str) -> NoReturn:
    raise InvalidYaml(Finding(location, "invalid-yaml", message))
