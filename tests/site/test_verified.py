"""Verification on the site: dates without JavaScript, ages with it, and both locations of a difference."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Locator, Page, expect

from portdocs.pages.settings import StatusLink
from portdocs.plugin import PortdocsPlugin
from tests.conftest import MakeOnce
from tests.shared import served
from tests.site.browser import opened_page
from tests.site.html import Element, article
from tests.site.project import Project, copy_project
from tests.site.registries import SMALL

NOW = "2026-11-25T08:00:00Z"
RECORD = {
    "schema_version": 1,
    "hosts": {
        "host": {
            "sources": {"sockets": {"at": "2026-11-22T07:00:00Z", "files": ["ss.txt"]},
                        "nginx": {"at": "2026-09-01T07:00:00Z", "files": ["nginx.conf"]}},
            "entries": [
                {"service": "nginx", "listener": "tcp *:443",
                 "seen": {"sockets": {"at": "2026-11-22T07:00:00Z", "held_by": "nginx"},
                          "nginx": {"at": "2026-11-22T07:00:00Z"}}},
                {"service": "nginx", "listener": "tcp *:80",
                 "seen": {"nginx": {"at": "2026-09-01T07:00:00Z", "held_by": "nginx"}}},
                {"service": "shop-web", "listener": "tcp 127.0.0.1:16001",
                 "seen": {"sockets": {"at": "2026-11-22T07:00:00Z"}}},
                {"service": "shop-api", "listener": "tcp 127.0.0.1:17001",
                 "seen": {"sockets": {"at": "2026-11-22T07:00:00Z", "kind": "bind-differs",
                                      "binds": ["0.0.0.0"], "file": "<b>ss.txt", "line": 7,
                                      "differs": "it listens on <b>0.0.0.0</b> {{ 7*7 }}"}}},
            ],
            "undeclared": [
                {"at": "2026-11-22T07:00:00Z", "source": "sockets", "kind": "undeclared-listener",
                 "subject": "tcp *:9", "message": "tcp *:9 is not declared", "file": "ss.txt", "line": 9},
            ],
        }
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def verified_site(make_once: MakeOnce) -> Project:
    """The site of a small team with a record, and settings of its own."""
    own = (
        "  - portdocs:\n      stale_after_days: 60\n      status_links:\n"
        '        "Grafana & Co": "https://grafana.example.org/d/x?var-service={service}&var-unit={unit}"\n'
    )

    def make(folder: Path) -> None:
        project = copy_project(folder, {**SMALL, "verified/host.json": json.dumps(RECORD)}).without_guide()
        config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
        project.write({"mkdocs.yml": config.replace("  - portdocs\n", own, 1)})
        project.must_build()

    return Project(make_once("verified", make))


def shown(project: Project, page: str = "") -> Element:
    return article(project.site / page / "index.html")


def test_it_says_dates_and_no_ages(verified_site: Project) -> None:
    page = shown(verified_site, "ports")
    words = page.words
    assert "verified 2026-11-22" in words
    hints = [badge.attributes.get("title") for badge in page.all("span", "pd-badge--verified")]
    assert "verified 2026-11-22 against nginx and open sockets" in hints
    assert "never verified" in words
    assert " ago" not in words


def test_where_it_differs_it_shows_both_places(verified_site: Project) -> None:
    page = shown(verified_site, "verified")
    assert "it listens on <b>0.0.0.0</b> {{ 7*7 }}" in page.words
    assert "<b>ss.txt:7" in page.words
    assert "data/shop.yml:" in page.words
    assert "tcp *:9 is not declared" in page.words
    titles = ["differs Open on other addresses than declared", "differs Open, but not declared"]
    assert [one.words for one in page.all("h3")] == titles
    assert not list(page.all("b"))
    assert "differs" in shown(verified_site, "services/shop-api").words


def test_an_open_port_without_a_known_holder_is_never_fully_verified(verified_site: Project) -> None:
    assert "open, holder unknown 2026-11-22 against open sockets" in shown(verified_site, "services/shop-web").words
    assert "verified 2026" not in shown(verified_site, "services/shop-web").words
    assert "1 open, holder unknown" in shown(verified_site, "hosts/host").words
    (row,) = [row for row in shown(verified_site, "verified").all("tr") if "open sockets" in row.words]
    assert [cell.words for cell in row.all("td")][1:] == ["2", "1", "2", "3"]


def test_an_observed_exposure_that_differs_is_red_and_first(verified_site: Project) -> None:
    page = shown(verified_site, "security")
    (table,) = [one for one in page.all("table") if one.attributes.get("data-table") == "exposure"]
    first = list(table.all("tr"))[1]
    badges = [(badge.words, badge.attributes["class"]) for badge in first.all("span", "pd-badge")]
    assert badges[:2] == [
        ("network", "pd-badge pd-badge--differs"),
        ("declared loopback", "pd-badge pd-badge--unknown"),
    ]


def test_the_overview_says_when_it_was_last_verified(verified_site: Project) -> None:
    assert "2 differ on " in shown(verified_site).words
    assert "Last verified 2026-11-22 against nginx and open sockets" in shown(verified_site).words


def test_a_service_links_to_where_it_is_seen_live(verified_site: Project) -> None:
    (link,) = [one for one in shown(verified_site, "services/shop-api").all("a") if "live in" in one.words]
    assert link.words == "live in Grafana & Co"
    url = "https://grafana.example.org/d/x?var-service=shop-api&var-unit=shop-api.service"
    assert link.attributes["href"] == url
    assert "live in" not in shown(verified_site, "services/nginx").words, "nginx names no unit"


def test_the_data_for_programs_has_it(verified_site: Project) -> None:
    found = json.loads((verified_site.site / "api" / "ports.json").read_text(encoding="utf-8"))["verification"]
    assert [one.get("service", one.get("subject")) for one in found] == [
        "nginx", "nginx", "shop-web", "shop-api", "tcp *:9"
    ]  # fmt: skip


def rows(page: Page, port: str) -> Locator:
    code = page.locator("code", has_text=re.compile(f"^{port}$"))
    return page.locator("table[data-table=ports] tbody tr").filter(has=code)


def test_in_a_browser_dates_are_ages(verified_site: Project, browser: Browser) -> None:
    """From a disk, where neither instant navigation nor fetch works."""
    with opened_page(browser) as page:
        page.clock.set_fixed_time(NOW)
        page.goto((verified_site.site / "ports" / "index.html").as_uri())
        expect(rows(page, "443")).to_contain_text("verified 3 days ago")
        expect(rows(page, "80")).to_contain_text("stale 2 months ago")
        stale = rows(page, "80").locator(".pd-badge--stale")
        expect(stale).to_have_text("stale")
        expect(stale).to_have_attribute("title", "Verified more than 60 days ago")


def test_without_scripts_the_date_stays(verified_site: Project, browser: Browser) -> None:
    with opened_page(browser, java_script_enabled=False) as page:
        page.goto((verified_site.site / "ports" / "index.html").as_uri())
        expect(rows(page, "443")).to_contain_text("verified 2026-11-22")


def test_after_instant_navigation_too(verified_site: Project, page: Page, servers: ExitStack) -> None:
    page.clock.set_fixed_time(NOW)
    page.goto(servers.enter_context(served(verified_site.site)))
    expect(page.locator(".pd-overview__verified")).to_contain_text("Last verified 3 days ago")
    for name in ("Endpoints", "Ports"):
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page.locator("main h1")).to_contain_text(name)
    expect(rows(page, "443")).to_contain_text("verified 3 days ago")


def test_a_site_without_records_is_calm(small_site: Project) -> None:
    assert "never verified" not in shown(small_site, "ports").words.lower()
    assert "Declared only; never verified" in shown(small_site).words
    assert "as declared, never verified" in shown(small_site, "services/shop-api").words


WRONG = {
    "stale_after_days: 0": "expected a number of days from 1 to",
    "stale_after_day: 3": "unknown option; did you mean `stale_after_days`?",
    "status_links: {X: 'javascript:alert({service})'}": "expected an http or https URL",
    "status_links: {X: 'https://{service}.example.org/'}": "with a fixed host name",
    "status_links: {X: 'https://me:secret@example.org/{service}'}": "with a fixed host name",
    "status_links: {X: 'https://example.org/{sevice}'}": "unknown placeholder `{sevice}`",
    "status_links: {X: 'https://example.org/'}": "with {service} in it",
    "status_links: [x]": "expected one `label: URL`",
}


@pytest.mark.parametrize("setting", WRONG)
def test_a_setting_that_is_wrong_says_so(setting: str) -> None:
    errors, warnings = PortdocsPlugin().load_config(yaml.safe_load(setting))
    assert warnings == []
    assert [WRONG[setting] in str(message) for _, message in errors] == [True]


def test_a_value_cannot_lead_a_status_link_elsewhere() -> None:
    link = StatusLink("x", "https://example.org/d?s={service}&h={host}#x")
    values = {"service": ("a",), "host": ("b&c=d#/../", '">'), "unit": (), "container": ()}
    assert link.urls(values) == (
        "https://example.org/d?s=a&h=b%26c%3Dd%23%2F..%2F#x",
        "https://example.org/d?s=a&h=%22%3E#x",
    )
    assert link.urls(values | {"service": ()}) == ()
