"""The port finder and the port map in a real browser: what is asked, by keyboard, by link, and without a script."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from portdocs.pages.search_data import search_json
from portdocs.registry import Registry, load_registry
from portdocs.reports.search_json import search_as_json
from portdocs.topology.search import search
from tests.data import registry_of
from tests.site.project import ASSETS
from tests.site.registries import SMALL, hostile_registry

LOOKUP = ASSETS / "finder-lookup.js"


SEARCHED = "ports, addresses, URLs, services, hosts, owners, units and containers"


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Find a port, service, URL or owner")


def ask(page: Page, url: str, question: str) -> Locator:
    """The finder after a question was typed."""
    page.goto(url)
    field(page).press_sequentially(question)
    expect(page.locator(".pd-finder__head")).to_be_visible()
    return page.locator(".pd-finder")


@pytest.mark.parametrize(
    ("question", "head", "also"),
    [
        ("17001", "17001 is in use by Shop API", ["Shop Team", "#shop", "loopback", "/health", "shop-api.service"]),
        ("127.0.0.1:16001", "127.0.0.1:16001 is in use by Shop Frontend", ["https://www.shop.example", "proxied"]),
        ("16001/udp", "16001/udp is free", ["Before you take it"]),
        ("localhost:17001", "127.0.0.1:17001 is in use by Shop API", []),
        ("http://127.0.0.1:17001/health", "127.0.0.1:17001/tcp is in use by Shop API", []),
        ("host:5432", "5432 on This host is in use by Orders Database", ["$ pg_isready"]),
        ("17002", "17002 is free", ["Reserved for The Shop (Shop Team)", "in Shop Range: 16000"]),
        ("16000", "16000 is free", ["Lowest free port of Shop Range"]),
        ("40000", "40000 is free", ["Not in a reserved", "Linux assigns 32768-60999", "outside of all ranges: 61000"]),
        ("81", "81 is free", ["Below 1024"]),
        ("3306", "3306 is free", ["Registered with IANA for mysql"]),
        ("70000", "Port 70000 does not exist, expected 1 to 65535", []),
        ("api.shop.example", "https://api.shop.example points to Shop API", ["Front Proxy", "127.0.0.1:17001"]),
        ("https://api.shop.example/v1?x=1", "https://api.shop.example points to Shop API", []),
        ("shop.example", "2 endpoints", ["to Shop API", "to Shop Frontend"]),
        ("shop-api", "Shop API listens on 17001", ["/etc/systemd/system/shop-api.service", "Orders Database"]),
        ("shop-web.service", "Shop Frontend listens on 16001", []),
        ("orders data", "Orders Database listens on 5432", ["Needed by", "Shop API"]),
        ("shop team", "3 services", ["Shop Frontend", "Shop API", "Orders Database"]),
        ("nothing like it", f"No match for “nothing like it” among {SEARCHED}", []),
    ],
)  # fmt: skip
def test_every_kind_of_question(page: Page, small_url: str, question: str, head: str, also: list[str]) -> None:
    finder = ask(page, small_url, question)
    expect(finder.locator(".pd-finder__head")).to_have_text(head)
    for words in also:
        expect(finder).to_contain_text(words)


def test_a_question_is_in_the_address_and_an_address_asks_it(page: Page, small_url: str) -> None:
    ask(page, small_url + "ports/", "17001")
    expect(page).to_have_url(small_url + "ports/?port=17001")
    page.goto(small_url + "?port=16001")
    expect(page.locator(".pd-finder__head")).to_have_text("16001 is in use by Shop Frontend")
    page.goto(small_url + "?find=api.shop.example")
    expect(field(page)).to_have_value("api.shop.example")
    expect(page.locator(".pd-finder__head")).to_contain_text("points to Shop API")


def test_the_next_free_port_is_a_question_too(page: Page, small_url: str) -> None:
    ask(page, small_url, "17002")
    page.locator(".pd-finder a", has_text="16000").click()
    expect(page.locator(".pd-finder__head")).to_have_text("16000 is free")
    expect(page).to_have_url(small_url + "?port=16000")


def test_by_keyboard_alone(page: Page, small_url: str) -> None:
    page.goto(small_url)
    expect(field(page)).to_be_visible()
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    # What the site's search takes elsewhere is text here.
    page.keyboard.type("shop/sf")
    expect(field(page)).to_have_value("shop/sf")
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("")
    page.keyboard.type("shop team")
    options = page.locator(".pd-finder__option")
    expect(options).to_have_count(3)
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = options.nth(2)
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field(page)).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    expect(page.locator(".pd-finder__page")).to_have_text("Shop Frontend")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(small_url + "services/shop-web/")


def test_it_tells_a_screen_reader_once_typing_rests(page: Page, small_url: str) -> None:
    ask(page, small_url, "17001")
    expect(page.get_by_role("status").filter(has_text="17001")).to_have_text(
        "17001 is in use by Shop API. Shop API, tcp 127.0.0.1:17001 on This host. Enter opens its page."
    )


def test_where_there_is_no_finder_the_key_is_the_searchs(page: Page, small_url: str) -> None:
    page.goto(small_url + "ranges/")
    page.wait_for_function("window.document$ !== undefined")
    page.keyboard.press("/")
    expect(page.locator(".md-search__input")).to_be_focused()


@pytest.mark.parametrize("key", ["s", "f"])
def test_the_other_keys_stay_the_searchs(page: Page, small_url: str, key: str) -> None:
    page.goto(small_url)
    expect(field(page)).to_be_visible()
    page.keyboard.press(key)
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.type("/")
    expect(page.locator(".md-search__input")).to_have_value("/")


def test_it_survives_instant_navigation(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.evaluate("window.stayed = true")
    field(page).press_sequentially("17001")
    page.locator("nav.md-nav--primary a", has_text="Ports").first.click()
    # The address changes before the page does.
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ports")
    expect(field(page)).to_have_count(1)
    field(page).press_sequentially("5432")
    expect(page.locator(".pd-finder__head")).to_have_text("5432 is in use by Orders Database")
    page.locator(".pd-finder__page").click()
    expect(page).to_have_url(small_url + "services/postgres/")
    page.go_back()
    expect(page.locator(".pd-finder__head")).to_have_text("5432 is in use by Orders Database")
    assert page.evaluate("window.stayed"), "the page was reloaded"


def test_a_finder_without_data_says_so(browser: Browser, small_url: str) -> None:
    page = browser.new_page()
    page.route("**/api/finder.json", lambda route: route.abort())
    page.goto(small_url + "?port=17001")
    expect(page.locator(".pd-finder__head")).to_contain_text("The search data could not be loaded")
    page.close()


def test_without_a_script_a_sentence_leads_to_the_tables(browser: Browser, small_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(small_url)
    expect(page.locator(".pd-finder")).to_have_text("See the ports in use and the reserved ranges.")
    page.locator(".pd-finder a").first.click()
    expect(page).to_have_url(small_url + "ports/")
    context.close()


def test_hostile_text_stays_text(page: Page, tmp_path: Path) -> None:
    registry = registry_of(hostile_registry()["all.yml"])
    page.set_content('<div data-portdocs-finder data-service="s/portdocs-id/" data-script="x"></div>')
    page.evaluate(f"window.fetch = async () => ({{ok: true, json: async () => ({search_json(registry)})}})")
    for name in ("finder-lookup", "finder-card", "finder"):
        page.add_script_tag(content=LOOKUP.with_name(f"{name}.js").read_text(encoding="utf-8"))
    for service in registry.services.values():
        field(page).fill(service.id)
        expect(page.locator(".pd-finder__head")).to_contain_text(" ".join(service.title.split())[:20])
    field(page).fill("t")
    expect(page.locator(".pd-finder__option")).to_have_count(50)
    assert page.locator(".pd-finder :is(script, img, svg, iframe)").count() == 0


# The same as the command line's `show`

SHOW = """
suites:
  shop: {name: The Shop, owner: Jo}
