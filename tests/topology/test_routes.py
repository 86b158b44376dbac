"""The route of an endpoint, and the exposure of listeners."""

from __future__ import annotations

import pytest

from portdocs.topology.exposure import is_proxied, listener_exposure
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
    ],
)
def test_the_derived_target(to: str, target: str) -> None:
    registry = registry_of(HOSTS + f"endpoints: [{{url: https://x.org, via: nginx, to: '{to}'}}]")
    assert str(route(registry, registry.endpoints[0]).target) == target


def test_a_declared_target_selects_the_listener() -> None:
    registry = registry_of(HOSTS + "endpoints: [{url: https://x.org, via: nginx, to: two, target: 10.9.9.9:5000}]")
    way = route(registry, registry.endpoints[0])
    assert str(way.target) == "10.9.9.9:5000"
    assert [listener.name for listener in way.listeners] == ["db"]


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
        ("{container_port: 80}", "", "loopback"),
    ],
)
def test_exposure(listener: str, firewall: str, expected: str) -> None:
    registry = registry_of(f"hosts: {{h: {{{firewall}}}}}\nservices: {{a: {{listeners: [{listener}]}}}}")
    service, host = registry.services["a"], registry.hosts["h"]
    assert [listener_exposure(registry, service, one, host) for one in service.listeners or ()] == [expected]


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
