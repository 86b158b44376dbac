"""The pages of services, hosts and suites: what they say first, and that no section repeats another."""

from __future__ import annotations

import re

import pytest

from portdocs.pages.cards.command_card import command_card, first_commands, other_commands
from portdocs.pages.cards.host_card import host_card
from portdocs.pages.cards.overview_card import overview_card
from portdocs.pages.cards.service_card import MAX_ALERTS, alerts, service_card
from portdocs.pages.cards.service_facts import service_facts
from portdocs.pages.commands.service_commands import commands_of
from portdocs.pages.generated import generated_pages
from portdocs.pages.inline import cell_text
from portdocs.pages.links import SiteLinks
from portdocs.pages.tables.endpoint_table import endpoint_table
from portdocs.pages.tables.host_table import host_table
from portdocs.registry import Registry
from tests.data import registry_of
from tests.operations import count_calls

LINKS = SiteLinks("services/api.md")
SHOP = """
suites: {shop: {name: The Shop, owner: Jo, contact: "#shop"}}
hosts: {web: {addresses: [10.0.0.1]}, db: {addresses: [10.0.0.2]}}
services:
  nginx: {host: web, owner: Ops, listeners: [{port: 443, protocol: https, bind: 0.0.0.0}]}
  api:
    {host: web, suite: shop, unit: api.service, depends_on: [store],
     listeners: [{port: 8000, protocol: http, bind: 127.0.0.1, health: /up}]}
  store: {host: db, owner: Jo, listeners: [{port: 5432, bind: 10.0.0.2}]}
  coming: {host: web, owner: Jo, status: planned, listeners: [{port: 9000, bind: 0.0.0.0}]}
  gone: {host: web, owner: Jo, status: retired, retired_on: 2026-01-31, listeners: [{port: 9001}]}
  unsure: {host: web, owner: Jo, listeners: [{port: 9002}]}
  boxed: {host: db, owner: Jo, container: box, listeners: [{container_port: 3000, protocol: tcp}]}
  quiet: {host: web, owner: Jo, listeners: []}
  murky: {host: web, listeners: unknown}
endpoints:
  - {url: https://shop.example, via: nginx, to: api, purpose: the shop}
"""


@pytest.fixture(scope="module")
def shop() -> Registry:
    return registry_of(SHOP)


@pytest.mark.parametrize(
    ("service", "text"),
    [
        (
            "api",
            "active as declared, never verified. Listens on 127.0.0.1:8000 loopback proxied on web, behind nginx. "
            "Owner: Jo (#shop), suite The Shop. If it stops, 1 endpoint stops too.",
        ),
        (
            "store",
            "active as declared, never verified. Listens on 10.0.0.2:5432 network on db. Owner: Jo. "
            "If it stops, 1 service and 1 endpoint stop too: api, https://shop.example.",
        ),
        (
            "coming",
            "planned as declared, never verified. Will listen on 0.0.0.0:9000 planned on web. Owner: Jo. "
            "No declared service or endpoint depends on it.",
        ),
        ("gone", "retired on 2026-01-31. Listened on 9001 bind unknown on web. Owner: Jo. "),
        (
            "unsure",
            "active as declared, never verified. Listens on 9002 bind unknown exposure unknown on web. Owner: Jo. "
            "No declared service or endpoint depends on it.",
        ),
        (
            "boxed",
            "active as declared, never verified. Listens on 3000 in its container container on db. Owner: Jo. "
            "No declared service or endpoint depends on it.",
        ),
        (
            "quiet",
            "active as declared, never verified. It has no listeners. Owner: Jo. "
            "No declared service or endpoint depends on it.",
        ),
        (
            "murky",
            "active as declared, never verified. Its listeners are unknown. Owner: unowned. "
            "No declared service or endpoint depends on it.",
        ),
    ],
)
def test_the_state_in_a_paragraph(shop: Registry, service: str, text: str) -> None:
    assert cell_text(service_card(shop, service).state) == text


