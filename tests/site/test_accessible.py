"""WCAG 2.2 AA, as far as a machine can tell: axe on every kind of page, and what axe does not look at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.site.browser import opened_page

KINDS = {
    "overview": "",
    "ports": "ports/",
    "services": "services/",
    "access": "access/",
    "ranges": "ranges/",
    "architecture": "architecture/",
    "security": "security/",
    "findings": "findings/",
    "files": "files/",
    "service": "services/shop-api/",
    "proxy": "services/nginx/",
    "host": "hosts/host/",
    "suite": "suites/shop/",
    "checks": "checks/",
    "check": "checks/unknown-bind/",
    "how-to": "how-to/add-a-service/",
    "404": "404.html",
}
# High enough for the guide's navigation: the theme scrolls a longer one, and axe measures what is left of its links.
DESKTOP, PHONE = (1280, 1200), (360, 740)
RULES: dict[str, object] = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # The theme's script puts a <nav> without a name into each block of code; no criterion of WCAG asks for one.
    "rules": {"landmark-unique": {"enabled": False}},
    "resultTypes": ["violations"],
}
COLOURS: dict[str, object] = {**RULES, "runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that read colours: all that another scheme can change."""
SCHEMES: tuple[tuple[Literal["light", "dark"], str, dict[str, object]], ...] = (
    ("light", "default", RULES),
    ("dark", "slate", COLOURS),
)
"""A preference of readers, the name of its theme, and the rules to check in it."""
NARROW = (360, 320, 640)
"""Half of 1280 pixels is what a reader sees at 200% zoom; the smallest phone is 360 wide, and WCAG asks for 320."""


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Both colour schemes, one after the other."""
    scheme: str = request.param
    return scheme


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def still(browser: Browser, scheme: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in which nothing moves, so that a colour is what it is."""
    width, height = request.param
    size = {"width": width, "height": height}
    with opened_page(browser, viewport=size, color_scheme=scheme, reduced_motion="reduce") as page:
        yield page


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_accessible(reader: Page, small_url: str, kind: str) -> None:
    check_page(reader, small_url + KINDS[kind])


def test_a_page_of_the_guide_is_accessible(reader: Page, own_url: str) -> None:
    check_page(reader, own_url + "guide/plugin/")


def check_page(page: Page, url: str) -> None:
    """One visit: headings, landmarks, no sideways scrolling, then axe in both schemes on a desktop and a phone."""
    page.emulate_media(reduced_motion="reduce", color_scheme="light")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(url)
    expect(page.locator("main h1")).to_be_visible()  # a missing page shows search results too
    check_structure(page)
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 600})
        # Scripts adapt tables to the new width a moment later.
        page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)
    page.evaluate(AXE_SCRIPT)
    for width, height in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        for preferred, scheme, options in SCHEMES:
            page.emulate_media(color_scheme=preferred)
            expect(page.locator("body")).to_have_attribute("data-md-color-scheme", scheme)
            assert violations(page, options) == []


def check_structure(page: Page) -> None:
    """Headings go down by one, and the landmarks are there."""
    levels: list[int] = page.locator("main :is(h1, h2, h3, h4, h5, h6)").evaluate_all(
        "all => all.map((one) => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for landmark in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)


def violations(page: Page, options: dict[str, object], part: str = "html") -> list[str]:
    """The rules that a part of a page breaks, and where; the page has the script of axe."""
    run = "async ([part, options]) => (await axe.run(part, options)).violations"
    found = page.evaluate(run, [part, options])
    return [f"{v['id']}: {[node['target'] for node in v['nodes']]}" for v in found]


def test_the_answers_of_the_search_are_accessible(still: Page, small_url: str) -> None:
    still.goto(small_url + "?port=17001")
    expect(still.locator(".pd-answer").first).to_be_visible()
    # The theme's headings of results are out of order, which WCAG allows.
    rules = {**RULES, "rules": {"heading-order": {"enabled": False}, "page-has-heading-one": {"enabled": False}}}
    still.evaluate(AXE_SCRIPT)
    assert violations(still, rules, ".md-search") == []


def test_a_table_that_scrolls_can_be_scrolled_by_keyboard(page: Page, small_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(small_url + "ports/")
    region = page.get_by_role("region", name="Ports in use")
    expect(region).to_have_attribute("tabindex", "0")
    page.locator(".pd-frame", has=region).locator("summary").focus()
    page.keyboard.press("Tab")
    expect(region).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(region) => region.scrollLeft > 0", arg=region.element_handle())
    page.keyboard.press("Tab")
    expect(region.get_by_role("button", name="Service")).to_be_focused()
    page.keyboard.press("Tab")
    expect(region.get_by_role("button", name="Port")).to_be_focused()


def test_a_table_that_fits_is_no_stop_of_the_tab_key(page: Page, small_url: str) -> None:
    page.set_viewport_size({"width": 1400, "height": 800})
    page.goto(small_url + "checks/")
    expect(page.get_by_role("region", name="Checks")).not_to_have_attribute("tabindex", "0")


@pytest.mark.parametrize("path", ["ports/", "services/shop-api/"])
def test_what_has_the_focus_is_seen(still: Page, small_url: str, path: str) -> None:
    still.goto(small_url + path)
    still.locator("main").locator("a, button").first.focus()
    for _ in range(25):
        still.keyboard.press("Tab")
        seen = still.evaluate(
            """() => {
                const at = document.activeElement;
                const style = getComputedStyle(at);
                const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
                return at === document.body || outlined || at.outerHTML.slice(0, 200);
            }"""
        )
        assert seen is True


def test_nothing_moves_for_who_wants_no_motion(still: Page, small_url: str) -> None:
    still.goto(small_url + "services/shop-api/")
    moving: list[str] = still.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
            const { transitionDuration, animationDuration } = getComputedStyle(one);
            return `${transitionDuration},${animationDuration}`.split(",").some((time) => parseFloat(time) > 0.01);
        }).map((one) => one.outerHTML.slice(0, 100))"""
    )
    assert moving == []
