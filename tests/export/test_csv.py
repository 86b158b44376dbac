"""The CSV: any text is itself when it is read back, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.export.csv_export import COLUMNS, csv_export, escape_formula
from portdocs.registry import Registry
from tests.data import registry_of
from tests.export.texts import registry_with, texts

GUARDED = re.compile(r"'+[=+@\t\r-]")


def read_back(text: str) -> list[dict[str, str]]:
    """The rows as a program reads them, without the apostrophes that guard them."""
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return [{key: unguarded(value) for key, value in row.items()} for row in rows]


def unguarded(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell


@given(name=texts, owner=texts, protocol=texts, description=texts)
def test_any_text_is_itself_when_it_is_read_back(name: str, owner: str, protocol: str, description: str) -> None:
    service = {
        "name": name,
        "owner": owner,
        "description": description,
        "listeners": [{"port": 1, "protocol": protocol}],
    }
    (row,) = read_back(csv_export(registry_with({"services": {"a": service}})))
    assert (row["name"], row["owner"], row["protocol"], row["description"]) == (name, owner, protocol, description)


@given(st.text(alphabet="'=+-@\t\ra", max_size=5))
def test_no_cell_is_a_formula_and_none_changes(cell: str) -> None:
    assert not re.match(r"[=+@\t\r-]", escape_formula(cell))
    assert unguarded(escape_formula(cell)) == cell


@pytest.mark.parametrize("cell", ["127.0.0.1", "a=b", "'quoted'", "*", "", "8000-8009", " =1"])
def test_what_is_no_formula_stays(cell: str) -> None:
    assert escape_formula(cell) == cell


def test_lines_end_as_rfc_4180_says() -> None:
    text = csv_export(registry_of("services: {a: {listeners: [{port: 1}]}}"))
    assert text.count("\r\n") == 2
    assert "\n" not in text.replace("\r\n", "")
    assert text.startswith(",".join(COLUMNS) + "\r\n")


CASES = {
    "one row for each host, transport and bind": (
        "hosts: {x: , y: }\n"
        "services: {a: {host: [x, y], listeners: [{port: 53, transport: [tcp, udp], bind: [127.0.0.1, '::1']}]}}",
        [(h, t, b, "53") for h in "xy" for t in ("tcp", "udp") for b in ("127.0.0.1", "::1")],
    ),
    "a socket": ("services: {a: {listeners: [{socket: /run/a}]}}", [("host", "unix", "", "")]),
    "a container's own port": ("services: {a: {listeners: [{container_port: 80}]}}", [("host", "tcp", "", "")]),
    "an external service has no host": ("services: {a: {external: true, listeners: [{port: 25}]}}",
                                        [("", "tcp", "unknown", "25")]),
    "no listener, no row": ("services: {a: {listeners: unknown}, b: }", []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_rows(case: str) -> None:
    yaml, expected = CASES[case]
    rows = read_back(csv_export(registry_of(yaml)))
    assert [(row["host"], row["transport"], row["bind"], row["port"]) for row in rows] == expected


def test_an_empty_registry_has_a_header() -> None:
    assert csv_export(Registry({}, {}, {}, (), {}, (), ())) == ",".join(COLUMNS) + "\r\n"
