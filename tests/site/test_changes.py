"""History on the site: the page of changes, the history of a service, the search."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.benchmarks.counting import counted
from tests.conftest import MakeOnce
from tests.repository import Repo, new_repo
from tests.shared import served
from tests.site.project import Project, copy_project
from tests.site.registries import SMALL

(TEXT,) = SMALL.values()
HOSTILE = "<script>alert(1)</script> {{ 1/0 }} **x**"


@pytest.fixture(scope="module")
def released(make_once: MakeOnce) -> Project:
    """A built project with three releases, whose data was changed by a last commit; what a build did is counted."""
    return Project(make_once("released", _release_and_build))


def _release_and_build(folder: Path) -> None:
    copy_project(folder, SMALL).without_guide()
    repo = new_repo(folder)
    opened = TEXT.replace("bind: 127.0.0.1", "bind: 0.0.0.0", 1)
    repo.commit({".gitignore": "/site/\n/.cache/\n/counts.json\n"})
    repo.commit({"data/shop.yml": TEXT.replace("17001", "17000")}, date="2026-01-01", tag="v1.0")
    repo.commit({"data/shop.yml": TEXT}, date="2026-02-01", tag="v1.1")
    repo.commit({"data/shop.yml": opened}, date="2026-03-01", tag="v1.2")
    hostile = f"  evil: {{name: '{HOSTILE}', suite: shop}}\nendpoints:"
    repo.commit({"data/shop.yml": opened.replace("endpoints:", hostile)}, date="2026-03-02")
    (folder / "counts.json").write_text(json.dumps(counted(folder, "mkdocs", "build", "--strict")))


@pytest.fixture(scope="module")
def url(released: Project) -> Iterator[str]:
    with served(released.site) as address:
        yield address


def test_the_page_of_changes_goes_from_new_to_old(page: Page, url: str) -> None:
    page.goto(url + "changes/")
    headings = [heading.removesuffix("¶") for heading in page.locator("article h2").all_inner_texts()]
    assert headings == ["Unreleased", "v1.2", "v1.1", "v1.0"]
    expect(page.locator("article")).to_contain_text("Shop Frontend on 16001 is newly reachable from the network")
    expect(page.locator("article")).to_contain_text("Released on 2026-01-01. The first release, with 4 services.")
    expect(page.locator("article")).to_contain_text(f"{HOSTILE} was added")


def test_a_service_has_its_own_history(page: Page, url: str) -> None:
    page.goto(url + "services/shop-web/")
    expect(page.locator(".pd-facts")).to_contain_text("16001 since v1.0; bound to 0.0.0.0 since v1.2")
    page.goto(url + "services/shop-api/")
    expect(page.locator(".pd-facts")).to_contain_text("17000 until v1.0")


def test_the_search_says_who_had_a_port(page: Page, url: str) -> None:
    answer = page.locator(".pd-answer").first
    page.goto(url + "?port=17000")
    expect(answer).to_contain_text("17000 is free")
    expect(answer).to_contain_text("Shop API had it until v1.0")
    page.goto(url + "?port=17000%2Fudp")
    expect(answer).to_contain_text("17000/udp is free")
    expect(answer).not_to_contain_text("had it until")


def test_git_is_asked_a_few_things_once(released: Project) -> None:
    counts = json.loads((released.path / "counts.json").read_text())
    # Twelve of mkdocs-macros, seven for the history, one of which lists filters to switch off, and two that find out
    # whether cached pages are committed; there are more pages and releases than that.
    assert counts["processes"] <= 12 + 7 + 2


def test_a_second_build_is_the_same(released: Project, tmp_path: Path) -> None:
    again = Project(tmp_path / "again")
    shutil.copytree(released.path, again.path)
    again.must_build()
    for built in (released, again):
        assert "v1.2" in (built.site / "changes" / "index.html").read_text()
    assert (again.site / "changes" / "index.html").read_bytes() == (
        released.site / "changes" / "index.html"
    ).read_bytes()


def test_a_shallow_copy_says_that_it_does_not_know(released: Project, tmp_path: Path) -> None:
    source = f"file://{released.path}"
    Repo(released.path).git("clone", "--quiet", "--depth=1", source, str(tmp_path / "copy"))
    copy = Project(tmp_path / "copy")
    assert copy.build().returncode == 0
    text = (copy.site / "changes" / "index.html").read_text()
    assert "The changes are unknown: this clone of the repository is shallow." in text
    assert "No history" in (copy.site / "services" / "shop-web" / "index.html").read_text()
