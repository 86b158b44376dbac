"""The route of an endpoint, and the exposure of listeners."""

from __future__ import annotations

import pytest

from portdocs.topology.exposure import is_proxied, listener_exposure, listener_reach
from portdocs.topology.routes import route
from tests.data import registry_of

HOSTS = """
hosts:
  web: {addresses: [10.0.0.1]}
  app: {addresses: [10.0.0.2]}
  bare: {}
services:
  nginx: {host: web, listeners: [{port: 443, bind: "*"}]}
  same: {host: web, listeners: [{port: 8000, bind: 127.0.0.1}]}
  six: {host: web, listeners: [{port: 8001, bind: "::1"}]}
  own: {host: web, listeners: [{port: 8002, bind: 10.0.0.1}]}
  far: {host: app, listeners: [{port: 9000, bind: 0.0.0.0}]}
  lost: {host: bare, listeners: [{port: 9000, bind: 0.0.0.0}]}
  sock: {host: web, listeners: [{socket: /run/a.sock}]}
  boxed: {host: web, container: box, listeners: [{container_port: 3000}]}
  two: {host: web, listeners: [{name: db, port: 5000, protocol: postgres}, {name: ui, port: 5001, protocol: http}]}
  none: {host: web}
  high: {host: web, listeners: [{port: 1500, protocol: http}, {port: 15000, protocol: http}]}
  inner: {host: app, listeners: [{port: 8443, bind: 10.0.0.2}]}
"""


@pytest.mark.parametrize(
    ("to", "target"),
    [
        ("same", "127.0.0.1:8000"),
        ("six", "[::1]:8001"),
        ("own", "10.0.0.1:8002"),
        ("far", "10.0.0.2:9000"),
        ("lost", "None"),
        ("sock", "unix:/run/a.sock"),
        ("boxed", "box:3000"),
        ("two", "127.0.0.1:5001"),
        ("two:db", "127.0.0.1:5000"),
        ("two:5000", "127.0.0.1:5000"),
        ("none", "None"),
        ("high:15000", "127.0.0.1:15000"),
    ],
)
def test_the_derived_target(to: str, target: str) -> None:
    registry = registry_of(HOSTS + f"endpoints: [{{url: https://x.org, via: nginx, to: '{to}'}}]")
    assert str(route(registry, registry.endpoints[0]).target) == target


def test_the_target_is_derived_for_the_last_proxy() -> None:
    registry = registry_of(HOSTS + "endpoints: [{url: https://x.org, via: [nginx, inner], to: far}]")
    assert str(route(registry, registry.endpoints[0]).target) == "127.0.0.1:9000"


@pytest.mark.parametrize(("via", "target"), [("near", "box:3000"), ("away", "10.0.0.1:8080")])
def test_a_proxy_in_a_container_uses_names_on_its_own_host_only(via: str, target: str) -> None:
    more = """
  near: {host: web, container: near, listeners: [{port: 443}]}
  away: {host: app, container: away, listeners: [{port: 443}]}
  both: {host: web, container: box, listeners: [{port: 8080, container_port: 3000, bind: 0.0.0.0}]}
"""
    registry = registry_of(HOSTS + more.lstrip("\n") + f"endpoints: [{{url: https://x.org, via: {via}, to: both}}]")
    assert str(route(registry, registry.endpoints[0]).target) == target


def test_a_declared_target_selects_the_listener() -> None:
    registry = registry_of(HOSTS + "endpoints: [{url: https://x.org, via: nginx, to: two, target: 10.9.9.9:5000}]")
    path = route(registry, registry.endpoints[0])
    assert str(path.target) == "10.9.9.9:5000"
    assert [listener.name for listener in path.listeners] == ["db"]


@pytest.mark.parametrize(
    ("listener", "firewall", "expected"),
    [
        ("{port: 80, bind: 127.0.0.1}", "", "loopback"),
        ("{port: 80, bind: '::1'}", "", "loopback"),
        ("{port: 80, bind: '::ffff:127.0.0.1'}", "", "loopback"),
        ("{port: 80, bind: 10.0.0.1}", "", "network"),
        ("{port: 80, bind: [127.0.0.1, 10.0.0.1]}", "", "network"),
        ("{port: 80, bind: '*'}", "", "network"),
        ("{port: 80}", "", "unknown"),
        ("{port: 80}", "firewall: {open: [22]}", "closed"),
        ("{port: 80, bind: '*'}", "firewall: {open: [22]}", "closed"),
        ("{port: 80, bind: '*'}", "firewall: {open: ['70-90']}", "network"),
        ("{port: 80, bind: '*', transport: udp}", "firewall: {open: [80/tcp]}", "closed"),
        ("{port: 80, bind: '*', transport: [tcp, udp]}", "firewall: {open: [80/tcp]}", "network"),
        ("{port: 80, bind: '*', container_port: 80}", "firewall: {open: [22]}", "network"),
        ("{port: 80, bind: '*', container_port: 80}", "firewall: {open: [22], outside: true}", "closed"),
        ("{socket: /run/a.sock}", "", "loopback"),
        ("{container_port: 80}", "", "container"),
    ],
)
def test_exposure(listener: str, firewall: str, expected: str) -> None:
    registry = registry_of(f"hosts: {{h: {{{firewall}}}}}\nservices: {{a: {{listeners: [{listener}]}}}}")
    service, host = registry.services["a"], registry.hosts["h"]
    assert [listener_exposure(registry, service, one, host) for one in service.listeners or ()] == [expected]


