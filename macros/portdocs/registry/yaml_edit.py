"""Edit data files as text: comments, order and style of everything else stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from portdocs.registry.yaml_writer import Commented, lines_of


class CannotEdit(Exception):
    """The file is written in a way that this module does not change, with the reason."""


def add_key(text: str, path: Sequence[str | int], key: str, value: Any) -> str:
    """Add a key to the mapping at a path such as `("services", "api", "listeners", 0)`. Raises CannotEdit."""
    node = _find(_compose(text), path)
    if not isinstance(node, MappingNode):
        raise CannotEdit("expected a mapping")
    return _checked(text, _add(text, node, lines_of({key: value}), node.value[0][0] if node.value else None))


def add_item(text: str, path: Sequence[str | int], item: Any) -> str:
    """Add an item to the list at a path; the list itself may be missing. Raises CannotEdit."""
    *outer, key = path
    owner = _find(_compose(text), outer)
    node = _get(owner, key)
    if node is None:
        return add_key(text, outer, str(key), [Commented(item)])
    if not isinstance(node, SequenceNode) or not node.value:
        raise CannotEdit(f"`{key}` is not a list with items")
    return _checked(text, _add(text, node, lines_of([item]), node))


def append_section(text: str, section: str, entries: Mapping[str, Any] | Sequence[Any]) -> str:
    """Append entries to a top-level section; it is created if missing. Raises CannotEdit."""
    lines = lines_of(entries)
    root = _compose(text)
    node = _get(root, section)
    if node is None:
        body = "".join(f"  {line}\n" for line in lines)
        return _checked(text, f"{_with_newline(text)}{section}:\n{body}")
    if not isinstance(node, CollectionNode) or not node.value:
        key = next(key for key, _ in root.value if key.value == section) if isinstance(root, MappingNode) else node
        remaining = text[: node.start_mark.index].rstrip(" ") + text[node.end_mark.index :]
        return _checked(text, _insert(remaining, key.end_mark.line, lines, 2))
    if node.flow_style:
        raise CannotEdit(f"`{section}` is written in braces; write it as a block")
    return _checked(text, _add(text, node, lines, node.value[0][0] if isinstance(node, MappingNode) else node))


def _compose(text: str) -> Node | None:
    try:
        return yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        raise CannotEdit("not valid YAML") from None


def _find(node: Node | None, path: Sequence[str | int]) -> Node | None:
    for part in path:
        node = _get(node, part)
    return node


def _get(node: Node | None, part: str | int) -> Node | None:
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        found: Node = node.value[part]
        return found
    return None


def _add(text: str, node: CollectionNode, lines: Sequence[str], first: Node | None) -> str:
    """Insert lines at the end of a collection; `first` shows the column of its entries."""
    if node.flow_style or first is None:
        before = text[: node.end_mark.index - 1].rstrip()
        joined = "" if before[-1:] in "{[" else " " if before[-1:] == "," else ", "
        return f"{before}{joined}{' '.join(line.strip() for line in lines).removeprefix('- ')}{text[len(before) :]}"
    return _insert(text, _last_line(node), lines, first.start_mark.column)


def _insert(text: str, line: int, lines: Sequence[str], indent: int) -> str:
    rows = _with_newline(text).splitlines(keepends=True)
    rows[line + 1 : line + 1] = [f"{' ' * indent}{one}\n" if one else "\n" for one in lines]
    return "".join(rows)


def _with_newline(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _last_line(node: Node) -> int:
    """The last line of a value, without the comments and blank lines behind it."""
    if isinstance(node, ScalarNode):
        ends_above = node.end_mark.column == 0 and node.end_mark.line > node.start_mark.line
        return int(node.end_mark.line) - int(ends_above)
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.line)
    last = node.value[-1]
    return max(map(_last_line, last)) if isinstance(last, tuple) else _last_line(last)


def _checked(old: str, new: str) -> str:
    """The new text, if everything in the old one is still there."""
    before, after = _plain(old), _plain(new)
    if not _includes(after, before):
        raise CannotEdit("it is written in an unusual way")
    return new


def _plain(text: str) -> Any:
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        raise CannotEdit("the result would not be valid YAML") from None


def _includes(after: Any, before: Any) -> bool:
    if isinstance(before, dict):
        return isinstance(after, dict) and all(key in after and _includes(after[key], before[key]) for key in before)
    if isinstance(before, list):
        return isinstance(after, list) and all(_includes(a, b) for a, b in zip(after, before, strict=False))
    return before in ("", None) or bool(after == before)
