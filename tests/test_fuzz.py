"""Every parser with hostile input: pieces of its own language in any order, and any bytes. None raises or hangs.

A short run takes seconds; `--thorough` runs twenty times as many examples. Input that failed once stays in REGRESSIONS.
"""

# ruff: noqa: E501 - tables of pieces

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.importing import import_pages
from portdocs.publishing import PublishError
from portdocs.publishing.safe_zip import unpack
from portdocs.registry import load_registry
from portdocs.scan import read_sources, sources

NOISE = [
    "\n",
    " ",
    "\t",
    "{",
    "}",
    ":",
    ";",
    '"',
    "'",
    "\\",
    "$",
    "${A}",
    "%",
    "#",
    "\x00",
    "\x1b[31m",
    "\u202e",
    "é",
    "9" * 30,
]
PIECES = {
    "registry": ["services:", "\n  a:", "listeners:", "[{port: 1}]", "null", "*a", "&a", "<<:", "!!python", "hosts: {h: {}}", "- "],
    "compose": ["services:\n", "  app:\n", "    ports:\n", "      - ", "80:80", "${A:-1}:80", "&x", "*x", "<<: *x", "extends: ", "/udp"],
    "nginx": ["http {", "server {", "listen 80;", "proxy_pass http://a;", "include *;", "set $a $a$a;", "upstream a {", "location ~ ( {"],
    "systemd": ["[Service]\n", "[Socket]\n", "ListenStream=", "ExecStart=/bin/a --port ", "Environment=A=$A", "%i", "80", "EnvironmentFile=-x"],
    "sockets": ["tcp LISTEN 0 128 ", "0.0.0.0:80 ", "[::]:443 ", 'users:(("a",pid=1,fd=2))', "udp ", "*:*", ":::80", "LISTEN", "%eth0"],
    "snapshot": ['{"schema_version": 1', ', "taken_at": "2026-01-01T00:00:00Z"', ', "listeners": [', '"\\ud800"', "]", "}", "1e999", "NaN", "-1"],
    "firewall": ["-A INPUT ", "-p tcp ", "--dport 80 ", "-j ACCEPT\n", "*filter\n", "COMMIT\n", "table inet a {", "chain input {", "Status: active\n"],
    "caddy": ["a.org {\n", "reverse_proxy a:80\n", "import x\n", "}\n", "(s) {\n", "handle /x* {\n", "{env.A}", "redir https://b\n"],
    "traefik": ["http:\n", "  routers:\n", "    a:\n", "      rule: Host(`a`)", "entryPoints:\n", "  services:\n", "&& ||", "[http]\n"],
    "kubernetes": ["apiVersion: v1\n", "kind: Service\n", "metadata: {name: a}\n", "spec: {ports: [{port: 80}]}\n", "---\n", "kind: Ingress\n"],
    "cloudflared": ["tunnel: a\n", "ingress:\n", "  - hostname: a.org\n", "    service: http://localhost:80\n", "  - service: http_status:404\n"],
    "containers": ['[{"Id": "a", "Name": "/a"', ', "Config": {"Image": "a"}', ', "HostConfig": {}', ', "NetworkSettings": {"Ports": {"80/tcp": [{"HostPort": "80"}]}}', "}]", "null", "[]"],
    "import": ["| Service | Port |\n", "| --- | --- |\n", "| a | 80 |\n", "- a: 80\n", "# Ports\n", "```\n", "<table>", "80-90", "┌──┐\n"],
    "archive": ["PK\x03\x04", "PK\x01\x02", "PK\x05\x06", "\x00" * 18, "site/../x", "\x14\x00"],
}  # fmt: skip


def _scan(source: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            name = "app.service" if source == "systemd" else "x.yml"
            path = Path(folder, name)
            path.write_bytes(data)
            found = read_sources({source: [str(path)]}, Path(folder))
            for error in found.errors:
                assert error.message.isprintable()

    return read


def _registry(data: bytes) -> None:
    load_registry({"data/x.yml": data})
    load_registry({"data/x.yml": data}, partial=True)


def _import(data: bytes) -> None:
    load_registry({"data/x.yml": import_pages({"page.md": data.decode("utf-8", "replace")}).yaml.encode()})


def _archive(data: bytes) -> None:
    try:
        unpack(data)
    except PublishError:
        return


TARGETS = {name: _scan(name) for name in PIECES} | {"registry": _registry, "import": _import, "archive": _archive}
LONG = b"9" * 300
"""More than the name of a file may have (NAME_MAX)."""
REGRESSIONS = {
    "registry": [b"services: {a: {ownr: null, listeners: [{port: 0}]}}", b"servces: null"],
    "compose": [
        b"services: {a: {ports: ['${A:?x}:80']}}",
        b"services: {a: {env_file: [" + LONG + b"], extends: {file: " + LONG + b", service: a}}}",
        b"include: [" + LONG + b"]",
    ],
    "nginx": [
        b"set $a x; set $a $a$a$a;",
        b"include " + LONG + b";",
        b"include /" + LONG + b"/x;",
        b"include " + LONG + b"/*.conf;",
    ],
    "systemd": [b"[Service]\nEnvironmentFile=/" + LONG, b"[Service]\nEnvironmentFile=-%h/\0x"],
    "caddy": [b"import " + LONG, b"import */" + LONG, b"import " + LONG + b"/*"],
    "firewall": [b'include "' + LONG + b'"\ntable inet a {}\n', b'include "/' + LONG + b'/*"\ntable inet a {}\n'],
    "snapshot": [json.dumps({"schema_version": 1, "taken_at": "\ud800"}).encode()],
}


def test_every_parser_has_a_target() -> None:
    assert {*sources(), "registry", "import", "archive"} == TARGETS.keys()


@pytest.mark.parametrize("name", sorted(TARGETS))
@given(data=st.data())
def test_no_input_makes_a_parser_raise(name: str, data: st.DataObject) -> None:
    pieces = st.lists(st.sampled_from(PIECES[name] + NOISE), max_size=30).map("".join)
    text = pieces.map(lambda text: text.encode("latin-1" if name == "archive" else "utf-8", "replace"))
    TARGETS[name](data.draw(st.one_of(text, text, st.binary(max_size=200))))


@pytest.mark.parametrize(
    ("name", "data"), [(name, data) for name, all_data in REGRESSIONS.items() for data in all_data]
)
def test_input_that_failed_once_is_read(name: str, data: bytes) -> None:
    TARGETS[name](data)
