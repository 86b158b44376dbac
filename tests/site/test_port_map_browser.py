"""The port map in a real browser: details in place, by pointer and by keyboard, and plain links without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.site.browser import opened_page

MARK = ".pd-map__strip a"
PANEL = ".pd-map__panel"


def test_a_click_shows_details_in_place_and_moves_nothing(page: Page, small_url: str) -> None:
    page.goto(small_url + "ports/")
    mark = page.locator(f"{MARK}[aria-label^='17001:']")
    mark.scroll_into_view_if_needed()
    layout = (
        "() => [scrollY, document.documentElement.scrollHeight, document.querySelector('.pd-map__strip').offsetHeight]"
    )
    before = page.evaluate(layout)
    mark.hover()
    expect(page.locator(PANEL)).to_have_text("17001: Shop API, loopback")
    mark.click()
    link = page.locator(PANEL).get_by_role("link")
    expect(link).to_be_focused()
    expect(page).to_have_url(re.compile(r"/ports/(#.*)?$"))
    assert page.evaluate(layout) == before
    page.keyboard.press("Escape")
    expect(page.locator(PANEL)).to_be_hidden()
    expect(mark).to_be_focused()
    mark.click()
    link.click()
    expect(page).to_have_url(small_url + "services/shop-api/")


def test_the_arrow_keys_move_along_a_strip(page: Page, small_url: str) -> None:
    page.goto(small_url + "ports/")
    page.locator(".pd-map__name a").focus()
    page.keyboard.press("Tab")
    panel = page.locator(PANEL)
    expect(panel).to_contain_text("80: Front Proxy, network")
    page.keyboard.press("End")
    expect(panel).to_contain_text("17001: Shop API, loopback")
    page.keyboard.press("ArrowLeft")
    expect(panel).to_contain_text("16001: Shop Frontend, loopback")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page).to_have_url(small_url + "services/shop-web/")


def test_without_scripts_a_mark_is_a_link(browser: Browser, small_url: str) -> None:
    with opened_page(browser, java_script_enabled=False) as page:
        page.goto(small_url + "hosts/host/")
        page.locator(f"{MARK}[aria-label^='5432:']").click()
        expect(page).to_have_url(small_url + "services/postgres/")
