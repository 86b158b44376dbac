"""The built site in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.browser import opened_page
from tests.waiting import wait_for


def test_a_click_on_a_node_of_a_drawing_opens_its_page(page: Page, small_url: str) -> None:
    page.goto(small_url + "architecture/")
    page.locator("figure svg a", has_text="Shop API").first.click()
    expect(page).to_have_url(small_url + "services/shop-api/")
    expect(page.locator("h1")).to_contain_text("Shop API")


@pytest.mark.parametrize("width", [390, 1300])
@pytest.mark.parametrize("path", ["checks/", "files/", "ports/", "checks/unknown-bind/"])
def test_what_a_row_is_about_stays_in_its_cell(page: Page, own_url: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(own_url + path)
    cells = page.locator(".pd-table__table tbody th")
    expect(cells.first).to_be_visible()
    over = "cells => cells.filter(c => c.scrollWidth > c.clientWidth).map(c => c.textContent)"
    wait_for(lambda: cells.evaluate_all(over), [])


@pytest.mark.parametrize(
    ("path", "head"), [("ranges/", "Next free"), ("access/", "Target"), ("ports/", "Port"), ("services/", "Ports")]
)
def test_a_phone_shows_the_cells_that_answer(page: Page, own_url: str, path: str, head: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(own_url + path)
    column = page.locator(".pd-table__table thead th").all_inner_texts().index(head) + 1
    cells = page.locator(f".pd-table__table tbody tr > :nth-child({column})")
    expect(cells.first).to_be_visible()
    over = """cells => cells.map(cell => cell.firstElementChild)
        .filter(one => one?.getBoundingClientRect().right > 375).map(one => one.textContent)"""
    wait_for(lambda: cells.evaluate_all(over), [])


def test_a_key_is_not_broken(page: Page, small_url: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(small_url + "how-to/add-a-service/")
    codes = "tbody th code"
    expect(page.locator(codes).first).to_be_visible()
    broken = (
        "all => all.filter(one => one.getClientRects().length > 1 || one.offsetHeight > 30).map(one => one.textContent)"
    )
    wait_for(lambda: page.locator(codes).evaluate_all(broken), [])


def test_drawings_follow_the_colour_scheme(browser: Browser, small_url: str) -> None:
    colours = []
    for preferred, scheme in (("light", "default"), ("dark", "slate")):
        with opened_page(browser, color_scheme=preferred) as page:
            page.goto(small_url + "services/shop-api/")
            expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)
            label = page.locator("figure svg text").first
            colours.append(label.evaluate("element => getComputedStyle(element).fill"))
    assert colours[0] != colours[1]


def test_instant_navigation_keeps_pages_whole(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.evaluate("window.stayed = true")
    page.locator("nav.md-nav--primary a", has_text="Ports").first.click()
    expect(page).to_have_url(small_url + "ports/")
    expect(page.locator("table caption").first).to_have_text("Ports in use")
    page.locator("table a", has_text="Shop API").first.click()
    expect(page.locator("h1")).to_contain_text("Shop API")
    expect(page.locator("figure svg image").first).to_be_visible()
    assert page.evaluate("window.stayed"), "the page was reloaded"


def test_icons_of_drawings_are_there(page: Page, small_url: str) -> None:
    page.goto(small_url + "services/shop-api/")
    images = page.locator("figure svg image")
    for source in images.evaluate_all("all => all.map(one => one.getAttribute('xlink:href'))"):
        answer = page.request.get(page.url + source)
        assert answer.ok, source
        assert answer.headers["content-type"] == "image/png"


def test_why_there_is_no_command_leaves_room_for_what_it_is_for_on_a_phone(page: Page, small_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(small_url + "services/postgres/")
    row = page.locator(".pd-command", has_text="No command: no host is declared").first
    whole, purpose, reason = (one.bounding_box() for one in (row, row.locator("p").first, row.locator(".pd-empty")))
    assert whole
    assert purpose
    assert reason
    assert min(purpose["width"], reason["width"]) > 0.9 * whole["width"]
    assert reason["y"] >= purpose["y"] + purpose["height"]
