"""The findings by check and team."""

from __future__ import annotations

import pytest

from portdocs.pages.cards.finding_list import common_ending, finding_list
from portdocs.pages.inline import cell_text
from portdocs.pages.links import SiteLinks
from tests.data import registry_of

DATA = """
suites: {shop: {owner: Shop Team}, pay: {owner: Pay Team}}
services:
  nginx: {name: Nginx, owner: Ops, listeners: [{port: 80}, {port: 443}]}
  api: {name: API, suite: shop, listeners: [{port: 8000}], accept: {unknown-bind: "set by a script"}}
  web: {name: Web, suite: shop, listeners: [{port: 8001}]}
  pay: {name: Pay, suite: pay, listeners: [{port: 8001, bind: 127.0.0.1}]}
"""


def shown(**arguments: str) -> list[str]:
    lines = []
    for group in finding_list(registry_of(DATA), **arguments).groups:
        lines.append(f"# {cell_text(group.title)} | {cell_text(group.sentence)}")
        for team in group.teams:
            lines += [
                f"## {team.name}",
                *(cell_text(item) for item in team.items),
            ]
    return lines


def test_errors_first_then_by_check_and_team_with_the_sentence_once() -> None:
    lines = shown()
    assert lines[0].startswith("# 1 error Two listeners need the same port")
    start = lines.index("# 3 warnings Unknown bind address | … look it up with ss -lntu and add bind")
    assert lines[start + 1 : start + 6] == [
        "## Ops",
        "unknown bind address of Nginx (port 80) data/x.yml:4",
        "unknown bind address of Nginx (port 443) data/x.yml:4",
        "## Shop Team",
        "unknown bind address of Web (port 8001) data/x.yml:6",
    ]
    assert lines[-1].endswith("(accepted: set by a script) data/x.yml:5")


def test_the_findings_of_a_suite() -> None:
    assert all("Nginx" not in line for line in shown(suite="shop"))
    assert shown(suite="shop") != []


@pytest.mark.parametrize(
    ("messages", "ending"),
    [
        (["a (1); do it", "b (2); do it"], "; do it"),
        (["a has none, fix it", "b has none, fix it"], " has none, fix it"),
        (["only one; do it"], ""),
        (["same", "same"], ""),
        (["a", "b"], ""),
    ],
)
def test_messages_end_alike_from_the_start_of_a_clause_or_word(messages: list[str], ending: str) -> None:
    assert common_ending(messages) == ending


def test_any_text_stays_text() -> None:
    data = DATA.replace("name: Web,", 'name: "<b>Web</b>",')
    assert "<b>Web" not in finding_list(registry_of(data)).html(SiteLinks("findings.md"))
