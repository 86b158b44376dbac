"""Lines of /etc/services: names that services(5) takes, each for one port."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.export.services_export import services_export
from tests.data import registry_of
from tests.export.texts import registry_with, texts

LINE = re.compile(r"(?P<name>[a-z0-9-]+)\s+(?P<port>[0-9]+)/(?P<transport>tcp|udp)\s+# .*")


def entries(text: str) -> list[tuple[str, int, str]]:
    """Name, port and transport of each line; every other line is a comment or empty."""
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    matches = [LINE.fullmatch(line) for line in lines]
    assert all(matches), lines
    return [(m["name"], int(m["port"]), m["transport"]) for m in matches if m]


@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ("services: {a: {listeners: [{port: 80}]}}", ["a 80/tcp"]),
        ("services: {a: {listeners: [{port: 53, transport: [tcp, udp]}]}}", ["a 53/tcp", "a 53/udp"]),
        ("services: {a: {listeners: [{port: 80, bind: 127.0.0.1}, {port: 80, bind: '::1'}]}}", ["a 80/tcp"]),
        ("services: {a: {listeners: [{port: 80, name: Web UI!}, {port: 81}]}}", ["a-web-ui 80/tcp", "a-81 81/tcp"]),
        ("services: {a: {listeners: [{port: 8000-8001, name: w}]}}", ["a-8000 8000/tcp", "a-8001 8001/tcp"]),
        (
            "services: {a: {listeners: [{port: 80, name: b}, {port: 81}]}, a-b: {listeners: [{port: 90}]}}",
            ["a-80 80/tcp", "a-81 81/tcp", "a-b 90/tcp"],
        ),
        (
            "services: {a: {listeners: [{port: 80}, {port: 81}]}, a-80: {listeners: [{port: 90}]}}",
            ["a-80-2 80/tcp", "a-81 81/tcp", "a-80 90/tcp"],
        ),
        ("services: {a: {listeners: [{port: 1, name: x}, {port: 2, name: x}]}}", ["a-x 1/tcp", "a-2 2/tcp"]),
        ("services: {b: {listeners: [{port: 80}]}, a: {listeners: [{port: 80}]}}", ["a 80/tcp", "b 80/tcp"]),
        ("services: {a: {status: planned, listeners: [{port: 80}]}}", ["a 80/tcp"]),
        ("services: {a: {status: retired, listeners: [{port: 80}]}}", []),
        ("services: {a: {external: true, listeners: [{port: 80}]}}", []),
        ("services: {a: {listeners: [{container_port: 80}, {socket: /run/a}]}, b: {listeners: unknown}, c: }", []),
        ("services: {a: {listeners: [{port: 10000-20000}]}}", []),
    ],
)
def test_names(yaml: str, expected: list[str]) -> None:
    found = entries(services_export(registry_of(yaml)))
    assert [f"{name} {port}/{transport}" for name, port, transport in found] == expected


def test_a_long_run_is_a_comment() -> None:
    text = services_export(registry_of("services: {a: {listeners: [{port: 10000-20000, transport: udp}]}}"))
    assert "# a 10000-20000/udp: 10001 ports without a line, a, This host" in text


IDS = st.from_regex(r"[ab](-[ab0-9]{1,3}){0,2}", fullmatch=True)
LISTENERS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.fixed_dictionaries(
        {"port": st.sampled_from([1, 2, 3, "1-3"]), "name": st.sampled_from(["a", "b", "1", "a-1", "é"])}
    ),
    max_size=4,
)


@given(st.dictionaries(IDS, LISTENERS, max_size=5))
def test_no_name_stands_for_two_ports(services: dict[str, list[dict[str, Any]]]) -> None:
    data = {"services": {id: {"listeners": listeners} for id, listeners in services.items()}, "suites": {}}
    found = entries(services_export(registry_with(data)))
    assert len({name for name, *_ in found}) == len({(name, port) for name, port, _ in found})
    by_service = {
        (id, p)
        for id, ls in services.items()
        for one in ls
        for p in ([1, 2, 3] if one["port"] == "1-3" else [one["port"]])
    }
    assert len(found) == len(by_service)


@given(texts)
def test_any_title_stays_in_its_comment(title: str) -> None:
    text = services_export(registry_with({"services": {"a": {"name": title, "listeners": [{"port": 80}]}}}))
    assert entries(text) == [("a", 80, "tcp")]