hosts:
  web: {name: Web, addresses: [10.0.0.4]}
  db: {name: Database host}
services:
  nginx: {host: web, owner: Ops, listeners: [{port: 443, bind: "*"}, {port: 80, bind: "::"}]}
  api:
    suite: shop
    host: web
    listeners: [{port: 8000, bind: 127.0.0.1}, {port: 8100-8109, transport: [tcp, udp], bind: "::1"}]
    unit: shop-api.service
  postgres: {suite: shop, host: db, listeners: [{port: 5432, bind: 10.0.0.2}], container: pg}
  boxed: {host: db, listeners: [{container_port: 3000}]}
  dns: {host: db, listeners: [{port: 53, transport: udp}]}
  theirs: {external: true, listeners: [{port: 9200}]}
  murky: {host: db, listeners: unknown}
  gone: {host: web, status: retired, retired_on: 2026-05-01, listeners: [{port: 8003, transport: udp}]}
endpoints:
  - {url: "https://shop.example", via: nginx, to: api}
  - {url: "https://shop.example/admin", via: nginx, to: api}
  - {url: "https://*.wild.example", via: nginx, to: api}
  - {url: "http://old.example", via: nginx, redirect: "https://shop.example"}
  - {url: "udp://dns.example:53", to: dns}
ranges:
  shop: {name: Shop range, ports: 8000-8003, suite: shop, purpose: the shop, host: web}
  spare: {ports: [8002-8005, 41000]}
