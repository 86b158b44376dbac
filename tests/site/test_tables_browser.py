"""Tables in a real browser: sorted, filtered, copied, with their state in the address, and plain without scripts."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from portdocs.pages.inline import Badge, Code, PageLink, SourceIcon, Text
from portdocs.pages.links import SiteLinks
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Location
from tests.site.browser import opened_page
from tests.waiting import wait_for

PORTS = "table[data-table=ports]"
CHECKS = "table[data-table=checks]"


def column(page: Page, table: str, number: int) -> list[str]:
    """The visible cells of a column, from the top; columns count from 1."""
    cells = page.locator(f"{table} tbody tr:not([hidden]) > :nth-child({number})")
    found: list[str] = cells.evaluate_all("all => all.map(one => one.innerText.trim())")
    return found


def wait_for_column(page: Page, table: str, number: int, expected: list[str]) -> None:
    wait_for(lambda: column(page, table, number), expected)


def head(page: Page, table: str, title: str) -> Locator:
    return page.locator(f"{table} thead th", has_text=title)


def filter_of(page: Page, caption: str) -> Locator:
    return page.get_by_role("searchbox", name=f"Filter {caption}")


def test_ports_sort_as_numbers_up_down_and_back(page: Page, small_url: str) -> None:
    page.goto(small_url + "ports/")
    before = column(page, PORTS, 2)
    title = head(page, PORTS, "Port")
    button = title.get_by_role("button")
    button.click()
    expect(title).to_have_attribute("aria-sort", "ascending")
    wait_for_column(page, PORTS, 2, ["80", "443", "5432", "16001", "17001"])
    button.click()
    expect(title).to_have_attribute("aria-sort", "descending")
    wait_for_column(page, PORTS, 2, ["17001", "16001", "5432", "443", "80"])
    button.click()
    expect(title).not_to_have_attribute("aria-sort", re.compile(".*"))
    wait_for_column(page, PORTS, 2, before)


def test_a_table_sorts_by_keyboard(page: Page, small_url: str) -> None:
    page.goto(small_url + "ports/")
    head(page, PORTS, "Service").get_by_role("button").focus()
    first = page.locator(f"{PORTS} tbody tr > :first-child").first
    page.keyboard.press("Enter")
    expect(first).to_have_text("Front Proxy")
    page.keyboard.press("Space")
    expect(first).to_have_text("Shop Frontend")


def test_words_with_an_order_of_their_own_keep_it(page: Page, small_url: str) -> None:
    page.goto(small_url + "ports/?sort=ports.exposure.asc")
    wait_for(lambda: [words.split()[0] for words in column(page, PORTS, 5)], ["network"] * 2 + ["loopback"] * 3)


ADDRESSES = [
    "unknown",
    "::1",
    "10.0.0.10",
    "db.example:5432",
    "10.0.0.9:80",
    "*",
    "0.0.0.0",
    "[::1]:80",
    "2001:db8::a",
]
SORTED = ["*", "0.0.0.0", "10.0.0.9:80", "10.0.0.10", "::1", "[::1]:80", "2001:db8::a", "db.example:5432", "unknown"]


def test_addresses_sort_by_number_and_what_is_not_known_comes_last(page: Page, small_url: str) -> None:
    page.goto(small_url)
    order = """(values) => {
        const { key, compare } = window.portdocs.tableCells;
        const by = (way) => [...values].sort((a, b) =>
            compare("address", key("address", [], a), key("address", [], b), way));
        return [by(1), by(-1)];
    }"""
    upwards, downwards = page.evaluate(order, ADDRESSES)
    assert upwards == SORTED
    assert downwards == [*SORTED[-2::-1], "unknown"]


def test_a_filter_takes_every_word_and_says_how_many_rows_are_left(page: Page, small_url: str) -> None:
    page.goto(small_url + "checks/")
    count = page.locator(CHECKS).get_attribute("data-rows")
    filter_of(page, "Checks").fill("ENDPOINT error")
    status = page.locator(f".pd-frame:has({CHECKS})").get_by_role("status")
    expect(status).to_contain_text(f" of {count} rows")
    found = column(page, CHECKS, 1)
    assert "endpoint-closed" in found
    assert "unknown-bind" not in found
    expect(status).to_have_text(f"{len(found)} of {count} rows")
    filter_of(page, "Checks").fill("nothing like it")
    expect(status).to_have_text(f"0 of {count} rows")


def test_a_filter_that_finds_nothing_says_that_the_page_has_not_all(page: Page, small_url: str) -> None:
    def cut(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(" data-rows=", ' data-omitted="55535" data-rows='))

    page.route("**/checks/", cut)
    page.goto(small_url + "checks/")
    filter_of(page, "Checks").fill("nothing like it")
    status = page.locator(f".pd-frame:has({CHECKS})").get_by_role("status")
    expect(status).to_have_text(re.compile(r"^0 of \d+ rows; 55535 more are not on this page$"))


def test_a_menu_leaves_the_rows_with_one_value_and_the_address_keeps_it(page: Page, small_url: str) -> None:
    page.goto(small_url + "checks/")
    menu = page.get_by_role("combobox", name="Severity")
    menu.select_option("error")
    wait_for(lambda: set(column(page, CHECKS, 2)), {"error"})
    errors = column(page, CHECKS, 2)
    filter_of(page, "Checks").fill("endpoint")
    expect(page).to_have_url(re.compile(r"\?filter=checks\.endpoint&facet=checks\.severity\.error(#.*)?$"))
    found = column(page, CHECKS, 1)
    assert 0 < len(found) < len(errors)
    page.reload()
    expect(menu).to_have_value("error")
    wait_for_column(page, CHECKS, 1, found)
    page.emulate_media(media="print")
    expect(page.locator(".pd-tools")).to_be_visible()
    expect(menu).to_be_hidden()
    wait_for_column(page, CHECKS, 1, found)


def long_table() -> str:
    """A table of 800 rows, with a menu of its own."""
    columns = (Column("Name"), Column("Port", "port"), Column("Exposure"), Column("Declared", "source"))
    rows = tuple(
        Row(
            (
                (PageLink(Text(f"a{n}"), "a.md"),),
                (Code(str(n)),),
                (Badge("loopback", "loopback", "a hint"),),
                (SourceIcon(Location("data/x y.yml", n + 1)),),
            ),
            facets=("odd" if n % 2 else "even",),
        )
        for n in range(800)
    )
    table = Table("long", "Long", columns, rows, "none", facets=("Kind",))
    return table.html(SiteLinks("checks/index.md", repository="https://git.example/x"))


def test_a_very_long_table_adds_its_rows_on_request_and_prints_what_is_filtered(page: Page, small_url: str) -> None:
    page.goto(small_url + "checks/")
    add = "(html) => document.querySelector('article').insertAdjacentHTML('beforeend', html)"
    page.evaluate(add, long_table())
    page.evaluate("document$.next(document)")
    rows = page.locator("table[data-table=long] tbody tr")
    more = page.get_by_role("button", name="Show 500 more rows (")
    expect(more).to_be_visible()
    assert rows.count() < 200
    expect(rows.nth(40).locator("td.pd-port code")).to_have_text("40")
    href = "https://git.example/x/blob/HEAD/data/x%20y.yml#L41"
    expect(rows.nth(40).locator("a.pd-source")).to_have_attribute("href", href)
    expect(rows.nth(40).locator(".pd-badge--loopback")).to_have_text("loopback")
    page.get_by_role("combobox", name="Kind").select_option("odd")
    page.get_by_role("searchbox", name="Filter Long").fill("port:7")
    expect(rows).to_have_count(1)
    page.get_by_role("searchbox", name="Filter Long").fill("")
    expect(page.get_by_role("button", name="Show all rows (")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(rows).to_have_count(400)
    page.get_by_role("combobox", name="Kind").select_option("")
    expect(more).to_be_visible()
    page.keyboard.press("Control+f")
    expect(rows).to_have_count(800)
    lines = page.locator(".pd-lines tr")
    expect(lines.last).to_have_text("a799 799 · loopback")
    expect(lines.last.get_by_role("link")).to_have_attribute("href", "../a/")
    assert page.locator("table[data-table=long] *").count() < 5 * 800
    more.click()
    expect(lines).to_have_count(0)
    expect(page.get_by_role("button", name="Show all rows (")).to_be_visible()


def test_a_very_long_table_prints_rows_then_lines(page: Page, small_url: str) -> None:
    page.goto(small_url + "checks/")
    page.evaluate("(html) => document.querySelector('article').insertAdjacentHTML('beforeend', html)", long_table())
    page.evaluate("document$.next(document)")
    expect(page.get_by_role("button", name="Show 500 more rows (")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("table[data-table=long] tbody:first-of-type tr")).to_have_count(500)
    expect(page.locator(".pd-lines tr")).to_have_count(300)


def test_a_path_wraps_after_its_separators_on_a_phone(page: Page, small_url: str) -> None:
    for width, count in ((390, 3), (1280, 0)):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(small_url + "files/")
        expect(page.locator("tbody th").first.locator("wbr")).to_have_count(count)


def test_a_short_table_has_no_filter(page: Page, small_url: str) -> None:
    page.goto(small_url + "ports/")
    expect(page.locator(f".pd-frame:has({PORTS})").get_by_role("searchbox")).to_have_count(0)


def test_the_address_keeps_what_is_shown(page: Page, small_url: str) -> None:
    page.goto(small_url + "checks/")
    filter_of(page, "Checks").fill("endpoint")
    head(page, CHECKS, "Severity").get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"\?sort=checks\.severity\.asc&filter=checks\.endpoint(#.*)?$"))
    shown = column(page, CHECKS, 1)
    page.reload()
    expect(filter_of(page, "Checks")).to_have_value("endpoint")
    wait_for_column(page, CHECKS, 1, shown)
    page.locator(f"{CHECKS} tbody tr:not([hidden]) a").first.click()
    expect(page.locator("h1")).not_to_have_text(re.compile("^Checks"))
    page.go_back()
    expect(filter_of(page, "Checks")).to_have_value("endpoint")
    wait_for_column(page, CHECKS, 1, shown)


def test_a_page_that_is_opened_right_after_a_filter_keeps_its_own_address(page: Page, small_url: str) -> None:
    held: list[Route] = []
    page.clock.install()
    page.route("**/checks/unknown-bind/", lambda route: held.append(route))
    page.goto(small_url + "checks/")
    page.clock.pause_at(page.evaluate("Date.now() + 10_000"))
    filter_of(page, "Checks").fill("unknown-bind")
    with page.expect_request("**/checks/unknown-bind/"):
        page.locator(f"{CHECKS} tbody tr:not([hidden]) a").first.click()
    expect(page).to_have_url(small_url + "checks/unknown-bind/")
    page.clock.run_for(1000)  # the new page is still on its way
    expect(page).to_have_url(small_url + "checks/unknown-bind/")
    held[0].continue_()
    expect(page.locator("h1")).to_contain_text("unknown-bind")


def test_two_tables_of_a_page_do_not_clash(page: Page, own_url: str) -> None:
    page.goto(own_url + "security/?sort=exposure.port.desc&sort=claims.claim.desc")
    exposure = "table[data-table=exposure]"
    wait_for_column(page, exposure, 3, ["18938", "17354", "16532", "443", "80"])
    claims = "table[data-table=claims]"
    wait_for(lambda: [claim.split()[0] for claim in column(page, claims, 2)], ["SSL", "Internal", "CORS", "All"])
    head(page, exposure, "Port").get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"\?sort=claims\.claim\.desc(#.*)?$"))


@pytest.mark.parametrize(
    "query", ["?sort=ports", "?sort=ports.nothing.asc", "?sort=.&filter=&sort=ports.port.x", "?x=%FF"]
)
def test_an_address_that_makes_no_sense_shows_the_table(page: Page, small_url: str, query: str) -> None:
    page.goto(small_url + "ports/" + query)
    wait_for(lambda: len(column(page, PORTS, 1)), 5)


def copied(page: Page, format: str, caption: str) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    frame = page.locator(".pd-frame", has=page.get_by_role("region", name=caption))
    frame.get_by_text("Copy", exact=True).click()
    frame.get_by_role("button", name=f"Copy as {format}").click()
    expect(page.locator(".md-dialog--active")).to_have_text("Copied to clipboard")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_what_is_shown_is_copied_as_csv(page: Page, small_url: str) -> None:
    page.goto(small_url + "ports/?sort=ports.port.desc")
    rows = list(csv.reader(io.StringIO(copied(page, "CSV", "Ports in use"))))
    assert rows[0][:3] == ["Service", "Port", "Protocol"]
    assert [row[1] for row in rows[1:]] == ["17001", "16001", "5432", "443", "80"]
    assert {len(row) for row in rows} == {7}


def test_what_is_shown_is_copied_as_markdown_with_its_links(page: Page, small_url: str) -> None:
    page.goto(small_url + "checks/")
    filter_of(page, "Checks").fill("unknown-bind")
    lines = copied(page, "Markdown", "Checks").splitlines()
    assert lines[0].startswith("| Check | Severity |")
    assert lines[1].startswith("| --- |")
    assert lines[2].startswith(f"| [unknown-bind]({small_url}checks/unknown-bind/) | warning |")
    assert len(lines) == 3


FILTERS = {
    "port-conf": ["port-conflict"],
    "ort-conflict": [],
    "32768": ["ephemeral-port"],
    "3276": [],
    "check:ephemeral": ["ephemeral-port"],
    "severity:ephemeral": [],
}


def test_a_filter_finds_whole_numbers_and_beginnings_of_words(page: Page, small_url: str) -> None:
    page.goto(small_url + "checks/")
    for words, checks in FILTERS.items():
        filter_of(page, "Checks").fill(words)
        wait_for_column(page, CHECKS, 1, checks)


HOSTILE = ["=1+1", "+1", "-1", "@x", 'a "quoted", value', "a|b", "<b>", "[x](y)", "`c`"]


def test_a_copy_makes_nothing_of_a_hostile_value(page: Page, small_url: str) -> None:
    page.goto(small_url)
    write = """(values) => {
        const cells = values.map((value) => Object.assign(document.createElement("td"), { textContent: value }));
        const { csv, markdown } = window.portdocs.tableCells;
        return [csv([cells]), markdown([cells])];
    }"""
    as_csv, as_markdown = page.evaluate(write, HOSTILE)
    assert next(csv.reader(io.StringIO(as_csv))) == ["'=1+1", "'+1", "'-1", "'@x", *HOSTILE[4:]]
    assert as_markdown.splitlines()[0] == (
        '| =1+1 | +1 | -1 | @x | a "quoted", value | a\\|b | \\<b\\> | \\[x\\](y) | \\`c\\` |'
    )


def test_tables_work_after_instant_navigation(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.evaluate("window.stayed = true")
    page.locator("nav.md-nav--primary a", has_text="Ports").first.click()
    expect(page).to_have_url(small_url + "ports/")
    head(page, PORTS, "Port").get_by_role("button").click()
    wait_for(lambda: column(page, PORTS, 2)[0], "80")
    expect(page).to_have_url(small_url + "ports/?sort=ports.port.asc")
    assert page.evaluate("window.stayed"), "the page was reloaded"


def test_without_scripts_a_table_is_a_table(browser: Browser, small_url: str) -> None:
    with opened_page(browser, java_script_enabled=False) as page:
        page.goto(small_url + "ports/")
        expect(page.locator(f"{PORTS} caption")).to_have_text("Ports in use")
        expect(page.locator(f"{PORTS} tbody tr")).to_have_count(5)
        expect(page.locator(f".pd-frame:has({PORTS}) button")).to_have_count(0)
        page.goto(small_url + "services/shop-api/")
        expect(page.locator(".pd-command code").first).to_be_visible()
        expect(page.locator(".pd-copy")).to_have_count(0)


def test_the_commands_of_a_service_are_copied(page: Page, small_url: str) -> None:
    page.goto(small_url + "services/shop-api/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the command: Logs").press("Enter")
    expect(page.locator(".md-dialog--active")).to_have_text("Copied to clipboard")
    assert page.evaluate("navigator.clipboard.readText()") == "journalctl -u shop-api.service -f"
    page.get_by_role("button", name="Copy shop-api.service").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()) === 'shop-api.service'")


def test_on_paper_nothing_is_cut_and_no_port_is_broken(page: Page, small_url: str) -> None:
    page.set_viewport_size({"width": 700, "height": 990})  # A4 between its margins
    page.goto(small_url + "ports/")
    expect(page.locator(".pd-sort").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".pd-tools").first).to_be_hidden()
    # As a box of its own it would keep Chromium from saying the head again on each page.
    expect(page.locator(".pd-sort").first).to_have_css("display", "contents")
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    ports = page.locator("td.pd-port code")
    assert ports.evaluate_all("cells => cells.map(cell => cell.getClientRects().length)") == [1] * ports.count()
