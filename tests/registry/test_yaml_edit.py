"""Edits of data files as text: what they add, what they leave as it was, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portdocs.registry.yaml_edit import CannotEdit, add_item, add_key, append_section

Edit = Callable[[str], str]


def key(*path: str | int) -> Edit:
    return lambda text: add_key(text, path, "new", 1)


def item(*path: str | int) -> Edit:
    return lambda text: add_item(text, path, 443)


def section(text: str) -> str:
    return append_section(text, "services", {"b": {"port": 2}})


EDITS: dict[str, tuple[Edit, str, str]] = {
    "a key after the last one": (key("a"), "a:\n  x: 1  # why\n# end\n", "a:\n  x: 1  # why\n  new: 1\n# end\n"),
    "a key in braces": (key("a"), "z: { y: 1 }\na: { x: 1 }\n", "z: { y: 1 }\na: { x: 1, new: 1 }\n"),
    "a key in empty braces": (key("a"), "z: { y: 1 }\na: {}\n", "z: { y: 1 }\na: {new: 1}\n"),
    "a key behind a comma": (key("a"), "a: {x: 1,}\n", "a: {x: 1, new: 1}\n"),
    "a key of an item": (key("a", 1), "a:\n  - x: 1\n  - x: 2\n", "a:\n  - x: 1\n  - x: 2\n    new: 1\n"),
    "a key without a last line break": (key("a"), "a:\n  x: 1", "a:\n  x: 1\n  new: 1\n"),
    "a key behind a text of many lines": (key("a"), "a:\n  x: |\n    1\nb: 2\n", "a:\n  x: |\n    1\n  new: 1\nb: 2\n"),
    "an item of a list": (item("a", "x"), "a:\n  x:\n    - 80\n", "a:\n  x:\n    - 80\n    - 443\n"),
    "an item in brackets": (item("a", "x"), "a:\n  x: [80]\n", "a:\n  x: [80, 443]\n"),
    "an item of a missing list": (item("a", "x"), "a:\n  y: 1\n", "a:\n  y: 1\n  x:\n    - 443\n"),
    "a missing section": (section, "hosts: {}", "hosts: {}\nservices:\n  b:\n    port: 2\n"),
    "an empty section": (section, "services:\nhosts: 1\n", "services:\n  b:\n    port: 2\nhosts: 1\n"),
    "a section with empty braces": (section, "services: {}\nhosts: 1\n", "services:\n  b:\n    port: 2\nhosts: 1\n"),
    "a section": (section, "services:\n    a: 1\n", "services:\n    a: 1\n    b:\n      port: 2\n"),
}
REFUSED: dict[str, tuple[Edit, str, str]] = {
    "not YAML": (key("a"), "a: [", "not valid YAML"),
    "no mapping": (key("a"), "a: 1\n", "expected a mapping"),
    "no such item": (key("a", 3), "a: [{}]\n", "expected a mapping"),
    "an empty list": (item("a", "x"), "a:\n  x: []\n", "`x` is not a list with items"),
    "a section in braces": (section, "services: { a: 1 }\n", "`services` is written in braces; write it as a block"),
    "the same key again": (
        lambda text: add_key(text, ("a",), "x", 2),
        "a:\n  x: 1\n",
        "it is written in an unusual way",
    ),
}


@pytest.mark.parametrize(("edit", "text", "expected"), EDITS.values(), ids=EDITS)
def test_an_edit_adds_what_it_should_and_changes_nothing_else(edit: Edit, text: str, expected: str) -> None:
    assert edit(text) == expected


@pytest.mark.parametrize(("edit", "text", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_edited_is_refused(edit: Edit, text: str, reason: str) -> None:
    with pytest.raises(CannotEdit, match=f"^{reason}$"):
        edit(text)
