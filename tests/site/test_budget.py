"""Budgets of a build of 300 services, in counts: a regression fails without a clock."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from portdocs.pages.table import INITIAL_ROWS
from tests.benchmarks.browsing import served_files
from tests.benchmarks.counting import counted
from tests.benchmarks.registry import write_own
from tests.conftest import MakeOnce
from tests.site.project import Project, copy_project

SERVICES = 300
FILES = 12
"""A file for each suite of 25."""


@pytest.fixture(scope="module")
def project(make_once: MakeOnce) -> Project:
    """A project that was built twice."""
    return Project(make_once("budget", _build_twice))


def _build_twice(folder: Path) -> None:
    copied = copy_project(folder, {})
    write_own(SERVICES, folder / "data")
    first, second = (counted(copied.path, "mkdocs", "build", "--strict") for _ in range(2))
    copied.write({"counts.json": json.dumps([first, second])})


@pytest.fixture(scope="module")
def builds(project: Project) -> list[Counter[str]]:
    """The counts of a first build, and of a second one with nothing changed."""
    return [Counter(counts) for counts in json.loads((project.path / "counts.json").read_bytes())]


def test_drawings_that_are_alike_are_laid_out_once(builds: list[Counter[str]], project: Project) -> None:
    kept = len(list((project.path / ".cache").rglob("*.json")))
    assert 0 < builds[0]["layouts"] == kept
    # There is a drawing on each page of a service, a host and a suite: most of them differ in their words only.
    assert kept < SERVICES / 4


def test_a_second_build_lays_out_nothing(builds: list[Counter[str]]) -> None:
    assert builds[1]["layouts"] == 0


def test_each_data_file_is_read_once(builds: list[Counter[str]]) -> None:
    assert [counts["data files"] for counts in builds] == [FILES, FILES]


def test_no_program_is_started_for_each_page(builds: list[Counter[str]]) -> None:
    # mkdocs-macros starts git twelve times; without a repository, nothing else does.
    assert max(counts["processes"] for counts in builds) <= 12 + 3


def test_markdown_parses_no_rows_of_the_data(builds: list[Counter[str]]) -> None:
    # The tables of the pages written by hand; those of the data have tens of thousands of cells.
    assert builds[0]["table cells"] <= 4 * SERVICES


def test_a_browser_lays_out_the_first_rows_of_a_long_table(
    builds: list[Counter[str]], project: Project, browser: Browser
) -> None:
    table = page_text(project, "ports/index.html").split("<noscript>")
    assert table[0].count("<tr") == 1 + INITIAL_ROWS
    with served_files(project.site) as address:
        page = browser.new_page()
        page.goto(f"{address}ports/")
        rows = page.locator('table[data-table="ports"] tbody tr')
        total = int(page.locator('table[data-table="ports"]').get_attribute("data-rows") or 0)
        assert total > SERVICES
        # The others come by themselves, in their order, and nothing is left over.
        expect(rows).to_have_count(total)
        expect(page.locator(".pd-table noscript")).to_have_count(0)
        last = rows.last.text_content()
        id = rows.last.locator("td.pd-port").inner_text()
        # A filter sees them all, however early it is used.
        page.goto(f"{address}ports/?filter=ports.{id}")
        expect(page.locator(".pd-tools__status").first).to_contain_text(f" of {total} rows")
        assert id in rows.last.inner_text()
        # So does a sort, which shows the first rows at once.
        page.goto(f"{address}ports/?sort=ports.port.desc")
        expect(rows).to_have_count(total)
        ports = [int(text) for text in page.locator("tbody td.pd-port code").all_inner_texts()]
        assert len(ports) == total
        assert ports == sorted(ports, reverse=True)
        # Hints stand on one badge of a kind, wherever a sort put it.
        badge = rows.first.locator(".pd-badge").first
        badge.hover()
        expect(badge).to_have_attribute("title", re.compile("."))
        # A place below the table stays in sight while the rows above it come.
        page.goto(f"{address}ports/#port-map")
        expect(rows).to_have_count(total)
        expect(page.locator("#port-map")).to_be_in_viewport()
        page.close()
        # Without scripts all rows are there from the start.
        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(f"{address}ports/")
        assert plain.locator(".pd-table tbody tr:visible").count() == total
        assert plain.locator(".pd-table tbody tr:visible").last.text_content() == last
        plain.close()


def page_text(project: Project, path: str) -> str:
    return (project.site / path).read_text(encoding="utf-8")


def test_the_site_is_small(builds: list[Counter[str]], project: Project) -> None:
    sizes = {path: path.stat().st_size for path in project.site.rglob("*") if path.is_file()}
    pages = [size for path, size in sizes.items() if path.parent.parent.name == "services"]
    assert len(pages) >= SERVICES
    assert sum(pages) / len(pages) < 27_000
    assert (project.site / "ports" / "index.html").stat().st_size < 620 * SERVICES
    # With the theme, which is the same for any number of services.
    assert sum(sizes.values()) < 57_000 * SERVICES


def test_the_index_of_pages_has_no_rows_of_the_data(builds: list[Counter[str]], project: Project) -> None:
    index = project.site / "search" / "search_index.json"
    # The prose of this site, whatever the number of services.
    assert index.stat().st_size < 250_000
    docs = json.loads(index.read_bytes())["docs"]
    assert not [doc["location"] for doc in docs if re.match("(services|hosts|suites)/.", doc["location"])]
    assert "worker-17" not in index.read_text(encoding="utf-8")


def test_the_data_of_the_search_is_small(builds: list[Counter[str]], project: Project) -> None:
    data = project.site / "assets" / "portdocs" / "search-data.json"
    # With 10 KB that are the same for any number of services.
    assert data.stat().st_size < 10_000 + 150 * SERVICES
