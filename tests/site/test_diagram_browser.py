"""Diagrams in a real browser: zoom, filter, the path to a card, full screen and saved files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import SITE_URL, MakeOnce
from tests.shared import served_as
from tests.site.browser import opened_page
from tests.site.project import copy_project
from tests.site.registries import HOSTILE
from tests.waiting import wait_for

OFFICE = """
suites: {shop: {name: Shop}, desk: {name: Desk}}
hosts:
  edge: {name: Edge, addresses: [10.0.0.1]}
  app: {name: App, addresses: [10.0.0.2]}
services:
  nginx:
    name: nginx
    host: edge
    icon: nginx
    listeners: [{port: 80, protocol: http, bind: 0.0.0.0}, {port: 443, protocol: https, bind: 0.0.0.0}]
  gate: {name: Gate, host: app, listeners: [{port: 9000, protocol: http, bind: 10.0.0.2}]}
  api:
    name: API
    host: app
    suite: shop
    icon: fastapi
    listeners: [{port: 8000, protocol: http, bind: 127.0.0.1}]
    depends_on: [db]
  db: {name: Database, host: app, suite: shop, listeners: [{port: 5432, bind: 127.0.0.1}]}
  tickets: {name: Tickets, host: edge, suite: desk, listeners: [{port: 4000, protocol: http, bind: 127.0.0.1}]}
