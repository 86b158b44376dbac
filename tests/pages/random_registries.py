"""Registries of any shape for property tests: hosts, suites, zones, chains of proxies, cycles, odd names."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from portdocs.registry import Registry
from tests.data import registry_of

_NAMES = [
    "Payments",
    "検索サービス",
    "שירות תשלומים",
    "🎉 emoji 👩‍👩‍👧",
    "W" * 60,
    "a-very-long-name " * 17,
    "auth.internal.example.org",
]
_DOMAINS = ["x{}.org", "s{}.a-very-long-subdomain-of-a-team.internal.example.org/with/a/long/path"]
_Json = dict[str, Any]


@st.composite
def registries(draw: st.DrawFn) -> Registry:
    """A registry with up to 40 services."""
    hosts = [f"h{n}" for n in range(draw(st.integers(1, 6)))]
    suites = [f"t{n}" for n in range(draw(st.integers(0, 3)))]
    zones = [f"z{n}" for n in range(draw(st.integers(0, 2)))]
    services = _proxies(draw, hosts) | {f"e{n}": {"external": True} for n in range(draw(st.integers(0, 2)))}
    ids = [f"s{n}" for n in range(draw(st.sampled_from([1, 2, 5, 9, 14, 25, 40])))]
    services |= {id: draw(_service(at, ids, hosts, suites)) for at, id in enumerate(ids)}
    proxies = [id for id in services if id.startswith("p")]
    data: _Json = {
        "hosts": {id: {"name": draw(_name(id)), "addresses": [f"10.0.0.{n + 1}"]} for n, id in enumerate(hosts)},
        "suites": {id: {"name": draw(_name(id))} for id in suites},
        "zones": {id: {"addresses": [f"100.{n}.0.0/16"]} for n, id in enumerate(zones)},
        "services": services,
        "endpoints": [one for at, id in enumerate(ids) for one in draw(_endpoints(at, id, proxies, zones))],
    }
    return registry_of(json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False))


def _proxies(draw: st.DrawFn, hosts: list[str]) -> _Json:
    count = draw(st.integers(0, 4))
    listeners = [{"port": 443, "protocol": "https", "bind": "0.0.0.0"}]
    return {f"p{n}": {"host": draw(st.sampled_from(hosts)), "listeners": listeners} for n in range(count)}


def _name(id: str) -> st.SearchStrategy[str]:
    return st.one_of(st.just(id), st.just(id), st.sampled_from(_NAMES))


@st.composite
def _service(draw: st.DrawFn, at: int, ids: list[str], hosts: list[str], suites: list[str]) -> _Json:
    service: _Json = {
        "name": draw(_name(f"Service {at}")),
        "host": draw(st.lists(st.sampled_from(hosts), min_size=1, max_size=len(hosts), unique=True)),
        "listeners": draw(_listeners(at)),
        "status": draw(st.sampled_from(["active", "active", "planned", "deprecated", "retired"])),
        "depends_on": draw(st.lists(st.sampled_from(ids), max_size=2, unique=True)),
    }
    service["depends_on"] = [id for id in service["depends_on"] if id != f"s{at}"]
    suite = draw(st.sampled_from(["", *suites]))
    return service | ({"suite": suite} if suite else {})


def _listeners(at: int) -> st.SearchStrategy[Any]:
    port = 9000 + 10 * at
    many = [{"port": port + n, "transport": ["tcp", "udp"], "bind": "0.0.0.0"} for n in range(5)]
    shapes: list[Any] = [
        [{"port": port, "protocol": "http", "bind": "127.0.0.1"}],
        [{"container_port": port}],
        [{"socket": f"/run/a/long/path/to/the/socket/of/service-{at}.sock"}],
        many,
        [],
        "unknown",
    ]
    return st.sampled_from(shapes)


@st.composite
def _endpoints(draw: st.DrawFn, at: int, id: str, proxies: list[str], zones: list[str]) -> list[_Json]:
    count = draw(st.sampled_from([0, 1, 1, 2, 5]))
    return [draw(_endpoint(f"{at}-{n}", id, proxies, zones)) for n in range(count)]


@st.composite
def _endpoint(draw: st.DrawFn, label: str, id: str, proxies: list[str], zones: list[str]) -> _Json:
    via = draw(st.lists(st.sampled_from(proxies), max_size=3, unique=True)) if proxies else []
    scheme = draw(st.sampled_from(["https", "http", "wss"]))
    url = f"{scheme}://{draw(st.sampled_from(_DOMAINS)).format(label)}"
    sources = draw(st.lists(st.sampled_from(["internet", *zones]), min_size=1, unique=True))
    end = {"redirect": "https://elsewhere.org"} if draw(st.integers(0, 9)) == 0 else {"to": id}
    status = draw(st.sampled_from(["active", "planned"]))
    return {"url": url, "from": sources, "status": status, **end} | ({"via": via} if via else {})
