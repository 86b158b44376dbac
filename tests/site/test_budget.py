"""Budgets of a build of many services, in counts: a regression fails without a clock."""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from portdocs.pages.table import INITIAL_ROWS
from tests.benchmarks.counting import counted
from tests.benchmarks.registry import write_own
from tests.conftest import MakeOnce
from tests.shared import served
from tests.site.browser import opened_page
from tests.site.project import Project, copy_project

SERVICES_PER_FILE = 25


@pytest.fixture(scope="module", params=[100, pytest.param(300, marks=pytest.mark.thorough)])
def services(request: pytest.FixtureRequest) -> int:
    """The number of services."""
    count: int = request.param
    return count


@pytest.fixture(scope="module")
def project(make_once: MakeOnce, services: int) -> Project:
    """A project that was built twice."""
    return Project(make_once(f"budget-{services}", partial(_build_twice, services)))


def _build_twice(services: int, folder: Path) -> None:
    copied = copy_project(folder, {}).without_guide()
    write_own(services, folder / "data")
    first, second = (counted(copied.path, "mkdocs", "build", "--strict") for _ in range(2))
    copied.write({"counts.json": json.dumps([first, second])})


@pytest.fixture(scope="module")
def builds(project: Project) -> list[Counter[str]]:
    """The counts of a first build, and of a second one with nothing changed."""
    return [Counter(counts) for counts in json.loads((project.path / "counts.json").read_bytes())]


def test_drawings_that_are_alike_are_laid_out_once(builds: list[Counter[str]], project: Project, services: int) -> None:
    kept = len(list((project.path / ".cache").rglob("*.json")))
    assert 0 < builds[0]["layouts"] == kept
    # There is a drawing on each page of a service, a host and a suite: most of them differ in their words only.
    assert kept < services / 4


def test_a_second_build_lays_out_nothing(builds: list[Counter[str]]) -> None:
    assert builds[1]["layouts"] == 0


def test_each_data_file_is_read_once(builds: list[Counter[str]], services: int) -> None:
    files = services // SERVICES_PER_FILE
    assert [counts["data files"] for counts in builds] == [files, files]


def test_no_program_is_started_for_each_page(builds: list[Counter[str]]) -> None:
    # mkdocs-macros starts git twelve times; without a repository, nothing else does.
    assert max(counts["processes"] for counts in builds) <= 12 + 3


def test_markdown_parses_no_rows_of_the_data(builds: list[Counter[str]]) -> None:
    # The tables of the pages written by hand; those of the data have tens of thousands of cells.
    assert builds[0]["table cells"] <= 1_200


def test_pages_that_are_alike_share_markdown_and_theme(builds: list[Counter[str]], services: int) -> None:
    # One parser for each page written by hand or of a check, and one for each outline of the others.
    assert builds[0]["parsers of Markdown"] < 130
    # The theme has forty templates, which pages written by hand use.
    assert builds[0]["templates"] < 4_500 + 5 * services


def test_a_browser_lays_out_the_first_rows_of_a_long_table(
    project: Project, services: int, servers: ExitStack, browser: Browser
) -> None:
    table = page_text(project, "ports/index.html").split("<noscript>")
    assert table[0].count("<tr") == 1 + INITIAL_ROWS
    address = servers.enter_context(served(project.site)) + "ports/"
    with opened_page(browser) as page:
        page.goto(address)
        rows = page.locator('table[data-table="ports"] tbody tr')
        total = int(page.locator('table[data-table="ports"]').get_attribute("data-rows") or 0)
        assert total > services
        # The others come by themselves, in their order, and nothing is left over.
        expect(rows).to_have_count(total)
        expect(page.locator(".pd-table noscript")).to_have_count(0)
        last = rows.last.text_content()
        id = rows.last.locator("td.pd-port").inner_text()
        # A filter sees them all, however early it is used.
        page.goto(f"{address}?filter=ports.{id}")
        expect(page.locator(".pd-tools__status").first).to_contain_text(f" of {total} rows")
        assert id in rows.last.inner_text()
        # So does a sort, which shows the first rows at once.
        page.goto(f"{address}?sort=ports.port.desc")
        expect(rows).to_have_count(total)
        ports = [int(text) for text in page.locator("tbody td.pd-port code").all_inner_texts()]
        assert len(ports) == total
        assert ports == sorted(ports, reverse=True)
        # Hints are on one badge of a kind, wherever a sort put it.
        badge = rows.first.locator(".pd-badge").first
        badge.hover()
        expect(badge).to_have_attribute("title", re.compile("."))
        # A place below the table stays in sight while the rows above it come.
        page.goto(f"{address}#port-map")
        expect(rows).to_have_count(total)
        expect(page.locator("#port-map")).to_be_in_viewport()
    with opened_page(browser, java_script_enabled=False) as page:
        page.goto(address)
        assert page.locator(".pd-table tbody tr:visible").count() == total
        assert page.locator(".pd-table tbody tr:visible").last.text_content() == last


def page_text(project: Project, path: str) -> str:
    return (project.site / path).read_text(encoding="utf-8")


def test_the_site_is_small(project: Project, services: int) -> None:
    sizes = {path: path.stat().st_size for path in project.site.rglob("*") if path.is_file()}
    pages = [size for path, size in sizes.items() if path.parent.parent.name == "services"]
    assert len(pages) >= services
    assert sum(pages) / len(pages) < 27_000
    # Each with what is the same for any number of services; for all files, that is mostly the theme.
    assert (project.site / "ports" / "index.html").stat().st_size < 34_000 + 510 * services
    assert sum(sizes.values()) < 4_900_000 + 41_000 * services


def test_the_index_of_pages_has_no_rows_of_the_data(project: Project) -> None:
    index = project.site / "search" / "search_index.json"
    # The prose of this site, whatever the number of services.
    assert index.stat().st_size < 250_000
    docs = json.loads(index.read_bytes())["docs"]
    assert not [doc["location"] for doc in docs if re.match("(services|hosts|suites)/.", doc["location"])]
    assert "worker-17" not in index.read_text(encoding="utf-8")


def test_the_data_of_the_search_is_small(project: Project, services: int) -> None:
    data = project.site / "assets" / "portdocs" / "search-data.json"
    # With 10 KB that are the same for any number of services.
    assert data.stat().st_size < 10_000 + 150 * services
