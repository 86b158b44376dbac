"""The differences by kind and host."""

from __future__ import annotations

import json

import pytest

from portdocs.pages.cards.drift_list import MAX_PER_HOST, drift_list
from portdocs.pages.inline import cell_text
from portdocs.pages.links import SiteLinks
from portdocs.registry import Registry, load_registry
from tests.data import registry_of

LINKS = SiteLinks("verified.md")
DATA = """
hosts: {web-1: {name: Web 1}, web-2: {}}
services:
  api: {name: Shop API, host: web-1, listeners: [{port: 8000, bind: 127.0.0.1}, {port: 8001, bind: 127.0.0.1}]}
  db: {host: web-2, listeners: [{port: 5432, bind: 127.0.0.1}]}
"""
AT = "2026-11-22T07:00:00Z"


def missing(service: str, socket: str) -> dict[str, object]:
    words = f"`{service}` is declared on {socket}, but open sockets show nothing there; start it"
    return {
        "service": service,
        "listener": socket,
        "seen": {"sockets": {"at": AT, "kind": "missing-listener", "differs": words}},
    }


def undeclared(port: int) -> dict[str, object]:
    words = f"tcp *:{port} is not declared; declare it"
    return {"at": AT, "source": "sockets", "kind": "undeclared-listener", "subject": f"tcp *:{port}",
            "message": words, "file": "ss.txt", "line": port}  # fmt: skip


def compared(*ports: int) -> Registry:
    """The registry, with these ports open on web-2 and not declared."""
    sources = {"sockets": {"at": AT, "files": ["ss.txt"]}}
    entries = [missing("api", "tcp 127.0.0.1:8001"), missing("api", "tcp 127.0.0.1:8000"),
               missing("old", "tcp 127.0.0.1:1")]  # fmt: skip
    hosts = {
        "web-1": {"sources": sources, "entries": entries, "undeclared": []},
        "web-2": {"sources": sources, "entries": [missing("db", "tcp 127.0.0.1:5432")],
                  "undeclared": [undeclared(port) for port in ports]},
    }  # fmt: skip
    record = json.dumps({"schema_version": 1, "hosts": hosts}).encode()
    registry = load_registry({"data/x.yml": DATA.encode(), "data/verified/hosts.json": record})
    assert isinstance(registry, Registry)
    return registry


def shown(registry: Registry, host: str | None = None) -> list[str]:
    lines = []
    for group in drift_list(registry, host=host).groups:
        lines.append(f"# {cell_text(group.title)} | {cell_text(group.sentence)}")
        for team in group.teams:
            lines += [
                f"## {team.name}",
                *(cell_text(item) for item in team.items),
            ]
    return lines


def test_by_kind_then_host_with_the_sentence_once_and_nothing_that_is_no_longer_declared() -> None:
    assert shown(compared(9)) == [
        "# 3 differ Declared, but not open | … but open sockets show nothing there; start it",
        "## Web 1",
        "Shop API is declared on tcp 127.0.0.1:8000 data/x.yml:4",
        "Shop API is declared on tcp 127.0.0.1:8001 data/x.yml:4",
        "## web-2",
        "db is declared on tcp 127.0.0.1:5432 data/x.yml:5",
        "# differs Open, but not declared | ",
        "## web-2",
        "tcp *:9 is not declared; declare it ss.txt:9",
    ]


def test_the_differences_of_a_host() -> None:
    assert [line for line in shown(compared(), "web-1") if line.startswith("##")] == ["## Web 1"]


def test_a_service_links_to_its_page() -> None:
    assert '<a href="../services/api/">Shop API</a> is declared' in drift_list(compared()).html(LINKS)


def test_further_differences_are_counted() -> None:
    html = drift_list(compared(*range(1, MAX_PER_HOST + 3))).html(LINKS)
    assert "and 2 more; <code>portdocs drift</code> lists them all" in html


@pytest.mark.parametrize(
    ("registry", "host", "words"),
    [(registry_of(DATA), None, "No host has been compared yet."), (compared(), "web-3", "No host has been")],
)
def test_without_differences_it_says_why(registry: Registry, host: str | None, words: str) -> None:
    assert words in drift_list(registry, host=host).html(LINKS)