claims:
  - {statement: Nobody sees 9999, ports: [9999]}
"""
TODAY = datetime.date(2026, 6, 1)
QUESTIONS = [
    "8000", "8001", "8002", "8004", "8105", "8105/udp", "8105/tcp", "443", "443/udp", "53", "53/udp", "53/tcp", "9999",
    "9999/udp", "8003", "8003/udp", "8003/tcp", "127.0.0.1:53",
    "3000", "9200", "5432", "41000", "127.0.0.1:8000", "127.0.0.2:8000", "0.0.0.0:8000", "*:8000",
    "unknown:443", "[::1]:8105", "[0:0::1]:8105", "[::2]:8105", "[::]:80", "10.0.0.9:443", "10.0.0.9:80",
    "10.0.0.4:8000", "10.0.0.4:5432", "[::]:5432", "0.0.0.0:80", "8001/tcp", "8002/tcp",
    "[::ffff:10.0.0.2]:5432", "[::ffff:a00:2]:5432", "10.0.0.2:5432", "10.0.0.3:5432", "shop.example", "SHOP.example",
    "shop.example:443", "shop.example:80", "https://shop.example", "https://shop.example/", "https://shop.example/admin",
    "https://shop.example/admin/x", "https://shop.example/administrator", "https://shop.example?x=1",
    "http://shop.example", "https://a.wild.example", "a.wild.example", "wild.example", "old.example", "example",
    "udp://dns.example:53", "api", "shop-api", "pg", "API", "nothing", "a b", "1.5", "8000/sctp", "x:8000", "://",
]  # fmt: skip


@pytest.mark.parametrize("data", [SHOW, SMALL["shop.yml"]], ids=["show", "small"])
def test_it_says_what_the_command_line_says(page: Page, data: str) -> None:
    registry = registry_of(data)
    found = _looked_up(page, registry, QUESTIONS)
    for question in QUESTIONS:
        answer = search_as_json(registry, question, search(registry, question, TODAY))
        ours = found[question]
        # Beyond the command line: an owner is a name too, and so are hosts and whatever holds them.
        names = [service["id"] for service in answer["services"]]
        assert ours["services"][: len(names)] == names or set(names) <= set(ours["services"]), question
        if answer["port"]:
            assert ours["services"] == names, question
        for key in ("port", "free", "ranges", "remarks"):
            assert ours[key] == answer[key], f"{question}: {key}"
        if not answer["endpoints"] and not ours["services"] and answer["port"] is None:
            # Also beyond it: a domain that is still being typed.
            assert all(question.lower() in url for url in ours["endpoints"]), question
        else:
            assert ours["endpoints"] == [endpoint["url"][0] for endpoint in answer["endpoints"]], question
        assert ours["listeners"] == [(one["host"], one["bind"], one["port"]) for one in answer["listeners"]], question


def _looked_up(page: Page, registry: Registry, questions: list[str]) -> dict[str, Any]:
    page.add_script_tag(content=LOOKUP.read_text(encoding="utf-8"))
    answers = page.evaluate(
        """([data, questions, today]) => {
            const known = window.portdocs.index(JSON.parse(data));
            return questions.map((question) => {
                const found = window.portdocs.lookUp(known, question, today);
                return {
                    port: found.port?.port ?? null,
                    free: found.state ? found.state === "free" : null,
                    ranges: (found.ranges ?? []).map((range) => range.id),
                    remarks: (found.remarks ?? []).map(({text, against}) => ({text, against})),
                    services: (found.services ?? []).map((service) => service.id),
                    endpoints: (found.endpoints ?? []).map((endpoint) => endpoint.urls[0][0]),
                    listeners: (found.bindings ?? []).map((b) => [b.host, b.bind, b.ports[0]]),
                };
            });
        }""",
        [search_json(registry), questions, str(TODAY)],
    )
    for answer in answers:
        answer["listeners"] = [tuple(one) for one in answer["listeners"]]
    return dict(zip(questions, answers, strict=True))


def test_a_domain_is_found_while_it_is_typed(page: Page) -> None:
    found = _looked_up(page, registry_of(SHOW), ["sh", "sho", "Shop.Ex", "le/ad", "old.exa", "shop.example.org"])
    assert {question: answer["endpoints"] for question, answer in found.items()} == {
        "sh": [],  # part of the names of services, which come first
        "sho": [],
        "Shop.Ex": ["https://shop.example", "https://shop.example/admin"],
        "le/ad": ["https://shop.example/admin"],
        "old.exa": ["http://old.example"],
        "shop.example.org": [],
    }


@pytest.mark.parametrize(
    ("today", "state", "words"),
    [
        ("2026-04-30", "rests", "gone was retired and its port is held until 2026-05-01 (data/x.yml:2:79)"),
        ("2026-05-01", "free", "gone had it and was retired on 2026-01-31"),
    ],
)
def test_a_retired_services_port_rests_by_the_readers_clock(page: Page, today: str, state: str, words: str) -> None:
    registry = registry_of("""
        services: {gone: {status: retired, retired_on: 2026-01-31, listeners: [{port: 7000}]}}
        ranges: {r: {ports: 7000-7001}}
    """)
    page.add_script_tag(content=LOOKUP.read_text(encoding="utf-8"))
    found = page.evaluate(
        f"window.portdocs.lookUp(window.portdocs.index({search_json(registry)}), '7000', {json.dumps(today)})"
    )
    assert found["state"] == state
    assert words in [remark["text"] for remark in found["remarks"]]
    assert found["next"][0]["port"] == (7001 if state == "rests" else 7000)


def test_a_port_that_a_scan_saw_open_is_not_free(page: Page) -> None:
    item = {
        "at": "2026-11-25T08:00:00Z",
        "source": "sockets",
        "kind": "undeclared-listener",
        "file": "ss.txt",
        "line": 4,
    }
    item |= {"subject": "tcp 0.0.0.0:8001", "message": "tcp 0.0.0.0:8001, held by `python3`, is not declared"}
    record = {"schema_version": 1, "hosts": {"web": {"undeclared": [item]}}}
    registry = load_registry({"data/x.yml": SHOW.encode(), "data/verified/web.json": json.dumps(record).encode()})
    assert isinstance(registry, Registry)
    questions = ["8001", "8001/udp", "127.0.0.1:8001", "8000"]
    found = _looked_up(page, registry, questions)
    for question in questions:
        answer = search_as_json(registry, question, search(registry, question, TODAY))
        assert [found[question][key] for key in ("free", "remarks")] == [answer[key] for key in ("free", "remarks")]
    # No scan saw udp, but a service with unknown listeners may use it.
    assert [found[question]["free"] for question in questions] == [False] * 4
