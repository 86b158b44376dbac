"""Two releases and an unreleased version with real mike, and what a reader sees of them in a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portdocs.publishing.gh_pages import files, update_with_retry
from portdocs.publishing.versions import _is_newest
from tests.command_line import portdocs
from tests.conftest import MakeOnce
from tests.publishing.place import Location, copy_place, new_place
from tests.repository import Repo, new_repo
from tests.shared import served_as
from tests.site.registries import SMALL

(TEXT,) = SMALL.values()


ADDRESS = "http://versions.example/"
"""The address that the versions are built for; they are below it, as Pages serves them."""


@pytest.fixture(scope="module")
def released(make_once: MakeOnce) -> Path:
    """A place with releases 1.0 and 1.1, which lacks the service shop-web, then dev; and in `www`, what is served."""
    return make_once("versions", _release)


def _release(folder: Path) -> None:
    location = new_place(folder / "place", SMALL, f"{ADDRESS}ports/")
    for command in (["release", "1.0"], ["release", "1.1"], ["dev"]):
        if command[-1] == "1.1":
            text = re.sub(r"  shop-web:.*?(?=  shop-api:)", "", TEXT, flags=re.DOTALL)
            location.repo.commit({"data/shop.yml": re.sub(r".*to: shop-web.*\n", "", text)})
        result = location.portdocs("publish", *command)
        assert result.returncode == 0, result.stderr
    location.published(folder / "www" / "ports")


@pytest.fixture
def location(released: Path, tmp_path: Path) -> Location:
    """A copy of the place that a test may change."""
    return copy_place(released / "place", tmp_path / "place")


@pytest.fixture
def www(released: Path) -> Path:
    """The served branch; tests must not change it."""
    return released / "www" / "ports"


@pytest.fixture(scope="module")
def url(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the versions."""
    with served_as(released / "www", ADDRESS, tmp_path_factory.mktemp("versions") / "www") as address:
        yield f"{address}ports/"


def test_versions_aliases_and_shared_files(location: Location, www: Path) -> None:
    assert location.names() == [".nojekyll", "1.0", "1.1", "404.html", "dev", "index.html", "latest", "versions.json"]
    assert json.loads((www / "versions.json").read_text()) == [
        {"version": "dev", "title": "dev", "aliases": []},
        {"version": "1.1", "title": "1.1", "aliases": ["latest"]},
        {"version": "1.0", "title": "1.0", "aliases": []},
    ]
    assert not any(path.is_symlink() for path in www.rglob("*"))
    assert location.repo.git("tag", "--list").split() == ["v1.0", "v1.1"]
    # Nothing was pushed.
    assert location.repo.git("ls-remote", "origin").split()[1::2] == ["HEAD", "refs/heads/main"]


def test_search_engines_find_one_version(www: Path) -> None:
    for version in ("1.0", "latest", "dev"):
        text = (www / version / "ports" / "index.html").read_text()
        assert f'<link rel="canonical" href="{ADDRESS}ports/latest/ports/">' in text


def test_a_release_is_in_its_own_page_of_changes(www: Path) -> None:
    assert "Shop Frontend was removed" in (www / "latest" / "changes" / "index.html").read_text()
    assert "v1.1" not in (www / "1.0" / "changes" / "index.html").read_text()


