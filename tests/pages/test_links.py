"""Relative links between pages, and lines of data in the repository."""

from __future__ import annotations

import pytest

from portdocs.pages.links import SiteLinks, line_in_repository
from portdocs.registry import Location


@pytest.mark.parametrize(
    ("current", "target", "folders", "files"),
    [
        ("services/a.md", "services/b.md", "../b/", "b.html"),
        ("services/a.md", "index.md", "../../", "../index.html"),
        ("services/a.md", "services/index.md", "../", "index.html"),
        ("services/a.md", "ports.md#x", "../../ports/#x", "../ports.html#x"),
        ("services/a.md", "services/a.md", "./", "a.html"),
        ("services/a.md", "services/a.md#x", "#x", "#x"),
        ("index.md", "services/a.md", "services/a/", "services/a.html"),
        ("index.md", "index.md", "./", "index.html"),
        ("services/index.md", "services/a.md", "a/", "a.html"),
        ("ports.md", "services/a.md", "../services/a/", "services/a.html"),
    ],
)
def test_pages(current: str, target: str, folders: str, files: str) -> None:
    assert SiteLinks(current).page(target) == folders
    assert SiteLinks(current, directory_urls=False).page(target) == files


def test_assets() -> None:
    assert SiteLinks("services/a.md").asset("assets/i.png") == "../../assets/i.png"
    assert SiteLinks("index.md").asset("assets/i.png") == "assets/i.png"


@pytest.mark.parametrize(
    ("repository", "url"),
    [
        ("https://github.com/x/y", "https://github.com/x/y/blob/HEAD/data/x.yml#L3"),
        ("https://gitlab.com/x/y/", "https://gitlab.com/x/y/-/blob/HEAD/data/x.yml#L3"),
        ("https://bitbucket.org/x/y", "https://bitbucket.org/x/y/src/HEAD/data/x.yml#lines-3"),
        ("javascript:alert(1)", None),
        (None, None),
    ],
)
def test_lines_of_data(repository: str | None, url: str | None) -> None:
    assert line_in_repository(repository, Location("data/x.yml", 3, 1)) == url


def test_a_file_outside_of_the_repository_has_no_link() -> None:
    assert line_in_repository("https://github.com/x/y", Location("/etc/x.yml")) is None