def test_the_path_of_each_endpoint(shop: Registry) -> None:
    (path,) = service_card(shop, "api").paths
    assert cell_text(path) == "https://shop.example → nginx → 127.0.0.1:8000 (the shop)"


def test_problems_come_first_and_a_link_replaces_the_fourth() -> None:
    listeners = ", ".join(f"{{port: {port}, protocol: http, bind: 0.0.0.0}}" for port in range(8000, 8005))
    registry = registry_of(f"services: {{api: {{listeners: [{listeners}]}}}}")
    sheet = service_card(registry, "api")
    assert len(alerts(registry, registry.services["api"])) > MAX_ALERTS
    assert len(sheet.alerts) == MAX_ALERTS + 1
    assert 'href="#findings">and' in sheet.html(LINKS)
    assert sheet.html(LINKS).index("pd-sheet__alerts") < sheet.html(LINKS).index("pd-sheet__state")
    (page,) = (page for page in generated_pages(registry) if page.source == "services/api.md")
    assert page.markdown.count("## Findings") == 1


def test_every_command_is_on_the_page_once(shop: Registry) -> None:
    api = shop.services["api"]
    first, other = first_commands(shop, api), other_commands(shop, api)
    assert [command.topic for command in first] == ["Health", "Status", "Logs", "Tunnel"]
    assert not set(first) & set(other)
    assert set(first) | set(other) == set(commands_of(shop, api))
    assert command_card(shop, "api").commands == commands_of(shop, api)


def test_the_facts_omit_what_the_sheet_says(shop: Registry) -> None:
    terms = [term for term, cell in service_facts(shop, None, "api").facts if cell]
    assert terms == ["Unit", "Depends on", "Declared"]


def test_the_page_of_a_proxy_lists_its_endpoints_once_and_names_it_in_no_row() -> None:
    many = "".join(f"  - {{url: https://{n}.example, via: nginx, to: api}}\n" for n in "abcd")
    registry = registry_of(f"{SHOP}{many}")
    assert "Through" in [column.title for column in endpoint_table(registry).columns]
    assert "Through" not in [column.title for column in endpoint_table(registry, service="nginx").columns]
    assert not dict(service_facts(registry, None, "nginx").facts)["Endpoints that stop"]


def test_a_page_with_many_endpoints_takes_a_few_calls_for_each() -> None:
    count = 1_000
    many = "".join(f"  - {{url: https://{n}.example, via: nginx, to: api}}\n" for n in range(count))
    registry = registry_of(f"{SHOP}{many}")
    assert count_calls(lambda: service_card(registry, "api").html(LINKS)) < 300 * count
    assert count_calls(lambda: service_card(registry, "nginx").html(LINKS)) < 300 * count


def test_a_number_of_findings_leads_to_them(shop: Registry) -> None:
    assert '<a href="#findings"><span class="pd-badge' in host_card(shop, "db").html(SiteLinks("hosts/db.md"))
    assert '<a href="hosts/db/#findings"><span' in host_table(shop).html(SiteLinks("index.md"))


def test_a_registry_without_services_is_not_called_good() -> None:
    assert overview_card(registry_of("services: {}")).state == "empty"
    assert overview_card(registry_of("services: {a: {owner: Jo, listeners: []}}")).state == "good"


@pytest.mark.parametrize(
    ("page", "sections"),
    [
        ("services/api.md", ["Listeners", "Neighbours", "Details", "Other commands"]),
        ("services/quiet.md", ["Neighbours", "Details"]),
        ("services/nginx.md", ["Listeners", "Endpoints", "Neighbours", "Details", "Other commands"]),
        ("hosts/db.md", ["Services", "Port map", "Diagram", "Findings"]),
        ("suites/shop.md", ["Services", "Diagram", "Endpoints"]),
    ],
)
def test_a_page_has_no_empty_section(shop: Registry, page: str, sections: list[str]) -> None:
    (text,) = (one.markdown for one in generated_pages(shop) if one.source == page)
    assert re.findall("^## (.*)$", text, re.MULTILINE) == sections
