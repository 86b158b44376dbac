"""The exports `gatus`, `homepage`, `backstage`, `llms` and `portlist`, with text that other tools would expand."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given

from portdocs.cli import portdocs
from portdocs.export import exports
from portdocs.export.portlist_export import portlist_export
from tests.data import registry_of, write_data
from tests.export.registries import SHOP
from tests.export.texts import registry_with, texts

YAML_FORMATS = ("gatus", "homepage", "backstage")
HOSTILE = registry_of("""
suites: {s: {name: "$HOME ${X} {{HOMEPAGE_VAR_KEY}}", owner: "0o14"}}
services:
  a: {name: "yes: {{HOMEPAGE_VAR_KEY}} $SECRET", suite: s, listeners: [{port: 80, health: /h, protocol: http}]}
endpoints: [{url: "https://a.example", to: a}]
""")


def documents(name: str, registry: Any) -> list[Any]:
    return list(yaml.safe_load_all(exports()[name](registry)))


def test_gatus() -> None:
    (document,) = documents("gatus", registry_of(SHOP))
    names = [(entry["group"], entry["name"]) for entry in document["endpoints"]]
    assert len(set(names)) == len(names) > 2
    for entry in document["endpoints"]:
        is_tcp = entry["url"].startswith("tcp://")
        assert entry["conditions"] == ["[CONNECTED] == true" if is_tcp else "[STATUS] == 200"]
        assert entry["interval"] == "60s"
    assert "$" not in exports()["gatus"](HOSTILE).replace("$$", "")


def test_homepage() -> None:
    (groups,) = documents("homepage", registry_of(SHOP))
    cards = {
        title: card for group in groups for cards in group.values() for one in cards for title, card in one.items()
    }
    assert cards["Shop <API> { { 7*7 }}"]["href"] == "https://shop.example/app/"
    assert "planned" not in cards
    assert "{{" not in exports()["homepage"](HOSTILE)


def test_backstage() -> None:
    entities = documents("backstage", registry_of(SHOP))
    references = {f"{entity['kind'].lower()}:{entity['metadata']['name']}" for entity in entities}
    assert {"system:shop", "component:shop-api", "resource:theirs"} <= references
    assert "component:gone" not in references
    for entity in entities:
        assert entity["apiVersion"] == "backstage.io/v1alpha1"
        assert re.fullmatch(r"[a-zA-Z0-9]([-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?", entity["metadata"]["name"])
        assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", entity["spec"]["owner"])
        assert set(entity["spec"].get("dependsOn", [])) <= references
        if entity["kind"] == "Component":
            assert entity["spec"]["lifecycle"] in ("experimental", "production", "deprecated")


@given(texts)
def test_any_text_is_one_value(text: str) -> None:
    registry = registry_with({"suites": {"s": {"name": text}}, "services": {"a": {"name": text, "suite": "s"}}})
    for name in YAML_FORMATS:
        assert documents(name, registry) is not None
        # js-yaml and Go read YAML 1.2: a value without quotes could be a number there.
        assert documents(name, registry) == list(yaml.load_all(exports()[name](registry), yaml.BaseLoader))


def test_llms() -> None:
    text = exports()["llms"](registry_of(SHOP))
    assert text.startswith("# Network ports\n\n> ")
    assert "](services/shop-api/): " in text
    assert "{{" not in text
    assert "<API>" not in text


@pytest.mark.parametrize(
    ("host", "transport", "ports"),
    [("web", "tcp", "80,443,9000-9002"), ("web", "udp", ""), (None, "tcp", "80,443,5432,6000-6100,9000-9002")],
)
def test_portlist(host: str | None, transport: str, ports: str) -> None:
    text = portlist_export(registry_of(SHOP), host, transport)
    assert re.fullmatch(r"(\d+(-\d+)?(,\d+(-\d+)?)*)?\n", text)
    if host:
        assert text == ports + "\n"


def test_portlist_of_an_unknown_host(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write_data(tmp_path, {"data/x.yml": "hosts: {web: {}}\nservices: {}\n"})
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(portdocs, ["export", "portlist", "--host", "wbe"])
    assert (result.exit_code, result.stderr) == (1, "unknown host `wbe`; did you mean `web`?\n")
