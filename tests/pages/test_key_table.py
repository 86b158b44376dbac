"""The reference of all keys: complete, and every example loads."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from portdocs.pages.inline import cell_text
from portdocs.pages.tables.key_table import ENTRIES, EXAMPLE, key_table
from portdocs.registry import Registry, load_registry, model
from portdocs.registry.fields import ORIGIN_ALIAS
from tests.data import registry_of
from tests.site.project import ROOT


def rows(keys_of: str) -> list[tuple[str, ...]]:
    table = key_table(registry_of("services: {}"), keys_of)
    return [tuple(map(cell_text, row.cells)) for row in table.rows]


def test_the_example_loads() -> None:
    assert isinstance(load_registry({"data/example.yml": EXAMPLE.read_bytes()}), Registry)


def test_every_entry_of_the_model_is_in_the_reference() -> None:
    entries = {one for one in vars(model).values() if isinstance(one, type) and issubclass(one, model.Entry)}
    assert {*ENTRIES.values()} == entries - {model.Entry, model.NamedEntry}
    page = (ROOT / "docs" / "guide" / "reference.md").read_text()
    assert sorted(re.findall(r'key_table\("(\w+)"\)', page)) == sorted(ENTRIES)


@pytest.mark.parametrize("keys_of", ENTRIES)
def test_every_key_has_a_kind_a_meaning_and_an_example(keys_of: str) -> None:
    fields = {field.alias or name for name, field in ENTRIES[keys_of].model_fields.items()} - {ORIGIN_ALIAS}
    assert {row[0] for row in rows(keys_of)} == fields
    for key, kind, _, meaning, example in rows(keys_of):
        assert kind, key
        assert meaning.endswith("."), key
        value: Any = yaml.safe_load(example)
        assert list(value) == [key]


@pytest.mark.parametrize(
    ("keys_of", "expected"),
    [
        ("listener", ("port", "port or range", "", "The port of the host, 1 to 65535, or a range", "port: 8000")),
        ("listener", ("transport", "tcp, udp, or a list", "tcp", "tcp (default) or udp, or both.", "transport: tcp")),
        ("endpoint", ("url", "URL, or a list", "required", "http, https, ws", "url: https://api.shop.example.org")),
        ("service", ("external", "true or false", "false", "True if someone else runs it", "external: false")),
        ("service", ("links", "http or https URL by name", "", "Related web addresses", "links: {Dashboard: ")),
    ],
)
def test_a_key(keys_of: str, expected: tuple[str, ...]) -> None:
    (row,) = [row for row in rows(keys_of) if row[0] == expected[0]]
    assert all(cell.startswith(start) for cell, start in zip(row, expected, strict=True)), row
    assert row[2] == expected[2]
