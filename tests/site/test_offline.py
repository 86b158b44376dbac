"""The site as one file: unpacked and opened from a disk, without any server."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, Request, expect

from portdocs.cli import portdocs
from portdocs.cli.offline import FOLDER, pack
from tests.conftest import MakeOnce
from tests.site.browser import opened_page
from tests.site.project import Project, copy_project
from tests.site.registries import SMALL


@pytest.fixture(scope="module")
def unpacked(make_once: MakeOnce) -> Path:
    """The folder that the archive unpacks to, on a path that has to be quoted in a URL."""
    return make_once("a disk & more", _pack_and_unpack) / FOLDER


def _pack_and_unpack(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        project = copy_project(Path(work), SMALL).without_guide()
        project.must_build(DOCS_OFFLINE="true")
        pack(project.site, folder / "site.zip")
    with zipfile.ZipFile(folder / "site.zip") as archive:
        archive.extractall(folder)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab that may read the disk; the test fails where it asks any host, or its console shows an error."""
    complaints: list[str] = []
    with opened_page(browser) as page:
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.extend(_missing(request)))
        page.on("request", lambda request: complaints.extend(_asked(request)))
        yield page
    assert complaints == []


def _missing(request: Request) -> list[str]:
    # What a page still reads when it is left is aborted.
    return [] if request.failure == "net::ERR_ABORTED" else [f"missing {request.url}"]


def _asked(request: Request) -> list[str]:
    return [] if request.url.startswith(("file:", "data:", "blob:", "about:")) else [f"asked {request.url}"]


def test_the_search_answers_from_a_disk(tab: Page, unpacked: Path) -> None:
    start = (unpacked / "index.html").as_uri()
    tab.goto(start + "?port=17001")
    first = tab.locator(".md-search-result__item").first
    expect(first).to_contain_text("17001 is in use by Shop API")
    tab.locator(".md-search__input").fill("api.shop.example")
    expect(first).to_contain_text("https://api.shop.example")
    expect(first).to_contain_text("Shop API")
    tab.locator(".md-search__input").press("Enter")
    expect(tab.locator("h1").first).to_contain_text("Shop API")
    expect(tab).to_have_url((unpacked / "services" / "shop-api.html").as_uri())
    tab.go_back()
    expect(tab.locator(".md-search__input")).to_have_value("api.shop.example")


def test_the_search_finds_pages_from_a_disk(tab: Page, unpacked: Path) -> None:
    tab.goto((unpacked / "ports.html").as_uri())
    tab.locator(".md-search__input").click()
    tab.locator(".md-search__input").press_sequentially("reserve a range")
    first = tab.locator(".md-search-result__item > a").first
    expect(first).to_be_visible()
    first.click()
    expect(tab.locator("h1")).to_contain_text("Reserve a range")


def test_the_map_leads_to_pages_of_the_disk(tab: Page, unpacked: Path) -> None:
    tab.goto((unpacked / "ports.html").as_uri())
    tab.locator(".pd-map__mark[aria-label^='17001:']").click()
    tab.get_by_role("link", name="Open its page").click()
    expect(tab.locator("h1")).to_contain_text("Shop API")


@pytest.mark.parametrize("page", ["index", "ports", "architecture", "services/shop-api", "hosts/host", "ranges"])
def test_pages_are_whole_on_a_disk(tab: Page, unpacked: Path, page: str) -> None:
    tab.goto((unpacked / f"{page}.html").as_uri())
    expect(tab.locator("h1")).to_be_visible()
    for link in tab.locator("article a[href]").evaluate_all("links => links.map((link) => link.href)"):
        if link.startswith("file:"):
            assert _exists(link), link


def _exists(link: str) -> bool:
    return Path(unquote(urlsplit(link).path)).is_file()


def test_the_same_site_gives_the_same_archive(tmp_path: Path) -> None:
    for name, time in (("one", 1_000_000_000), ("two", 1_700_000_000)):
        for path in ("index.html", "b/x.html", "a.css"):
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(path)
            os.utime(file, (time, time))
            file.chmod(0o600 if name == "one" else 0o644)
        assert pack(tmp_path / name, tmp_path / f"{name}.zip") == 3
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == [f"{FOLDER}/a.css", f"{FOLDER}/b/x.html", f"{FOLDER}/index.html"]


def test_what_is_no_site_is_not_packed(tmp_path: Path) -> None:
    result = CliRunner().invoke(portdocs, ["offline", str(tmp_path), str(tmp_path / "x.zip")])
    assert result.exit_code == 2
    assert "is not a built site" in result.stderr
    assert CliRunner().invoke(portdocs, ["offline"]).exit_code == 2
    result = CliRunner().invoke(portdocs, ["offline", "a", "b", "c"])
    assert "unexpected argument `c`, expected [SITE] ARCHIVE" in result.stderr
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize(
    ("settings", "folder"), [(None, "site"), ("site_dir: out/web\n", "out/web"), ("site_dir: !ENV [X, y]\n", "site")]
)
def test_the_site_is_where_mkdocs_builds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str | None, folder: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if settings:
        (tmp_path / "mkdocs.yml").write_text(settings)
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "index.html").write_text("x")
    result = CliRunner().invoke(portdocs, ["offline", "x.zip"])
    assert (result.exit_code, result.output) == (0, "x.zip: 1 file; unpack it and open portdocs/index.html\n")


def test_a_plain_build_asks_for_no_worker(small_site: Project) -> None:
    text = (small_site.site / "index.html").read_text(encoding="utf-8")
    assert "iframe-worker" not in text
    assert not (small_site.site / "search" / "search_index.js").exists()


def test_an_archive_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("x")
    (tmp_path / "file").write_text("x")
    result = CliRunner().invoke(portdocs, ["offline", str(site), str(tmp_path / "file" / "x.zip")])
    assert result.exit_code == 2
    assert "x.zip cannot be written (" in result.stderr
    (site / "loop").symlink_to(site / "loop")
    (tmp_path / "x.zip").mkdir()
    result = CliRunner().invoke(portdocs, ["offline", str(site), str(tmp_path / "x.zip")])
    assert (result.exit_code, "cannot be written" in result.stderr) == (2, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "site", "x.zip"]