endpoints:
  - {url: https://x.example, via: [nginx, gate], to: api, target: "127.0.0.1:8000"}
  - {url: https://desk.example, via: nginx, to: tickets}
"""
"""Two hosts, two suites, and a path through two proxies."""


def crowd() -> str:
    """More services than a diagram shows one by one, on one host; the first has a hostile name."""
    name = f"{HOSTILE[0]} {HOSTILE[1]}".replace("'", "''")
    services = [f"  s{n}: {{suite: team, listeners: [{{port: {8000 + n}, bind: 127.0.0.1}}]}}" for n in range(1, 150)]
    endpoints = [f"  - {{url: https://s{n}.example, via: proxy, to: s{n}}}" for n in range(130)]
    return "\n".join(
        [
            "suites: {team: {name: Team}}",
            "services:",
            "  proxy: {name: Proxy, listeners: [{port: 443, protocol: https}]}",
            f"  s0: {{name: '{name}', suite: team, listeners: [{{port: 8000, bind: 127.0.0.1}}]}}",
            *services,
            "endpoints:",
            *endpoints,
        ]
    )


def _build(folder: Path, data: str) -> None:
    copy_project(folder, {"all.yml": data}, SITE_URL).without_guide().must_build()


def _served(make_once: MakeOnce, tmp_path_factory: pytest.TempPathFactory, name: str, data: str) -> Iterator[str]:
    site = make_once(name, lambda folder: _build(folder, data)) / "site"
    with served_as(site, SITE_URL, tmp_path_factory.mktemp(name) / "site") as url:
        yield url


@pytest.fixture(scope="module")
def office(make_once: MakeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site whose diagram shows each service."""
    yield from _served(make_once, tmp_path_factory, "office", OFFICE)


@pytest.fixture(scope="module")
def crowded(make_once: MakeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site whose diagram groups services."""
    yield from _served(make_once, tmp_path_factory, "crowd", crowd())


def card(page: Page, key: str) -> Locator:
    """A card of the first diagram, by its key."""
    return page.locator(f'.pdd-svg .pdd-card[data-key="{key}"]').first


def tool(page: Page, name: str | re.Pattern[str]) -> Locator:
    """A button of the first diagram's tools."""
    return page.locator(".pdd-tools").first.get_by_role("button", name=name)


def bright(page: Page) -> list[str]:
    """The keys of the cards that are not dimmed, then the edges."""
    found: list[str] = page.locator(".pdd-svg").first.evaluate(
        """svg => Array.from(svg.querySelectorAll('.pdd-card:not(.pdd-dim), .pdd-edge:not(.pdd-dim)'),
            ({dataset}) => dataset.key || `${dataset.from}>${dataset.to}`).sort()"""
    )
    return found


def width(page: Page) -> float:
    """The width of the first diagram in the page."""
    shown: float = page.locator(".pdd-svg").first.evaluate("svg => svg.getBoundingClientRect().width")
    return shown


def open_crowd(page: Page, crowded: str) -> None:
    """Open the page of a host with many services, and wait until its table has all rows and its diagram has tools."""
    page.goto(crowded + "hosts/host/")
    expect(page.locator(".pd-table noscript")).to_have_count(0)
    expect(page.locator(".pdd-tools").first).to_be_visible()
    page.evaluate(FRAMES)


def scrolled(page: Page) -> float:
    """The vertical scroll position."""
    down: float = page.evaluate("window.scrollY")
    return down


WIDTH = 'document.querySelector(".pdd-svg").getBoundingClientRect().width'


def until_width(page: Page, *, at_least: float = 0, at_most: float = 99_999) -> None:
    """Wait until the first diagram has a width."""
    page.wait_for_function(f"([low, high]) => low <= {WIDTH} && {WIDTH} <= high", arg=[at_least, at_most])


def turn_wheel_until(page: Page, pixels: int, condition: str, arg: float) -> None:
    """Turn the wheel until a condition in the page is true; it may scroll one part first, and then another."""
    for _ in range(MAX_TURNS):
        page.mouse.wheel(0, pixels)
        page.evaluate(FRAMES)
        if page.evaluate(condition, arg):
            return
    pytest.fail(f"not after {MAX_TURNS} turns of the wheel by {pixels} pixels: {condition}")


MAX_TURNS = 200
FRAMES = """() => new Promise((done) => {
    let left = 9;
    const next = () => (left-- ? requestAnimationFrame(next) : done());
    next();
})"""
"""Waits for nine frames to be painted."""


PATH_TO_API = "Internet → https://x.example (443, TLS) → nginx → Gate → 127.0.0.1:8000 → API"
ALL_ON_PATH = ["@internet", "@internet>nginx", "api", "api>db", "db", "gate", "gate>api", "nginx", "nginx>gate"]


def test_a_mouse_on_a_card_highlights_its_path_and_names_the_hops(page: Page, office: str) -> None:
    page.goto(office + "architecture/")
    everything = bright(page)
    card(page, "api").hover()
    expect(page.locator(".pdd-line")).to_have_text(PATH_TO_API)
    wait_for(lambda: bright(page), ALL_ON_PATH)
    page.locator("h1").hover()
    expect(page.locator(".pdd-line")).to_be_empty()
    wait_for(lambda: bright(page), everything)


def test_keyboard_focus_highlights_the_path_and_escape_clears_it(page: Page, office: str) -> None:
    page.goto(office + "architecture/")
    page.locator(".pdd-scroll").focus()
    for _ in range(10):
        page.keyboard.press("Tab")
        if card(page, "api").evaluate("card => card === document.activeElement"):
            break
    expect(page.locator(".pdd-line[role=status]")).to_have_text(PATH_TO_API)
    wait_for(lambda: bright(page), ALL_ON_PATH)
    page.keyboard.press("Escape")
    expect(page.locator(".pdd-dim")).to_have_count(0)


def test_a_proxy_on_the_path_is_named_as_its_end(page: Page, office: str) -> None:
    page.goto(office + "architecture/")
    card(page, "gate").hover()
    expect(page.locator(".pdd-line")).to_have_text("Internet → https://x.example (443, TLS) → nginx → Gate")
    wait_for(lambda: "nginx>tickets" in bright(page), False)


def test_a_node_that_no_request_reaches_shows_what_depends_on_it(page: Page, office: str) -> None:
    page.goto(office + "architecture/")
    card(page, "db").hover()
    expect(page.locator(".pdd-line")).to_have_text("No path from the Internet leads to Database.")
    wait_for(lambda: bright(page), ["api", "api>db", "db"])


def test_a_proxy_shows_everything_that_it_leads_to(page: Page, office: str) -> None:
    page.goto(office + "architecture/")
    card(page, "nginx").hover()
    expect(page.locator(".pdd-line")).not_to_be_empty()
    wait_for(lambda: {"api", "gate", "tickets"} < set(bright(page)), True)


def test_arrow_keys_follow_the_edges(page: Page, office: str) -> None:
    page.goto(office + "architecture/")
    card(page, "nginx").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pdd-card:focus")).to_have_attribute("data-key", re.compile("^(gate|tickets)$"))
    page.keyboard.press("ArrowLeft")
    expect(card(page, "nginx")).to_be_focused()


def test_search_dims_everything_else_and_enter_focuses_the_first_match(page: Page, crowded: str) -> None:
    page.goto(crowded + "architecture/")
    field = page.get_by_label("Find in diagram")
    field.fill("8012")
    expect(page.locator(".pdd-line")).to_have_text("1 match.")
    expect(page.locator(".pdd-svg .pdd-card:not(.pdd-dim)")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(card(page, "s12")).to_be_focused()
    field.fill("")
    expect(page.locator(".pdd-dim")).to_have_count(0)


def test_the_path_of_a_single_service_appears_on_demand(page: Page, crowded: str) -> None:
    page.goto(crowded + "architecture/")
    path = page.locator('.pdd-edge[data-to="s12"]')
    expect(path).to_be_hidden()
    card(page, "s12").hover()
    expect(path).to_be_visible()
    expect(page.locator('.pdd-edge[data-to="s11"]')).to_be_hidden()


def test_a_tap_highlights_first_and_then_opens(browser: Browser, office: str) -> None:
    size = {"width": 1000, "height": 740}
    with opened_page(browser, has_touch=True, is_mobile=True, viewport=size) as page:
        page.goto(office + "architecture/")
        card(page, "api").tap()
        expect(page.locator(".pdd-line")).to_contain_text(PATH_TO_API)
        expect(page.locator(".pdd-line")).to_contain_text("Tap it again to open its page.")
        assert page.url == office + "architecture/"
        card(page, "api").tap()
        expect(page).to_have_url(office + "services/api/")


@pytest.mark.parametrize(
    ("query", "cards"),
    [
        ("?host=edge", ["@internet", "nginx", "tickets"]),
        ("?suite=shop", ["@internet", "api", "db", "gate", "nginx"]),
        ("?host=app&suite=shop", ["@internet", "api", "db", "gate", "nginx"]),
        ("?host=edge&suite=shop", []),
        ("?host=nope", ["@internet", "api", "db", "gate", "nginx", "tickets"]),
        ("?host=%22%5D%3Cb%3E", ["@internet", "api", "db", "gate", "nginx", "tickets"]),
    ],
)
def test_the_address_filters(page: Page, office: str, query: str, cards: list[str]) -> None:
    page.goto(office + "architecture/" + query)
    expect(page.locator(".pdd-tools")).to_be_visible()
    wait_for(lambda: [key for key in bright(page) if ">" not in key], cards)


def test_the_filter_is_in_the_address_and_back_undoes_it(page: Page, office: str) -> None:
    page.goto(office + "architecture/?port=1")
    search = page.locator("[data-md-toggle=search]")
    expect(search).to_be_checked()
    host, suite = page.get_by_label("Host", exact=True), page.get_by_label("Suite", exact=True)
    everything = bright(page)
    host.select_option(label="Edge")
    expect(page).to_have_url(office + "architecture/?port=1&host=edge")
    expect(page.locator(".pdd-line")).to_have_text("2 of 5 services, with the paths that lead to them.")
    wait_for(lambda: bright(page), ["@internet", "@internet>nginx", "nginx", "nginx>tickets", "tickets"])
    suite.select_option(label="Desk")
    expect(page).to_have_url(office + "architecture/?port=1&host=edge&suite=desk")
    page.go_back()
    expect(suite).to_have_value("")
    expect(host).to_have_value("edge")
    # The theme closes the search, which does not remove its query from the address.
    expect(search).not_to_be_checked()
    expect(page).to_have_url(office + "architecture/?port=1&host=edge")
    page.go_back()
    expect(host).to_have_value("")
    expect(page).to_have_url(office + "architecture/?port=1")
    wait_for(lambda: bright(page), everything)


def test_a_grouped_diagram_links_to_those_of_its_parts(page: Page, crowded: str) -> None:
    page.goto(crowded + "architecture/?suite=team")
    expect(page.locator(".pdd-tools select")).to_have_count(0)
    page.locator(".pdd-parts summary", has_text="Diagrams of single suites (1)").click()
    expect(page.locator(".pdd-parts a", has_text="Team")).to_be_visible()
    page.locator(".pdd-line a", has_text="Team").click()
    expect(page).to_have_url(crowded + "suites/team/")


def test_a_grouped_path_is_named_in_the_words_of_the_diagram(page: Page, crowded: str) -> None:
    page.goto(crowded + "architecture/")
    card(page, "rest:team@host").hover()
    expect(page.locator(".pdd-line")).to_have_text(
        "Internet → 130 endpoints (https 443) → Proxy → 48 endpoints → 68 more services"
    )


def test_hostile_names_stay_text(page: Page, crowded: str) -> None:
    page.goto(crowded + "services/s0/")
    card(page, "s0").hover()
    expect(page.locator(".pdd-line")).to_contain_text(HOSTILE[0])
    assert page.locator(".pdd-line *").evaluate_all("all => [...new Set(all.map(one => one.localName))].sort()") == [
        "bdi",
        "span",
    ]


def test_buttons_zoom_and_reset(page: Page, crowded: str) -> None:
    open_crowd(page, crowded)
    first = width(page)
    tool(page, re.compile("Zoom in")).click()
    wait_for(lambda: width(page), pytest.approx(first * 1.25, abs=2))
    tool(page, re.compile("Zoom out")).click()
    tool(page, re.compile("Zoom out")).click()
    until_width(page, at_most=first - 1)
    tool(page, re.compile("Reset")).click()
    wait_for(lambda: width(page), pytest.approx(first, abs=1))


def test_keys_zoom_and_reset(page: Page, crowded: str) -> None:
    open_crowd(page, crowded)
    first = width(page)
    page.locator(".pdd-scroll").focus()
    page.keyboard.press("+")
    wait_for(lambda: width(page), pytest.approx(first * 1.25, abs=2))
    page.keyboard.press("-")
    page.keyboard.press("-")
    until_width(page, at_most=first - 1)
    page.keyboard.press("0")
    wait_for(lambda: width(page), pytest.approx(first, abs=1))


def test_the_wheel_scrolls_the_page_and_zooms_only_when_meant(page: Page, crowded: str) -> None:
    open_crowd(page, crowded)
    diagram = page.locator(".pdd-svg").first
    diagram.evaluate("svg => svg.scrollIntoView()")
    diagram.hover(position={"x": 300, "y": 300})
    first, start = width(page), scrolled(page)
    turn_wheel_until(page, -60, "start => scrollY < start", start)
    assert width(page) == first
    diagram.hover(position={"x": 300, "y": 300})  # once it no longer moves
    page.keyboard.down("Control")
    turn_wheel_until(page, -90, f"wanted => {WIDTH} >= wanted", first * 1.2)
    page.keyboard.up("Control")
    turn_wheel_until(page, -5000, "start => scrollY < start - 1000", start)


def test_the_wheel_zooms_while_the_diagram_shows_its_focus_and_then_lets_go(page: Page, crowded: str) -> None:
    open_crowd(page, crowded)
    first = width(page)
    tool(page, "Save as PNG").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".pdd-scroll").first).to_be_focused()
    start = scrolled(page)
    page.mouse.move(700, 600)
    page.mouse.wheel(0, 90)
    until_width(page, at_most=first - 1)
    # The page scrolls once the diagram is as small as it gets.
    turn_wheel_until(page, 90, "start => scrollY > start", start)


def test_a_drag_pans_and_is_no_click(page: Page, crowded: str) -> None:
    page.set_viewport_size({"width": 1200, "height": 800})
    open_crowd(page, crowded)
    tool(page, re.compile("Zoom in")).click()
    box = page.locator(".pdd-scroll")
    at = card(page, "proxy")
    at.scroll_into_view_if_needed()
    location = at.bounding_box()
    assert location
    before = box.evaluate("box => box.scrollLeft")
    page.mouse.move(location["x"] + 30, location["y"] + 20)
    page.mouse.down()
    page.mouse.move(location["x"] - 50, location["y"] + 20, steps=5)
    page.mouse.up()
    page.wait_for_function("([box, to]) => Math.abs(box.scrollLeft - to) <= 2", arg=[box.element_handle(), before + 80])
    assert page.url == crowded + "hosts/host/"


def test_two_fingers_zoom(browser: Browser, crowded: str) -> None:
    size = {"width": 1200, "height": 740}
    with opened_page(browser, has_touch=True, is_mobile=True, viewport=size) as page:
        open_crowd(page, crowded)
        page.locator(".pdd-scroll").evaluate("box => scrollTo(0, box.getBoundingClientRect().top)")
        first = width(page)
        client = page.context.new_cdp_session(page)
        for kind, gap in (("touchStart", 40), ("touchMove", 60), ("touchMove", 80)):
            points = [{"x": 180 - gap, "y": 400, "id": 0}, {"x": 180 + gap, "y": 400, "id": 1}]
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        until_width(page, at_least=first * 1.9)
        wait_for(lambda: width(page), pytest.approx(first * 2, rel=0.05))
        assert page.evaluate("visualViewport.scale") == 1


def test_zoom_is_offered_only_where_the_diagram_does_not_fit(page: Page, office: str) -> None:
    page.set_viewport_size({"width": 1600, "height": 1000})
    page.goto(office + "services/tickets/")
    expect(tool(page, "Save as SVG")).to_be_visible()
    expect(tool(page, re.compile("Zoom in"))).to_be_hidden()
    page.goto(office + "hosts/app/")
    page.set_viewport_size({"width": 1000, "height": 300})
    expect(tool(page, re.compile("Zoom in"))).to_be_visible()


def test_full_screen_opens_and_closes(page: Page, crowded: str) -> None:
    open_crowd(page, crowded)
    tool(page, "Full screen").click()
    page.wait_for_function("document.fullscreenElement?.matches('.pd-diagram')")
    expect(tool(page, "Close full screen")).to_be_visible()
    # The whole diagram is seen.
    page.wait_for_function("(box => box.scrollHeight <= box.clientHeight + 1)(document.querySelector('.pdd-scroll'))")
    tool(page, "Close full screen").click()
    page.wait_for_function("!document.fullscreenElement")
    expect(tool(page, re.compile("^Full screen"))).to_be_visible()


def saved(page: Page, folder: Path) -> tuple[str, str]:
    """The name and the text of the file that the first diagram is saved to."""
    with page.expect_download() as download:
        tool(page, "Save as SVG").click()
    path = folder / "saved.svg"
    download.value.save_as(path)
    return download.value.suggested_filename, path.read_text(encoding="utf-8")


def test_a_saved_diagram_is_standalone(page: Page, office: str, tmp_path: Path) -> None:
    page.goto(office + "architecture/")
    ground = card(page, "api").locator(".pdd-ground").evaluate("rect => getComputedStyle(rect).stroke")
    name, text = saved(page, tmp_path)
    assert name == "diagram-architecture.svg"
    root = ElementTree.fromstring(text)
    targets = [value for one in root.iter() for key, value in one.attrib.items() if key.endswith("href")]
    assert [target[:22] for target in sorted(targets)] == ["#icon-0", "#icon-1", *["data:image/png;base64,"] * 2]
    assert not re.search(r"\.\./|url\(|file:|http://127|\s(class|style|data-\w+)=", text)
    assert {ground} <= {one.get("stroke") for one in root.iter()}
    assert {"API", "127.0.0.1:8000 http"} <= {"".join(one.itertext()) for one in root.iter()}
    expect(page.locator(".pdd-line")).to_have_text("Saved as diagram-architecture.svg.")


def test_a_saved_diagram_looks_the_same(page: Page, office: str, tmp_path: Path) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(office + "architecture/")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    shown = page.locator(".pdd-svg").evaluate(_LOOKS)
    _, text = saved(page, tmp_path)
    page.goto("about:blank")
    page.set_content(text.partition("?>")[2])
    assert page.locator("svg").first.evaluate(_LOOKS) == shown


_LOOKS = """svg => Array.from(svg.querySelectorAll("text, tspan, circle, path"))
    .filter(one => !one.closest(".pdd-on-demand")).map(element => {
    const {fill, stroke, strokeWidth, strokeDasharray, fontSize, fontWeight, fontFamily} = getComputedStyle(element);
    return [fill, stroke, strokeWidth, strokeDasharray, fontSize, fontWeight, fontFamily].join(" ");
})"""


def test_a_diagram_with_hostile_names_is_saved_well_formed(page: Page, crowded: str, tmp_path: Path) -> None:
    page.goto(crowded + "services/s0/")
    name, text = saved(page, tmp_path)
    assert re.fullmatch(r"[a-z0-9-]{1,80}\.svg", name)
    names = {one.tag.rpartition("}")[2] for one in ElementTree.fromstring(text).iter()}
    assert names <= {"svg", "g", "rect", "path", "text", "tspan", "title", "defs", "image", "use", "circle"}


def test_icons_that_cannot_be_read_are_left_out_and_said(page: Page, office: str, tmp_path: Path) -> None:
    page.goto(office + "architecture/")
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('no')); }")
    name, text = saved(page, tmp_path)
    assert "<image" not in text
    expect(page.locator(".pdd-line")).to_have_text(
        f"Saved as {name}, without its icons: they could not be read from here."
    )


