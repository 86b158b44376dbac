"""The search in a real browser: the theme's field, which answers from the registry first, then from pages."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

from portdocs.pages.links import SiteLinks
from portdocs.pages.search_data import search_files
from tests.data import registry_of
from tests.shared import served
from tests.site.browser import opened_page
from tests.site.project import ASSETS, copy_project
from tests.site.registries import SMALL, hostile_registry
from tests.site.test_search_rules import SCRIPTS

SUMMARY = ".md-search-result__meta"
FILE = "/etc/systemd/system/shop-api.service"
PHONE: ViewportSize = {"width": 320, "height": 640}


def field(page: Page) -> Locator:
    return page.locator("[data-md-component=search-query]")


def items(page: Page) -> Locator:
    return page.locator(".md-search-result__list > .md-search-result__item")


def ask(page: Page, url: str, question: str) -> Locator:
    """The first answer to a question that was typed."""
    page.goto(url)
    page.keyboard.press("/")
    field(page).press_sequentially(question)
    return items(page).first


ANSWERS: list[tuple[str, str, str, str, list[str]]] = [
    ("17001", "17001 is in use by Shop API", "port", "services/shop-api/", ["Shop Team", "loopback, proxied"]),
    ("127.0.0.1:16001", "127.0.0.1:16001 is in use by Shop Frontend", "address", "services/shop-web/", []),
    ("16001/udp", "16001/udp is free", "port", "ranges/#range-shop", ["Reserved for The Shop (Shop Team)"]),
    ("localhost:17001", "127.0.0.1:17001 is in use by Shop API", "address", "services/shop-api/", []),
    ("host:5432", "5432 on This host is in use by Orders Database", "port", "services/postgres/", []),
    ("17002", "17002 is free", "port", "ranges/#range-shop", ["Reserved for The Shop (Shop Team)"]),
    ("40000", "40000 is free", "port", "ports/", ["Linux assigns 32768-60999", "outside all ranges: 61000"]),
    ("3306", "3306 is free", "port", "ports/", ["Registered with IANA for mysql"]),
    ("api.shop.example", "https://api.shop.example", "domain", "services/shop-api/", ["→ 127.0.0.1:17001"]),
    ("https://api.shop.example/v1?x=1", "https://api.shop.example", "URL", "services/shop-api/", []),
    ("shop-api", "Shop API", "service", "services/shop-api/", ["17001 on This host"]),
    ("shop-web.service", "shop-web.service", "unit", "services/shop-web/", ["Shop Frontend"]),
    (FILE, FILE, "file", "services/shop-api/", []),
    ("shop team", "Shop Team", "owner", "suites/shop/", ["3 services", "1 warning"]),
    ("the shop", "The Shop", "suite", "suites/shop/", []),
    ("this host", "This host", "host", "hosts/host/", ["4 services"]),
    ("shop range", "Shop Range", "range", "ranges/#range-shop", ["16000-17099"]),
    ("uvicorn", "Shop API", "process", "services/shop-api/", ["Python uvicorn server"]),
    ("protocol:postgres", "Orders Database", "service", "services/postgres/", []),
    ("443", "443 is in use by Front Proxy", "port", "services/nginx/", []),
    ("5432", "5432 is in use by Orders Database", "port", "services/postgres/", []),
    ("shop-api.service", "shop-api.service", "unit", "services/shop-api/", ["Shop API"]),
    ("Orders Database", "Orders Database", "service", "services/postgres/", []),
    ("shop.example", "https://api.shop.example", "domain", "services/shop-api/", []),
]  # fmt: skip
"""A question, then of its first answer the title, the kind, the page, and what else it says."""


def test_every_kind_of_answer(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.keyboard.press("/")
    first = items(page).first
    for question, title, kind, page_of, also in ANSWERS:
        field(page).fill("")
        field(page).press_sequentially(question)
        expect(first.locator(".pd-answer__title"), question).to_have_text(title)
        expect(first.locator(".pd-answer__kind"), question).to_have_text(kind)
        expect(first.locator("a"), question).to_have_attribute("href", small_url + page_of)
        for words in also:
            expect(first, question).to_contain_text(words)


def test_pages_come_after_the_answers(page: Page, small_url: str) -> None:
    ask(page, small_url, "shop team")
    expect(items(page).nth(0)).to_have_class(re.compile("pd-answer"))
    pages = items(page).and_(page.locator(":not(.pd-answer)"))
    expect(pages.first).to_be_visible()
    answers = page.locator(".pd-answer")
    expect(answers).to_have_count(5)
    # Typing on replaces both, in the same order.
    field(page).fill("add a service")
    expect(answers).to_have_count(0)
    expect(items(page).first.locator("a").first).to_have_attribute("href", re.compile("how-to/add-a-service/"))
    expect(page.locator(SUMMARY)).to_contain_text("No match for “add a service” in the registry; pages")


SUMMARIES = {
    "": "Search for a port (8080), an address (10.0.0.4:443)",
    "zzqx": "No match for “zzqx” among ports, addresses, URLs, domains, services, hosts, suites",
    "70000": "Port 70000 does not exist, expected 1 to 65535",
    "host:nothing": "No host matches “nothing”",
    "paymants": "No exact match for “paymants”; similar names:",
    "shop-api.service": "2 answers",
}
"""The sentence above the answers to a question."""


def test_the_summary_says_what_was_searched(page: Page, small_url: str) -> None:
    page.goto(small_url + "ranges/")
    page.keyboard.press("Control+k")
    for question, summary in SUMMARIES.items():
        field(page).fill(question)
        expect(page.locator(SUMMARY), question).to_contain_text(summary)
        expect(page.locator(SUMMARY)).to_have_attribute("role", "status")


@pytest.mark.parametrize("path", ["", "services/shop-api/"])
def test_keys_open_it_on_every_page(page: Page, small_url: str, path: str) -> None:
    for key in ("/", "s", "f", "Control+k"):
        # The theme does not notice a focus that is lost and regained faster than anyone types.
        page.goto(small_url + path)
        page.keyboard.press(key)
        expect(field(page)).to_be_focused()
        # What opens it is text now.
        page.keyboard.type("/sf")
        expect(field(page)).to_have_value("/sf")
        field(page).fill("")
        page.keyboard.press("Escape")
        expect(field(page)).not_to_be_focused()


def test_by_keyboard_alone(page: Page, small_url: str) -> None:
    first = ask(page, small_url, "shop team")
    expect(first).to_contain_text("Shop Team")
    page.keyboard.press("ArrowDown")
    expect(first.locator("a")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items(page).nth(1).locator("a")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field(page)).to_be_focused()
    field(page).fill("17001")
    page.keyboard.press("Enter")
    expect(page).to_have_url(small_url + "services/shop-api/")


def test_enter_waits_for_the_answer(page: Page, small_url: str) -> None:
    held: list[Route] = []
    page.route("**/search-data.json", lambda route: held.append(route))
    with page.expect_request("**/search-data.json"):
        page.goto(small_url)
    page.keyboard.press("/")
    page.keyboard.type("17001\n")
    expect(page).to_have_url(small_url)
    held[0].continue_()
    expect(page).to_have_url(small_url + "services/shop-api/")


def test_enter_opens_the_best_page_without_an_answer(page: Page, small_url: str) -> None:
    first = ask(page, small_url, "reserve a range")
    expect(first.locator("a").first).to_have_attribute("href", re.compile("how-to/reserve-a-range/"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("how-to/reserve-a-range/"))


@pytest.mark.parametrize(("query", "value"), [("?port=17001", "17001"), ("?q=api.shop.example", "api.shop.example")])
def test_an_address_asks_a_question(page: Page, small_url: str, query: str, value: str) -> None:
    page.goto(small_url + "ports/" + query)
    expect(field(page)).to_have_value(value)
    expect(items(page).first).to_be_visible()
    expect(items(page).first.locator("a")).to_have_attribute("href", small_url + "services/shop-api/")
    # Closed, it is the address of the page alone.
    page.keyboard.press("Escape")
    expect(page).to_have_url(small_url + "ports/")


def test_going_back_shows_the_answer_again(page: Page, small_url: str) -> None:
    first = ask(page, small_url, "5432")
    page.evaluate("window.stayed = true")
    expect(first).to_contain_text("Orders Database")
    first.locator("a").click()
    expect(page).to_have_url(small_url + "services/postgres/")
    expect(page.get_by_role("heading", level=1).filter(has_text="Orders Database")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(small_url + "?port=5432")
    expect(items(page).first).to_contain_text("5432 is in use by Orders Database")
    expect(items(page).first).to_be_visible()
    assert page.evaluate("window.stayed"), "the page was reloaded"


@pytest.mark.parametrize("path", ["", "ports/"])
def test_a_button_on_the_page_opens_the_same_search(page: Page, small_url: str, path: str) -> None:
    page.goto(small_url + path)
    page.get_by_role("button", name="Find a port, service, URL or owner").click()
    expect(field(page)).to_be_focused()
    page.keyboard.type("17001")
    expect(items(page).first).to_contain_text("17001 is in use by Shop API")


def test_a_missing_page_searches_for_its_words(page: Page, small_url: str) -> None:
    page.goto(small_url + "404.html")
    page.evaluate("history.replaceState({}, '', '/services/orders-database/')")
    page.evaluate("document.querySelector('.pd-search').replaceChildren(); document$.next(document)")
    page.get_by_role("button", name="Search for “orders database”").click()
    expect(items(page).first.locator("a")).to_have_attribute("href", re.compile("services/postgres/"))


def test_without_its_data_it_says_so_and_finds_pages(browser: Browser, small_url: str) -> None:
    with opened_page(browser) as page:
        page.route("**/search-data.json", lambda route: route.abort())
        page.goto(small_url + "?q=reserve")
        expect(page.locator(SUMMARY)).to_contain_text("The search data could not be loaded")
        expect(items(page).first).to_be_visible()


def test_without_a_script_a_sentence_leads_to_the_tables(browser: Browser, small_url: str) -> None:
    with opened_page(browser, java_script_enabled=False) as page:
        page.goto(small_url)
        expect(page.locator(".pd-search")).to_have_text("See the ports in use and the reserved ranges.")
        page.locator(".pd-search a").first.click()
        expect(page).to_have_url(small_url + "ports/")


def test_answers_fit_on_a_narrow_phone(page: Page, small_url: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(small_url)
    page.locator(".pd-search__button").click()
    field(page).fill(FILE)
    expect(items(page).first).to_be_visible()
    for selector in (".md-search__scrollwrap", ".pd-answer"):
        fits = "one => document.querySelector(one).scrollWidth <= document.querySelector(one).clientWidth"
        page.wait_for_function(fits, arg=selector)


def test_hostile_text_stays_text(page: Page, tmp_path: Path) -> None:
    registry = registry_of(hostile_registry()["all.yml"])
    data = next(text for path, text in search_files(registry, SiteLinks("index.md")) if path.endswith(".json"))
    page.set_content("<ol></ol>")
    for name in SCRIPTS:
        page.add_script_tag(content=(ASSETS / f"{name}.js").read_text(encoding="utf-8"))
    shown = page.evaluate(
        """([data, ids]) => {
            const { searchData, hits: { hitFinder }, answers } = window.portdocs;
            const known = searchData.decode(JSON.parse(data), "http://site.example/");
            const findHits = hitFinder(known);
            const list = document.querySelector("ol");
            for (const id of ids) {
                const { hits } = findHits(id, "2026-06-01");
                list.append(...answers.answersOf(known, hits, "2026-06-01").map(answers.item));
            }
            return [list.textContent, list.querySelectorAll("script, img, svg, iframe, b").length];
        }""",
        [data, [*registry.services, "80", "53", "8000", "alpha", "edge", "wide", "example.org"]],
    )
    assert shown[1] == 0
    for service in registry.services.values():
        assert service.title in shown[0]


def test_below_a_prefix_results_lead_to_its_pages(page: Page, servers: ExitStack, tmp_path: Path) -> None:
    project = copy_project(tmp_path, SMALL).without_guide()
    config = (tmp_path / "mkdocs.yml").read_text(encoding="utf-8")
    config = config.replace("- portdocs\n", "- portdocs: {prefix: ports/}\n")
    config = re.sub("^repo_url:.*", "", config, flags=re.MULTILINE)  # whose statistics the theme asks for
    project.write({"mkdocs.yml": config.split("\nnav:")[0] + "\n", "docs/index.md": "# Start\n"})
    project.mkdocs("build")
    url = servers.enter_context(served(project.site))
    first = ask(page, url, "17001")
    expect(first.locator("a")).to_have_attribute("href", url + "ports/services/shop-api/")