ZONES = "zones: {lan: {name: LAN, addresses: [10.0.0.0/8, 'fd00::/8']}, ts: {addresses: 100.64.0.0/10}}\n"


@pytest.mark.parametrize(
    ("bind", "firewall", "expected"),
    [
        ("'*'", "open: [{ports: 80, from: ts}]", "zones ts"),
        ("'*'", "open: [{ports: 80, from: [ts, lan]}, {ports: 81, from: lan}]", "zones lan ts"),
        ("'*'", "open: [{ports: 80, from: ts}, 80]", "network"),
        ("'*'", "open: [{ports: 80, from: [ts, internet]}]", "network"),
        ("'*'", "open: [{ports: 80/udp, from: ts}]", "closed"),
        ("100.64.0.7", "open: [80]", "zones ts"),
        ("'fd00::1'", "open: [80]", "zones lan"),
        ("10.0.0.4", "open: [{ports: 80, from: ts}]", "closed"),
        ("192.0.2.4", "open: [{ports: 80, from: ts}]", "zones ts"),
        ("unknown", "open: [{ports: 80, from: ts}]", "unknown"),
        ("127.0.0.1", "open: [{ports: 80, from: ts}]", "loopback"),
    ],
)
def test_zones_that_reach_a_listener(bind: str, firewall: str, expected: str) -> None:
    listener = f"{{port: 80, bind: {bind}}}"
    registry = registry_of(
        f"{ZONES}hosts: {{h: {{firewall: {{{firewall}}}}}}}\nservices: {{a: {{listeners: [{listener}]}}}}"
    )
    service = registry.services["a"]
    (found,) = [listener_reach(registry, service, one, registry.hosts["h"]) for one in service.listeners or ()]
    assert " ".join([found.exposure, *found.zones]) == expected


CONTAINERS = """
services:
  proxy: {container: proxy, listeners: [{port: 443, bind: "*", container_port: 443}]}
  nginx: {listeners: [{port: 80, bind: "*"}]}
  named: {container: box, compose: shop/api, listeners: [{port: 8000, bind: 127.0.0.1, container_port: 80}]}
  composed: {compose: shop/web, listeners: [{port: 8001, bind: 127.0.0.1, container_port: 81}]}
  inner: {compose: worker, listeners: [{container_port: 82}]}
  process: {listeners: [{port: 8003, bind: "*"}]}
"""


@pytest.mark.parametrize(
    ("via", "to", "target"),
    [
        ("proxy", "named", "box:80"),
        ("proxy", "composed", "web:81"),
        ("proxy", "inner", "worker:82"),
        ("proxy", "process", "127.0.0.1:8003"),
        ("nginx", "composed", "127.0.0.1:8001"),
    ],
)
def test_containers_reach_each_other_by_name(via: str, to: str, target: str) -> None:
    registry = registry_of(f"{CONTAINERS}endpoints: [{{url: 'https://x.org', via: {via}, to: {to}}}]")
    assert str(route(registry, registry.endpoints[0]).target) == target


@pytest.mark.parametrize(
    ("fields", "service"),
    [
        ("via: nginx, to: process", "nginx"),
        ("via: [nginx, proxy], to: process, tls_ends_at: proxy", "proxy"),
        ("via: nginx, to: process, tls_ends_at: process", "process"),
        ("to: process", "process"),
        ("redirect: https://y.org", None),
    ],
)
def test_tls_ends_at_the_first_proxy_by_default(fields: str, service: str | None) -> None:
    registry = registry_of(f"{CONTAINERS}endpoints: [{{url: 'https://x.org', {fields}}}]")
    assert registry.endpoints[0].tls_end == service


def test_only_the_target_behind_a_proxy_is_proxied() -> None:
    registry = registry_of(
        HOSTS + "endpoints: [{url: https://x.org, via: nginx, to: 'two:ui'}, {url: 'tcp://x.org:9000', to: far}]"
    )
    proxied = {
        (service.id, listener.address)
        for service in registry.services.values()
        for listener in service.listeners or ()
        if is_proxied(registry, service, listener)
    }
    assert proxied == {("two", "5001")}
