"""The JSON: valid and complete for any text, and its flat list answers for a port what the rest says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from portdocs.export.json_export import SCHEMA_VERSION, json_export
from portdocs.registry import Registry
from portdocs.topology.bindings import bindings
from tests.data import registry_of
from tests.export.registries import SHOP
from tests.export.texts import registry_with, texts


def read_back(registry: Registry) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json_export(registry))
    return document


SETTINGS = """
checks: {missing-health: {severity: off, reason: later}}
baseline: [{check: unknown-bind, message: x, date: 2026-11-29}]
"""


@given(name=texts, key=texts, value=texts, reason=texts)
def test_any_text_is_itself_when_it_is_read_back(name: str, key: str, value: str, reason: str) -> None:
    service = {"name": name, "runtime": {key: value}, "accept": {"unowned-service": reason}}
    (entry,) = read_back(registry_with({"services": {"a": service}}))["services"]
    assert (entry["name"], entry["runtime"], entry["accept"]) == (name, {key: value}, {"unowned-service": reason})


def test_every_entry_says_where_it_is_declared() -> None:
    document = read_back(registry_of(SHOP + SETTINGS))
    assert document.pop("schema_version") == SCHEMA_VERSION
    assert document.pop("verification") == []  # nothing was ever compared
    for kind, entries in document.items():
        assert entries, kind
        for entry in entries:
            assert entry["declared"]["file"] == "data/x.yml", kind
            assert entry["declared"]["line"] > 1, kind


def test_a_host_that_is_only_implied_is_declared_nowhere() -> None:
    (host,) = read_back(registry_of("services: {a: }"))["hosts"]
    assert host["declared"] is None


def test_every_binding_is_in_the_flat_list() -> None:
    registry = registry_of(SHOP)
    expected = {(b.service.id, b.host.id, b.transport, b.bind, b.ports.first) for b in bindings(registry)}
    taken = [p for p in read_back(registry)["ports"] if p["state"] == "taken"]
    assert {(p["service"], p["host"], p["transport"], p["bind"], p["port"]) for p in taken} == expected
    assert len(taken) == len(expected)


def test_the_flat_list_is_sorted_by_port() -> None:
    ports = [entry["port"] for entry in read_back(registry_of(SHOP))["ports"]]
    assert ports == sorted(ports)


@pytest.mark.parametrize(
    ("service", "state", "exposure"),
    [
        ("listeners: [{port: 1, bind: 127.0.0.1}]", "taken", "loopback"),
        ("status: planned, listeners: [{port: 1, bind: '*'}]", "taken", "network"),
        ("status: retired, listeners: [{port: 1, bind: '*'}]", "rests", None),
        ("external: true, listeners: [{port: 1}]", "external", None),
        ("listeners: [{container_port: 1}]", "container", "container"),
        ("listeners: [{port: 1, container_port: 2, bind: '*'}]", "taken", "network"),
    ],
)
def test_the_state_of_a_port(service: str, state: str, exposure: str | None) -> None:
    (port,) = read_back(registry_of(f"services: {{a: {{{service}}}}}"))["ports"]
    assert (port["port"], port["state"], port["exposure"]) == (1, state, exposure)


def test_every_entry_stands_on_a_line_of_its_own() -> None:
    lines = json_export(registry_of(SHOP)).splitlines()
    assert sum(line.startswith('{"id":"shop-api"') for line in lines) == 1
