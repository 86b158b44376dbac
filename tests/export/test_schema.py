"""The JSON Schema: valid, true to the model as far as a schema goes, and the one that the site publishes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from portdocs.registry import LoadErrors, load_registry
from portdocs.registry.model import DataFile
from portdocs.registry.schema import data_file_schema
from tests.command_line import portdocs
from tests.site.registries import SMALL, hostile_registry

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = data_file_schema()


class EditorLoader(yaml.SafeLoader):
    """Read YAML like an editor: with the core schema of YAML 1.2 (section 10.3)."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern in {
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
    "null": r"null|Null|NULL|~|",
}.items():
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), None)


def complaints(text: str) -> list[str]:
    document: Any = yaml.load(text, EditorLoader)
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)]


def model_accepts(text: str) -> bool:
    result = load_registry({"data/x.yml": text.encode()})
    return not isinstance(result, LoadErrors) or all(f.check == "unknown-reference" for f in result.findings)


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_no_key_of_the_machinery_shows() -> None:
    text = json.dumps(SCHEMA)
    assert "\\u0000" not in text
    assert '"at"' not in text
    assert '"title"' in text
    assert text.count('"title"') == 1


def test_the_published_one_is_this_one() -> None:
    published = (ROOT / "docs" / "api" / "schema.json").read_text(encoding="utf-8")
    assert published == json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n", (
        "run `portdocs schema --output docs/api/schema.json --force`"
    )


@pytest.mark.parametrize("path", sorted((ROOT / "data").glob("*.yml")), ids=lambda path: path.name)
def test_the_data_names_it_and_keeps_to_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named, path
    assert (path.parent / named[1]).resolve() == ROOT / "docs" / "api" / "schema.json"
    assert complaints(text) == []


@pytest.mark.parametrize("text", [SMALL["shop.yml"], hostile_registry()["all.yml"]], ids=["small", "hostile"])
def test_other_teams_data_keeps_to_it(text: str) -> None:
    assert complaints(text) == []


def test_every_field_is_described() -> None:
    for name, body in {**SCHEMA["$defs"], "DataFile": SCHEMA}.items():
        for field, schema in body["properties"].items():
            assert schema["description"].endswith("."), f"{name}.{field}"


def test_every_field_of_the_model_is_there() -> None:
    assert set(SCHEMA["properties"]) == set(DataFile.model_fields) - {"at"}


def service(facts: str) -> str:
    return f"services: {{a: {{{facts}}}}}"


def listener(facts: str) -> str:
    return service(f"listeners: [{{{facts}}}]")


def endpoint(facts: str) -> str:
    return f"endpoints: [{{url: https://a.example, {facts}}}]"


