"""YAML in which every scalar is text: `22:22` is not 1342 as in YAML 1.1.

Anchors, aliases and `<<` are common in compose files. Their size is limited before construction: a few
hundred bytes of aliases can expand to millions of values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from portdocs.scan.safe_files import Broken, clean

MAX_DEPTH = 50
MAX_VALUES = 200_000
"""Number of values with every alias expanded."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text, without its quotes."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Reset:
    """`!reset`: discards the value of earlier files (compose specification, "Merge")."""

    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Value, ...]
    line: int
    overrides: bool = False
    """True if it replaces the value of earlier files (`!override`) instead of extending it."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, merge keys applied."""

    values: dict[str, Value] = field(default_factory=dict)
    line: int = 1
    overrides: bool = False

    def mapping(self, key: str) -> Mapping:
        """The mapping under a key, else an empty one."""
        value = self.values.get(key)
        return value if isinstance(value, Mapping) else Mapping(line=self.line)


Value: TypeAlias = Scalar | Sequence | Mapping | Reset


def read_document(text: str) -> Mapping:
    """Parse a file as a mapping. Raises Broken."""
    value = read_value(text)
    if not isinstance(value, Mapping):
        raise Broken("expected `services:` at the top of the file; is this a compose file?", value.line)
    return value


def read_value(text: str) -> Value:
    """Parse a file of one document; an empty file is an empty mapping. Raises Broken."""
    documents = read_documents(text)
    if len(documents) > 1:
        raise Broken("a second document in the file, expected one; remove it", documents[1].line)
    return documents[0] if documents else Mapping()


def read_documents(text: str) -> list[Value]:
    """Parse all documents of a file, without empty ones. Raises Broken."""
    # The C parser misplaces what follows a tab (libyaml).
    loader = yaml.BaseLoader if "\t" in text else getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        _check_depth(text, loader)
        nodes = [node for node in yaml.compose_all(text, Loader=loader) if node is not None]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Broken(f"not valid YAML ({_problem(error)}); correct it", mark.line + 1 if mark else 1) from None
    except yaml.YAMLError:
        raise Broken("a character that YAML does not allow; remove it") from None
    bounded = _Bounded()
    for node in nodes:
        bounded.count(node)
    return [_value(node) for node in nodes if not (isinstance(node, ScalarNode) and not node.value)]


def _problem(error: yaml.MarkedYAMLError) -> str:
    # The full message may repeat text of the file.
    return clean(" ".join((error.problem or "cannot be read").split(":")[0].split("'")[0].split()), 60)


def _check_depth(text: str, loader: type) -> None:
    """Limit the depth, since composing is recursive."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            mark: Any = event.start_mark  # the parser marks every event
            raise Broken(f"nested deeper than {MAX_DEPTH} levels; expected about 10", mark.line + 1)


class _Bounded:
    """Counts values with all aliases expanded, visiting each node once."""

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}

    def count(self, node: Node) -> int:
        """The number of values of a node. Raises Broken if there are too many, or infinitely many."""
        known = self.counts.get(id(node))
        if known == 0:
            raise Broken("an alias that contains itself; write the value out", node.start_mark.line + 1)
        if known is None:
            self.counts[id(node)] = 0
            known = 1 + sum(self.count(child) for child in _children(node))
            if known > MAX_VALUES:
                raise Broken(f"aliases that expand to more than {MAX_VALUES} values", node.start_mark.line + 1)
            self.counts[id(node)] = known
        return known


def _children(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value) if isinstance(node, SequenceNode) else []


def _value(node: Node) -> Value:
    line, overrides = node.start_mark.line + 1, node.tag == "!override"
    if node.tag == "!reset":
        return Reset(line)
    if isinstance(node, MappingNode):
        return Mapping(_values(node), line, overrides)
    if isinstance(node, SequenceNode):
        return Sequence(tuple(_value(child) for child in node.value), line, overrides)
    return Scalar(str(node.value) if isinstance(node, ScalarNode) else "", line)


def _values(node: MappingNode) -> dict[str, Value]:
    """The keys of a mapping; its own win over merged ones, and earlier merged ones over later."""
    own: dict[str, Value] = {}
    merged: dict[str, Value] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            raise Broken("a key that is not plain text; quote it", key.start_mark.line + 1)
        if key.value == "<<" and not key.style:
            for source in value.value if isinstance(value, SequenceNode) else [value]:
                if not isinstance(source, MappingNode):
                    raise Broken("`<<` merges mappings; write the values out", key.start_mark.line + 1)
                for name, inherited in _values(source).items():
                    merged.setdefault(name, inherited)
        elif key.value in own:
            raise Broken("a key is written twice in a mapping; remove one of the two", key.start_mark.line + 1)
        else:
            own[key.value] = _value(value)
    return {**merged, **own}
