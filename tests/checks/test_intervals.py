"""The sweep over intervals finds the same conflicts as comparing all pairs."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.checks import all_checks, run_checks
from portdocs.checks._intervals import MAX_OVERLAPS, subtract
from portdocs.checks.port_conflict import conflicts
from portdocs.registry import Ports, Registry, load_registry
from portdocs.registry.ports import union
from portdocs.topology.bindings import bindings
from tests.operations import count_calls

BINDS = ["*", "0.0.0.0", "::", "127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1", "10.0.0.1", "unknown"]
HOSTS = ["h", "i"]


def registry_from(data: dict[str, Any]) -> Registry:
    registry = load_registry({"data/x.yml": json.dumps(data).encode()})
    assert isinstance(registry, Registry), registry
    return registry


@st.composite
def port_ranges(draw: st.DrawFn, highest: int = 12) -> str:
    first = draw(st.integers(1, highest))
    last = draw(st.integers(first, highest))
    return f"{first}-{last}"


LISTENER = st.fixed_dictionaries(
    {
        "port": port_ranges(),
        "bind": st.lists(st.sampled_from(BINDS), min_size=1, max_size=2, unique=True),
        "transport": st.lists(st.sampled_from(["tcp", "udp"]), min_size=1, unique=True),
    }
)
SERVICE = st.fixed_dictionaries(
    {
        "host": st.lists(st.sampled_from(HOSTS), min_size=1, unique=True),
        "listeners": st.lists(LISTENER, max_size=3),
        "status": st.sampled_from(["active", "active", "planned", "retired"]),
    }
)
SERVICES = st.lists(SERVICE, max_size=6).map(
    lambda services: {f"s{number}": service for number, service in enumerate(services)}
)


@given(SERVICES)
def test_the_sweep_finds_the_same_as_comparing_all_pairs(services: dict[str, Any]) -> None:
    registry = registry_from({"hosts": {id: {} for id in HOSTS}, "services": services})
    # Each call of `bindings` creates new ones, so they are compared by key.
    found = {frozenset((key(a), key(b))) for a, b in conflicts(registry)}
    naive = {
        frozenset((key(a), key(b)))
        for a, b in combinations(bindings(registry), 2)
        if a.meets(b) and not (a.listener is b.listener and "unknown" in (a.bind, b.bind))
    }
    assert found == naive


def key(binding: Any) -> tuple[object, ...]:
    return id(binding.listener), binding.host.id, binding.transport, binding.bind


@given(SERVICES)
def test_each_pair_of_listeners_is_one_finding_with_both_locations(services: dict[str, Any]) -> None:
    registry = registry_from({"hosts": {id: {} for id in HOSTS}, "services": services})
    pairs = {frozenset((id(a.listener), id(b.listener))) for a, b in conflicts(registry)}
    found = [finding for finding in run_checks(registry) if finding.check == "port-conflict"]
    assert len(found) == len(pairs)
    assert sum(len(pair) for pair in pairs) == sum(1 + len(finding.related) for finding in found)


def quiet_services(count: int) -> dict[str, Any]:
    """Services without a conflict, each with its own ports on all addresses."""
    return {
        f"s{number}": {"listeners": [{"port": f"{number * 10 + 1}-{number * 10 + 9}", "bind": "*"}]}
        for number in range(count)
    }


@given(
    count=st.integers(1, 40),
    at=st.integers(0, 39),
    offset=st.integers(1, 9),
    bind=st.sampled_from(BINDS),
    name=st.sampled_from(["a", "m", "zz"]),
    files=st.integers(1, 4),
)
def test_one_conflict_is_found_wherever_it_is(
    count: int, at: int, offset: int, bind: str, name: str, files: int
) -> None:
    victim = at % count
    services = quiet_services(count)
    services[name] = {"listeners": [{"port": victim * 10 + offset, "bind": bind}]}
    items = list(services.items())
    sources = {
        f"data/{number}.yml": json.dumps({"services": dict(items[number::files] or {"x": {}})}).encode()
        for number in range(min(files, len(items)))
    }
    registry = load_registry(sources)
    assert isinstance(registry, Registry)
    found = [finding for finding in run_checks(registry) if finding.check == "port-conflict"]
    assert len(found) == 1
    assert {name, f"s{victim}"} <= set(found[0].names("service"))


def everything() -> dict[str, Any]:
    """Data with a finding of every check."""
    return {
        "suites": {"s": {"name": "S"}, "t": {"owner": "T", "name": "Теаm"}},
        "hosts": {"h": {"firewall": {"open": [22, 80]}}, "i": {"addresses": ["10.0.0.2"]}},
        "services": {
            "nginx": {"host": "h", "listeners": [{"port": 80, "bind": "*"}, {"port": 8443, "bind": "*"}]},
            "a": {"host": "h", "suite": "s", "listeners": [{"port": 80, "bind": "0.0.0.0", "protocol": "http"}]},
            "b": {"host": "i", "suite": "s", "listeners": [{"port": 8000, "bind": "127.0.0.1"}]},
            "c": {"host": ["h", "i"], "suite": "t", "listeners": [{"port": "8000-8009"}, {"port": 40000}]},
            "d": {"host": "i", "listeners": [{"port": 5432, "bind": "*"}], "accept": {"open-unused": "x"}},
            "e": {"host": "h", "status": "retired"},
            "f": {"host": "i", "suite": "s", "listeners": "unknown", "depends_on": ["e"]},
            "g": {"host": "h", "suite": "t", "listeners": [{"port": 9001, "bind": "::"}]},
            "k": {"host": "h", "suite": "t", "listeners": [{"port": 9002, "bind": "::1", "health": "$ sudo id"}]},
        },
        "endpoints": [
            {"url": "https://a.org", "via": "nginx", "to": "a"},
            {"url": "https://A.org", "via": "nginx", "to": "b"},
            {"url": "http://b.org", "via": "nginx", "to": "b"},
            {"url": "https://c.org", "via": "nginx", "to": "c:nobody"},
            {"url": "http://d.org:80", "to": "a"},
            {"url": "https://e.org:8443", "via": "nginx", "to": "g"},
        ],
        "ranges": {
            "r": {"ports": ["8000-8009"], "suite": "s"},
            "u": {"ports": 8001},
            "v": {"ports": "9000-9009", "suite": "t"},
        },
    }


def test_every_check_has_a_finding() -> None:
    assert {check for check, _, _ in messages_of(registry_from(everything()))} == {check.id for check in all_checks()}


@given(st.randoms(use_true_random=False), st.integers(1, 5))
def test_the_order_of_files_and_keys_does_not_matter(random: Any, files: int) -> None:
    data = everything()
    entries = [
        (section, name, shuffled(value, random))
        for section, value in data.items()
        if section != "endpoints"
        for name, value in value.items()
    ]
    entries += [("endpoints", "", shuffled(endpoint, random)) for endpoint in data["endpoints"]]
    random.shuffle(entries)
    documents: list[dict[str, Any]] = [{} for _ in range(files)]
    for number, (section, name, value) in enumerate(entries):
        document = documents[number % files]
        if section == "endpoints":
            document.setdefault(section, []).append(value)
        else:
            document.setdefault(section, {})[name] = value
    registry = load_registry({f"data/{n}.yml": json.dumps(document).encode() for n, document in enumerate(documents)})
    assert isinstance(registry, Registry), registry
    assert messages_of(registry) == messages_of(registry_from(data))


def shuffled(value: Any, random: Any) -> Any:
    """The same entry with its keys in another order; lists keep their order."""
    if not isinstance(value, dict):
        return value
    keys = list(value)
    random.shuffle(keys)
    return {key: shuffled(value[key], random) for key in keys}


def messages_of(registry: Registry) -> list[tuple[str, str, str]]:
    """The findings without their locations, which depend on the order."""
    return sorted((finding.check, finding.message, finding.severity) for finding in run_checks(registry))


def test_hundreds_of_overlapping_listeners_are_all_reported() -> None:
    registry = registry_from({"services": {f"s{n}": {"listeners": [{"port": 80}]} for n in range(300)}})
    found = [finding for finding in run_checks(registry) if finding.check == "port-conflict"]
    assert len(found) == sum(min(number, MAX_OVERLAPS) for number in range(300))
    assert {id for finding in found for id in finding.names("service")} == {f"s{number}" for number in range(300)}


SIZES = [2_000, pytest.param(65_535, marks=pytest.mark.thorough)]
CALLS = 80
"""Of functions, for each listener; all pairs of 2,000 would be a thousand."""


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("bind", ["*", "unknown"])
def test_many_ports_of_a_host_take_a_few_calls_each(bind: str, count: int) -> None:
    listeners = [{"port": port, "bind": bind} for port in range(1, count + 1)]
    registry = registry_from({"services": {"s": {"listeners": listeners}}})
    assert count_calls(lambda: list(conflicts(registry))) < CALLS * count
    assert list(conflicts(registry)) == []


@pytest.mark.parametrize("count", [2_000, pytest.param(20_000, marks=pytest.mark.thorough)])
def test_long_runs_on_addresses_of_their_own_take_a_few_calls_each(count: int) -> None:
    listeners = [{"port": "1-65535", "bind": f"127.0.{n // 250}.{n % 250 + 1}"} for n in range(count)]
    registry = registry_from({"services": {"s": {"listeners": listeners}}})
    assert count_calls(lambda: list(conflicts(registry))) < CALLS * count
    assert list(conflicts(registry)) == []


PORTS = st.tuples(st.integers(1, 30), st.integers(1, 30)).map(lambda pair: Ports(min(pair), max(pair)))


@given(PORTS, st.lists(PORTS, max_size=6))
def test_set_operations_on_intervals(ports: Ports, others: list[Ports]) -> None:
    expected = {port for run in others for port in range(run.first, run.last + 1)}
    assert [port for run in union(others) for port in range(run.first, run.last + 1)] == sorted(expected)
    rest = [port for run in subtract(ports, others) for port in range(run.first, run.last + 1)]
    assert rest == [port for port in range(ports.first, ports.last + 1) if port not in expected]


def test_the_number_of_findings_grows_linearly() -> None:
    many = 200
    registry = registry_from(
        {
            "suites": {"a": {"owner": "x"}, "b": {"owner": "y"}},
            "ranges": {f"r{n}": {"ports": "8000-8100", "suite": "a"} for n in range(many)},
            "services": {f"s{n}": {"suite": "b", "listeners": [{"port": 8080, "bind": "*"}]} for n in range(many)},
        }
    )
    found = Counter(finding.check for finding in run_checks(registry))
    for check in ("port-conflict", "range-overlap", "range-trespass"):
        assert many - 1 <= found[check] <= MAX_OVERLAPS * many, check
    assert MAX_OVERLAPS <= 10