def test_without_javascript_the_plain_diagram_remains(browser: Browser, office: str) -> None:
    with opened_page(browser, java_script_enabled=False) as page:
        page.goto(office + "architecture/")
        expect(page.locator(".pdd-svg")).to_be_visible()
        expect(page.locator(".pdd-tools, .pdd-line")).to_have_count(0)
        page.locator(".pdd-parts summary", has_text="Diagrams of single hosts (2)").click()
        page.locator(".pdd-parts a", has_text="Edge").click()
        expect(page).to_have_url(office + "hosts/edge/")


def test_tools_survive_instant_navigation(page: Page, office: str) -> None:
    page.goto(office + "architecture/?host=edge")
    page.evaluate("window.stayed = true")
    page.locator("article").get_by_role("link", name="Suites", exact=True).click()
    page.locator("table a", has_text="Desk").click()
    expect(page.locator("h1")).to_contain_text("Desk")
    expect(page.locator(".pdd-tools")).to_have_count(1)
    card(page, "tickets").hover()
    expect(page.locator(".pdd-line")).to_contain_text("Internet → https://desk.example (443, TLS) → nginx")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Suites")
    page.go_back()
    expect(page.get_by_label("Host", exact=True)).to_have_value("edge")
    expect(page.locator(".pdd-tools")).to_have_count(1)
    assert page.evaluate("window.stayed"), "the page was reloaded"


