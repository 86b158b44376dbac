"""The default pages: with and without a prefix, a selection, and pages of the site that replace them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from portdocs.pages.default_pages import DEFAULT_PAGES
from tests.plugin.minimal_site import minimal_site
from tests.site.project import Project

_LINK = re.compile(r"""\b(?:href|src|data-data|data-script)=(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
GENERATED = ("services/api.md", "hosts/vm.md", "suites/shop.md", "checks/port-conflict.md")


def built(project: Project) -> Project:
    result = project.build()
    assert result.returncode == 0, result.stderr
    return project


def broken_links(site: Path) -> set[str]:
    """The relative links of all pages to files that the site does not have."""
    broken = set()
    for page in site.rglob("*.html"):
        if page.name == "404.html":
            continue
        for match in _LINK.finditer(page.read_text(encoding="utf-8")):
            parts = urlsplit(next(filter(None, match.groups()), ""))
            if parts.scheme or parts.netloc or not parts.path or "portdocs-id" in parts.path:
                continue
            target = (page.parent / unquote(parts.path)).resolve()
            if not (target.is_file() or (target / "index.html").is_file()):
                broken.add(f"{page.relative_to(site)}: {parts.path}")
    return broken


@pytest.mark.parametrize("prefix", ["", "team/ports/"])
@pytest.mark.parametrize("urls", ["true", "false"])
def test_every_page_is_below_the_prefix_and_every_link_works(tmp_path: Path, prefix: str, urls: str) -> None:
    project = minimal_site(tmp_path, f"[search, macros, {{portdocs: {{prefix: {prefix!r}}}}}]")
    project.write({"mkdocs.yml": (tmp_path / "mkdocs.yml").read_text() + f"use_directory_urls: {urls}\n"})
    built(project)
    for source in (
        *(page.source for page in DEFAULT_PAGES),
        "services/api.md",
        "hosts/vm.md",
        "checks/port-conflict.md",
    ):
        stem = source.removesuffix(".md")
        is_index = stem.split("/")[-1] == "index"
        file = f"{stem}.html" if urls == "false" or is_index else f"{stem}/index.html"
        assert (project.site / prefix / file).is_file(), file
    assert (project.site / prefix / "api" / "ports.json").is_file()
    assert broken_links(project.site) == set()


def test_pages_are_in_a_navigation_that_is_not_configured(tmp_path: Path) -> None:
    page = (built(minimal_site(tmp_path, "[macros, portdocs]")).site / "ports" / "index.html").read_text()
    for title in ("Ports", "Services", "Architecture", "Add a service"):
        assert re.search(rf'class="md-ellipsis">\s*{title}\s*<', page), title
    assert "Shop API" not in re.sub(r"<article.*</article>", "", page, flags=re.DOTALL)


def test_a_navigation_that_is_not_configured_has_the_order_of_a_reader(tmp_path: Path) -> None:
    own = {"docs/about.md": "# About us\n", "docs/z/runbook.md": "# Runbook\n"}
    page = (built(minimal_site(tmp_path, "[macros, portdocs]", own)).site / "about" / "index.html").read_text()
    nav = page[page.index("md-nav--primary") : page.index("md-content")]
    titles = [title.strip() for title in re.findall(r'class="md-ellipsis">\s*([^<]+?)\s*<', nav)]
    order = ["About us", "Runbook", "Ports", "Hosts", "Endpoints", "Ranges", "Architecture", "Security", "Findings"]
    assert [title for title in dict.fromkeys(titles) if title in order] == order
    following = re.search(r'<link rel="next" href="([^"]+)"', page)
    assert following
    assert following[1] == "../z/runbook/"


@pytest.mark.parametrize(
    ("pages", "files"),
    [("false", []), ("[ports, read-the-site]", ["ports/index.html", "how-to/read-the-site/index.html"])],
)
def test_a_selection_of_pages(tmp_path: Path, pages: str, files: list[str]) -> None:
    site = built(minimal_site(tmp_path, f"[macros, {{portdocs: {{pages: {pages}}}}}]")).site
    defaults = {"ports/index.html", "ranges/index.html", "how-to/read-the-site/index.html", "services/index.html"}
    assert {file for file in defaults if (site / file).is_file()} == set(files)
    assert (site / "services" / "api" / "index.html").is_file()
    assert broken_links(site) == set()


@pytest.mark.parametrize("source", ["ports.md", "ports/index.md"])
def test_a_page_of_the_site_replaces_a_default_page(tmp_path: Path, source: str) -> None:
    project = minimal_site(tmp_path, "[macros, portdocs]", {f"docs/{source}": "# Our ports\n\n{{ port_table() }}\n"})
    result = project.build()
    assert result.returncode == 0, result.stderr
    assert f"INFO    -  {source} replaces the default page of portdocs" in result.stderr
    assert "Our ports" in (project.site / "ports" / "index.html").read_text()
    assert broken_links(project.site) == set()


def test_a_site_without_services_builds_every_page(tmp_path: Path) -> None:
    project = minimal_site(tmp_path, "[search, macros, portdocs]", {"data/shop.yml": "services: {}\n"})
    (tmp_path / "docs" / "index.md").unlink()
    built(project)
    assert broken_links(project.site) == set()
    assert "portdocs scan" in (project.site / "index.html").read_text()


def test_a_page_outside_of_the_prefix_can_use_macros(tmp_path: Path) -> None:
    macros = "{{ service_table() }}\n\n{{ architecture_diagram() }}\n\n{{ port_finder() }}\n"
    page = {"docs/index.md": f"# Start\n\nWe run {{{{ count('services') }}}} service.\n\n{macros}"}
    project = built(minimal_site(tmp_path, "[search, macros, {portdocs: {prefix: ports/}}]", page))
    assert 'href="ports/services/api/"' in (project.site / "index.html").read_text()
    assert broken_links(project.site) == set()
    index = (project.site / "search" / "search_index.json").read_text()
    assert "We run 1 service." in index
