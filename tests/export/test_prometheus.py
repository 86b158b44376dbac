"""Targets for the blackbox exporter: what is asked, and what is left alone."""

from __future__ import annotations

import json

import pytest

from portdocs.export.prometheus_export import prometheus_export
from tests.data import registry_of
from tests.export.registries import SHOP

ONE_HOST = "hosts: {web: {addresses: [10.0.0.1, '2001:db8::1']}}\n"
PROXY = (
    ONE_HOST + "services: {nginx: {}, a: {listeners: [{port: 8000, protocol: http, health: /up, bind: 127.0.0.1}]}}\n"
)


def targets(yaml: str) -> list[str]:
    groups = json.loads(prometheus_export(registry_of(yaml)))
    return [f"{group['labels']['module']} {target}" for group in groups for target in group["targets"]]


def listener(facts: str, service: str = "") -> str:
    return f"{ONE_HOST}services: {{a: {{{service}listeners: [{{{facts}}}]}}}}"


ASKED = {
    listener("port: 80, health: /, protocol: http, bind: 0.0.0.0"): ["http_2xx http://10.0.0.1/"],
    listener("port: 8000, health: /up, protocol: http, bind: '*'"):
        ["http_2xx http://10.0.0.1:8000/up", "http_2xx http://[2001:db8::1]:8000/up"],
    listener("port: 443, health: /up, protocol: HTTPS, bind: '::'"): ["http_2xx https://[2001:db8::1]/up"],
    listener("port: 8000, health: /up, bind: 192.0.2.7"): ["http_2xx http://192.0.2.7:8000/up"],
    listener("port: 8000, health: /up, bind: '::ffff:192.0.2.7'"): ["http_2xx http://192.0.2.7:8000/up"],
    listener("port: 22, health: tcp, bind: 0.0.0.0"): ["tcp_connect 10.0.0.1:22"],
    listener("port: 8000-8001, health: tcp, bind: 0.0.0.0"): ["tcp_connect 10.0.0.1:8000", "tcp_connect 10.0.0.1:8001"],
    listener("port: 8000-8999, health: tcp, bind: 0.0.0.0"): ["tcp_connect 10.0.0.1:8000"],
    listener("port: 22, health: tcp, bind: 0.0.0.0", "status: deprecated, "): ["tcp_connect 10.0.0.1:22"],
    PROXY + "endpoints: [{url: https://a.example, via: nginx, to: a}]": ["http_2xx https://a.example/up"],
    PROXY + "endpoints: [{url: 'https://a.example:8443/x/?y#z', via: nginx, to: a}]":
        ["http_2xx https://a.example:8443/x/up"],
    PROXY + "endpoints: [{url: ['https://*.b.example', 'http://a.example'], via: nginx, to: a}]":
        ["http_2xx http://a.example/up"],
    "services: {db: {listeners: [{port: 5432, health: tcp}]}}\nendpoints: [{url: 'tls://db.example:5432', to: db}]":
        ["tcp_connect db.example:5432"],
}  # fmt: skip


@pytest.mark.parametrize("yaml", ASKED)
def test_what_is_asked(yaml: str) -> None:
    assert targets(yaml) == ASKED[yaml]


@pytest.mark.parametrize(
    "yaml",
    [
        listener("port: 8000, health: /up, bind: 127.0.0.1"),
        listener("port: 8000, health: /up"),
        listener("port: 8000, bind: '*'"),
        listener("port: 8000, health: $ pg_isready, bind: '*'"),
        listener("port: 8000, health: /up, bind: 'fe80::1%eth0'"),
        listener("port: 53, transport: udp, health: tcp, bind: '*'"),
        listener("container_port: 80, health: /up"),
        listener("socket: /run/a, health: /up"),
        listener("port: 8000, health: /up, bind: '*'", "status: planned, "),
        listener("port: 8000, health: /up, bind: '*'", "status: retired, "),
        "services: {a: {external: true, listeners: [{port: 80, health: /up, bind: '*'}]}}",
        "services: {a: {listeners: [{port: 80, health: /up, bind: '*'}]}}",
        "hosts: {web: {addresses: 10.0.0.1, firewall: {open: [22]}}}\n"
        "services: {a: {listeners: [{port: 80, health: /up, bind: '*'}]}}",
        PROXY + "endpoints: [{url: 'https://*', via: nginx, to: a}]",
        PROXY + "endpoints: [{url: wss://a.example, via: nginx, to: a}]",
        PROXY + "endpoints: [{url: https://a.example, redirect: https://b.example}]",
        "services: {nginx: , a: {listeners: [{port: 80, health: tcp}]}}\n"
        "endpoints: [{url: https://a.example, via: nginx, to: a}]",
        "services: {nginx: , a: {status: planned, listeners: [{port: 80, health: /up}]}}\n"
        "endpoints: [{url: https://a.example, via: nginx, to: a}]",
    ],
)
def test_what_is_left_alone(yaml: str) -> None:
    assert targets(yaml) == []


def test_labels_are_texts_and_none_is_empty() -> None:
    for group in json.loads(prometheus_export(registry_of(SHOP))):
        assert set(group) == {"targets", "labels"}
        assert all(isinstance(value, str) and value for value in group["labels"].values())


def test_no_target_is_there_twice() -> None:
    yaml = PROXY + "endpoints: [{url: https://a.example, via: nginx, to: a}, {url: https://a.example/, to: a}]"
    assert targets(yaml) == ["http_2xx https://a.example/up"]