def test_paper_has_no_tools(page: Page, crowded: str) -> None:
    open_crowd(page, crowded)
    tool(page, re.compile("Zoom in")).click()
    page.emulate_media(media="print")
    expect(page.locator(".pdd-tools")).to_be_hidden()
    wait_for(lambda: width(page) <= page.locator(".pd-diagram").evaluate("figure => figure.clientWidth"), True)


def test_reduced_motion_is_honoured(page: Page, office: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(office + "architecture/")
    duration = card(page, "api").evaluate("card => getComputedStyle(card).transitionDuration")
    assert duration == "0s"


def many_hosts() -> str:
    """More hosts than a diagram shows services of, and two suites."""
    lines = ["suites: {red: {name: Red}, blue: {name: Blue}}", "hosts:"]
    lines += [f"  h{n}: {{name: Host {n}}}" for n in range(30)]
    lines += ["services:"]
    lines += [f"  s{n}: {{host: h{n % 30}, suite: {('red', 'blue')[n % 2]}}}" for n in range(150)]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def hosted(make_once: MakeOnce, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site whose diagram has a tile for each host."""
    yield from _served(make_once, tmp_path_factory, "hosts", many_hosts())


def test_a_switch_in_the_address_groups_by_suite(page: Page, hosted: str) -> None:
    page.goto(hosted + "architecture/")
    expect(page.locator(".pd-diagram:visible")).to_have_count(1)
    expect(card(page, "host:h3")).to_be_visible()
    page.get_by_label("Group", exact=True).first.select_option(label="By suite")
    expect(page).to_have_url(hosted + "architecture/?group=suite")
    expect(page.locator('.pdd-card[data-name="Red"]')).to_be_visible()
    expect(card(page, "host:h3")).to_be_hidden()
    page.go_back()
    expect(card(page, "host:h3")).to_be_visible()