def test_the_selector_opens_another_version(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_url(url + "latest/")
    selector = page.locator(".md-version")
    expect(selector).to_contain_text("1.1")
    selector.locator(".md-version__current").focus()
    selector.get_by_role("link", name="1.0").click()
    page.wait_for_url(re.compile(re.escape(url) + r"1\.0/"))
    expect(page.locator("[data-portdocs-outdated]")).to_be_visible()


def test_the_latest_version_has_no_notice(page: Page, url: str) -> None:
    page.goto(url + "latest/ports/")
    expect(page.locator(".md-version")).to_contain_text("1.1")
    expect(page.locator("[data-portdocs-outdated]")).to_be_hidden()


@pytest.mark.parametrize(
    ("version", "words"),
    [("1.0", "This is version 1.0, which is not the latest."), ("dev", "This version is not released yet.")],
)
def test_an_old_version_links_to_the_same_page(page: Page, url: str, version: str, words: str) -> None:
    page.goto(f"{url}{version}/services/shop-api/")
    notice = page.locator("[data-portdocs-outdated]")
    expect(notice).to_contain_text(words)
    notice.get_by_role("link", name="Read this page in the latest version").click()
    page.wait_for_url(url + "latest/services/shop-api/")
    expect(page.locator("h1")).to_contain_text("Shop API")


def test_a_removed_page_links_to_the_start_page(page: Page, url: str) -> None:
    page.goto(f"{url}1.0/services/shop-web/")
    page.locator("[data-portdocs-outdated]").get_by_role("link", name="Go to the latest version").click()
    page.wait_for_url(url + "latest/")


def test_the_root_404_links_to_the_start_page(page: Page, www: Path, url: str) -> None:
    text = (www / "404.html").read_text()
    assert '<a href="/ports/latest/">' in text
    page.goto(url + "404.html")
    page.get_by_role("link", name="Go to the documentation").click()
    page.wait_for_url(url + "latest/")


def test_a_workflow_pushes_a_tag_and_main(location: Location, tmp_path: Path) -> None:
    """`ref --push`, as the workflow Publish runs it, in a clone that has neither branch nor tags of its own."""
    remote = tmp_path / "origin.git"
    location.repo.git("clone", "--quiet", "--bare", str(location.repo.path), str(remote))
    location.repo.git("clone", "--quiet", "--single-branch", "--branch=main", str(remote), str(tmp_path / "clone"))
    clone = Location(Repo(tmp_path / "clone"), remote)
    clone.repo.git("checkout", "--quiet", "v1.0^0")
    clone.repo.git("tag", "v1.0.1")
    kinds = ({"GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v1.0.1"}, {"GITHUB_REF_TYPE": "branch"})
    for variables in kinds:
        result = clone.portdocs("publish", "ref", "--push", **variables)
        assert result.returncode == 0, result.stderr
    assert set(clone.names(remote=True)) == {*location.names(), "1.0.1"}
    www = clone.published(tmp_path / "www", remote=True)
    aliases = {entry["version"]: entry["aliases"] for entry in json.loads((www / "versions.json").read_text())}
    assert aliases == {"dev": [], "1.1": ["latest"], "1.0.1": [], "1.0": []}
    assert "Shop Frontend" in (www / "dev" / "ports" / "index.html").read_text()  # what is checked out


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("1", "'1' is not a version, expected one such as 1.2"),
        ("v1.2", "'v1.2' is not a version"),
        ("1.2; rm -rf", "'1.2; rm -rf' is not a version"),
        ("--help-me", "No such option"),
        ("../1.2", "'../1.2' is not a version"),
        ("", "'' is not a version"),
        ("01.2", "'01.2' is not a version"),
        ("1.02", "'1.02' is not a version"),
        ("1.1", "v1.1 was already released"),
        ("1.1.0", "v1.1 was already released"),
    ],
)
def test_invalid_and_used_versions_are_refused(location: Location, version: str, reason: str) -> None:
    before = location.repo.git("rev-parse", "gh-pages")
    result = portdocs(location.repo.path, "publish", "release", version)
    assert result.returncode == 2
    assert reason in result.stderr
    assert location.repo.git("rev-parse", "gh-pages") == before


def test_a_dirty_tree_and_a_build_that_fails_leave_nothing_behind(location: Location) -> None:
    before = location.repo.git("rev-parse", "gh-pages")
    page = location.repo.path / "docs" / "index.md"
    text = page.read_text()
    page.write_text(text + "\n[gone](gone.md)\n")
    result = location.portdocs("publish", "release", "1.2")
    assert (result.returncode, "there are uncommitted changes ('M docs/index.md')" in result.stderr) == (2, True)
    location.repo.commit({})
    result = location.portdocs("publish", "release", "1.2")
    assert result.returncode == 2
    assert "gone.md" in result.stderr
    assert "error: the site does not build, see above; nothing was published" in result.stderr
    assert location.repo.git("tag", "--list", "v1.2") == ""
    assert location.repo.git("rev-parse", "gh-pages") == before


@pytest.mark.parametrize(
    ("listed", "version", "newest"),
    [
        ([], "1.0", True),
        ([], "1.0rc1", True),
        (["dev", "1.0"], "1.1rc1", False),
        (["1.1rc1"], "1.0", True),
        (["1.1rc1"], "1.1rc2", True),
        (["1.1rc2"], "1.1rc1", False),
        (["1.2", "1.1"], "1.1.1", False),
        (["1.2", "1.1"], "1.10", True),
    ],
)
def test_the_latest_is_the_newest_release(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, listed: list[str], version: str, newest: bool
) -> None:
    repo = new_repo(tmp_path)
    repo.git("checkout", "--quiet", "-b", "gh-pages")
    repo.commit({"versions.json": json.dumps([{"version": one} for one in listed])})
    monkeypatch.chdir(tmp_path)
    assert _is_newest(version) is newest


def test_a_fresh_clone_starts_from_the_branch_of_the_origin(
    monkeypatch: pytest.MonkeyPatch, location: Location, tmp_path: Path
) -> None:
    location.repo.git("clone", "--quiet", "--no-local", str(location.repo.path), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    seen: list[list[str]] = []
    update_with_retry(lambda: seen.append(files()), None)
    assert seen == [location.names()]


def test_an_invalid_tag_publishes_nothing(location: Location) -> None:
    result = portdocs(location.repo.path, "publish", "ref", GITHUB_REF_TYPE="tag", GITHUB_REF_NAME="vision")
    assert result.returncode == 2
    assert "the tag 'vision' is not a version, expected one such as v1.2; nothing was published" in result.stderr


@pytest.mark.parametrize("what", [["release", "1.0"], ["dev"]])
def test_publishing_without_an_address_changes_nothing(what: list[str], tmp_path: Path) -> None:
    location = new_place(tmp_path, SMALL)
    config = (location.repo.path / "mkdocs.yml").read_text()
    location.repo.commit({"mkdocs.yml": re.sub(r"^site_url:.*\n", "", config, flags=re.MULTILINE)})
    result = location.portdocs("publish", *what)
    assert result.returncode == 2
    assert "site_url" in result.stderr
    assert not (location.repo.path / "site").exists()  # it is noticed before the site is built
    assert location.repo.git("tag", "--list") == ""
    assert location.repo.git("branch", "--list", "gh-pages") == ""
