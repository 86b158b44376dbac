"""The meaning of valid data."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portdocs.registry import Ports, Registry, load_registry
from tests.data import registry_of


def test_text_is_not_reinterpreted() -> None:
    registry = registry_of("""
        services:
          a: {name: 1.10, description: yes, notes: 0x1F, runtime: {Workers: 017, Since: 2024-01-01, on: off}}
    """)
    service = registry.services["a"]
    assert (service.name, service.description, service.notes) == ("1.10", "yes", "0x1F")
    assert service.runtime == {"Workers": "017", "Since": "2024-01-01", "on": "off"}


def test_one_value_means_a_list_of_one() -> None:
    one, many = registry_of("""
        hosts: {h: {addresses: 10.0.0.1}}
        services:
          a: {host: h, unit: a.service, container: c, listeners: [{port: 1, bind: 127.0.0.1, transport: udp}]}
          b: {host: [h], unit: [a.service], container: [c], listeners: [{port: 1, bind: [127.0.0.1], transport: [udp]}]}
    """).services.values()
    assert repr(one) == repr(many), "places differ, values do not"


def test_a_single_host_is_implied() -> None:
    registry = registry_of("services: {a: , b: {external: true}}")
    assert [host.id for host in registry.hosts_of(registry.services["a"])] == ["host"]
    assert registry.hosts_of(registry.services["b"]) == ()
    assert not registry.declares_hosts


def test_the_owner_defaults_to_that_of_the_suite() -> None:
    registry = registry_of("""
        suites: {s: {owner: Jo}}
        services: {a: {suite: s}, b: {suite: s, owner: Kim}, c: }
    """)
    assert [registry.owner_of(service) for service in registry.services.values()] == ["Jo", "Kim", None]


def test_every_value_has_a_location() -> None:
    registry = registry_of("""
        services:
          a:
            listeners:
              - {port: 1, bind: [10.0.0.1, 10.0.0.2]}
        """)
    service = registry.services["a"]
    listener = (service.listeners or ())[0]
    assert str(service.location) == "data/x.yml:3:3"
    assert str(listener.at.value_location("port")) == "data/x.yml:5:16"
    assert str(listener.at.value_location("bind", 1)) == "data/x.yml:5:36"
    assert str(listener.at.value_location("health")) == "data/x.yml:5:9", (
        "a missing value has the location of its entry"
    )


def test_the_order_of_files_and_entries_does_not_matter() -> None:
    a, b = b"services: {a: , b: {depends_on: [a]}}", b"services: {c: {depends_on: [b, a]}}"
    first, second = load_registry({"a.yml": a, "b.yml": b}), load_registry({"b.yml": b, "a.yml": a})
    assert isinstance(first, Registry)
    assert isinstance(second, Registry)
    assert list(first.services) == list(second.services) == ["a", "b", "c"]


@given(st.integers(1, 65535), st.integers(1, 65535))
def test_ports_round_trip(a: int, b: int) -> None:
    low, high = sorted((a, b))
    registry = registry_of(f"ranges: {{r: {{ports: [{low}-{high}, {low}]}}}}")
    assert registry.ranges["r"].ports == (Ports(low, high), Ports(low, low))


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1).filter(str.strip))
def test_text_round_trips(text: str) -> None:
    import json

    registry = registry_of(f"services: {{a: {{notes: {json.dumps(text, ensure_ascii=False)}}}}}")
    assert registry.services["a"].notes == text