ACCEPTED = [
    "services:\nhosts:\nendpoints:\n",
    "suites: {a: , b: {}}",
    service("name: 42, description: true, notes: 1.10"),
    service("listeners: unknown"),
    service("listeners: []"),
    service("host: 1"),
    service("host: [x, y], unit: a.service, container: [b, c]"),
    service("status: retired, retired_on: 2026-01-31"),
    service("status: deprecated, retired_on: 2026-01-31"),
    service("retired_on: 2026-01-31"),
    service("external: true"),
    service("external: false, host: x"),
    service("external: 'true'"),
    service("runtime: {Workers: 4, Debug: false}"),
    service("accept: {unowned-service: 1}"),
    service("links: {x: https://a.example/b}"),
    listener("port: 80"),
    listener("port: '80'"),
    listener("port: 8000-8009"),
    listener("port: 65535, container_port: 1"),
    listener("container_port: 80, bind: 127.0.0.1"),
    listener("socket: /run/a.sock, protocol: http"),
    listener("port: 80, bind: '*', transport: [tcp, udp]"),
    listener("port: 80, bind: [0.0.0.0, '::', unknown, '[::1]', '::ffff:10.0.0.1', 'fe80::1%eth0']"),
    listener("port: 80, health: $ curl x"),
    listener("port: 80, health: tcp"),
    endpoint("to: a"),
    endpoint("to: 'a:http', target: '[::1]:80', via: [a, b]"),
    endpoint("to: a, target: unix:/run/x"),
    endpoint("redirect: https://b.example"),
    "endpoints: [{url: ['https://*', 'wss://*.x.example:8443/y', 'udp://a:53'], to: a}]",
    "ranges: {a: {ports: 80}, b: {ports: [80, 90-99]}}",
    "claims: [{statement: x, suites: [a], ports: [80, '81'], verified_by: [unknown-bind]}]",
    "hosts: {a: {addresses: 10.0.0.1, firewall: {open: [22, 53/udp, '80-90', '80-90/tcp']}}}",
    "ignore: [{listener: 'udp any:68', reason: y, until: 2026-01-31}, {listener: 'unix:/run/x', reason: y}]",
]
REFUSED = [
    "sevices: {}",
    "services: []",
    "endpoints: {}",
    "services: {A: {}}",
    "services: {-a: {}}",
    service("nmae: x"),
    service("name: ''"),
    service("name: [x]"),
    service("name: {x: y}"),
    service("name: "),
    service("status: on"),
    service("status: retired, retired_on: tomorrow"),
    service("external: yes"),
    service("external: true, host: x"),
    service("host: []"),
    service("host: [X]"),
    service("depends_on: a"),
    service("listeners: none"),
    service("listeners: "),
    service("listeners: {port: 80}"),
    service("accept: [x]"),
    service("accept: {x: ' '}"),
    service("links: {x: javascript:alert(1)}"),
    service("links: {x: ftp://a.example}"),
    service("files: [{purpose: x}]"),
    listener("name: x"),
    listener("port: 0"),
    listener("port: 70000"),
    listener("port: '70000'"),
    listener("port: 80/tcp"),
    listener("port: 80.5"),
    listener("port: true"),
    listener("port: [80, 81]"),
    listener("port: 80, socket: /run/a"),
    listener("socket: /run/a, bind: 127.0.0.1"),
    listener("socket: /run/a, transport: udp"),
    listener("socket: run/a"),
    listener("port: 80, transport: sctp"),
    listener("port: 80, transport: []"),
    listener("port: 80, bind: localhost"),
    listener("port: 80, bind: 10.0.0.0/8"),
    listener("port: 80, health: up"),
    endpoint("purpose: x"),
    endpoint("to: a, redirect: https://b.example"),
    endpoint("redirect: https://b.example, target: 'a:80'"),
    endpoint("to: a, target: https://b.example"),
    endpoint("to: A"),
    "endpoints: [{to: a}]",
    "endpoints: [{url: a.example, to: a}]",
    "endpoints: [{url: https://me:pw@a.example, to: a}]",
    "endpoints: [{url: [], to: a}]",
    "ranges: {a: }",
    "ranges: {a: {}}",
    "ranges: {a: {ports: []}}",
    "claims: [{suites: [a]}]",
    "claims: [{statement: x, ports: 80}]",
    "claims: [{statement: x, ports: [80-90]}]",
    "hosts: {a: {addresses: '*'}}",
    "hosts: {a: {firewall: {open: [80/sctp]}}}",
    "hosts: {a: {firewall: {outside: 1}}}",
    "ignore: [{listener: x, reason: y}]",
    "ignore: [{listener: 'udp any:68'}]",
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_the_model_accepts_it_accepts(text: str) -> None:
    assert model_accepts(text)
    assert complaints(text) == []


@pytest.mark.parametrize("text", REFUSED)
def test_what_the_model_refuses_it_refuses(text: str) -> None:
    assert not model_accepts(text)
    assert complaints(text)


def test_the_command_prints_it() -> None:
    result = portdocs(ROOT, "schema")
    assert json.loads(result.stdout) == SCHEMA
