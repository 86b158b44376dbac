"""A section of an existing site: two lines add it, everything works in it, and the rest of the site stays as it was."""

from __future__ import annotations

import json
import re
import subprocess
from contextlib import ExitStack
from itertools import zip_longest
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import MakeOnce
from tests.plugin.existing_site import (
    ADDRESS,
    CONFIG,
    NAV,
    NAV_OF_SECTION,
    POST,
    SECTION,
    compatibility_python,
    existing_site,
)
from tests.plugin.test_default_pages import broken_links
from tests.repository import new_repo
from tests.shared import served_as
from tests.site.project import Project, environment
from tests.waiting import wait_for

PARTS = "body, .md-header, .md-header :not(.md-search *), .md-main, .md-main__inner, .md-content *, .md-footer *"
STYLES = """(parts) => {
  const root = document.documentElement;
  root.style.display = "none";
  root.getBoundingClientRect();
  root.style.display = "";
  // As a text, because the browser takes seconds to send as many values one by one.
  return JSON.stringify([...document.querySelectorAll(parts)].map((element) => {
    const style = getComputedStyle(element);
    const names = [...style].filter((name) => !name.startsWith("--pd-")).sort();
    return [element.tagName, ...names.map((name) => `${name}: ${style.getPropertyValue(name)}`)];
  }));
}"""
"""The computed styles of each element, without the variables of the package. The search, which is closed, answers for
ports, too.

The page is laid out from scratch first: after a partial layout, Chromium places a box with automatic margins correctly,
and may report its margins as 0.
"""


@pytest.fixture(scope="module")
def section(make_once: MakeOnce) -> Project:
    """The existing site with the section, built."""
    post = {"docs/blog/posts/post.md": POST}
    return Project(make_once("section", lambda folder: existing_site(folder, *SECTION, files=post).must_build()))


def test_the_section_is_in_a_navigation_that_is_not_configured(section: Project) -> None:
    about = (section.site / "about" / "index.html").read_text()
    assert 'href="../ports/"' in about
    assert (section.site / "ports" / "services" / "api" / "index.html").is_file()
    assert broken_links(section.site) == set()


def test_the_section_is_in_a_configured_navigation(tmp_path: Path) -> None:
    project = existing_site(tmp_path, *SECTION, nav=NAV + NAV_OF_SECTION)
    project.must_build()
    assert re.search(
        r'href="\.\./ports/ports/"[^>]*class="md-tabs__link"', (project.site / "about/index.html").read_text()
    )
    assert broken_links(project.site) == set()


@pytest.mark.parametrize("page", ["blog/2026/01/02/post", "blog", "blog/archive/2026"])
def test_a_post_has_macros_and_its_excerpt_too(section: Project, page: str) -> None:
    html = (section.site / page / "index.html").read_text()
    assert "We run 1 services" in html
    assert "data-portdocs=" not in html
    assert html.count('data-table="services"') == 1
    assert html.count('data-table="ports"') == (page.endswith("post"))
    (link,) = {*re.findall(r'href="([^"]*services/api/)"', html)}
    assert (section.site / page / link / "index.html").resolve().is_file()


def test_pages_of_the_package_add_no_tags(section: Project) -> None:
    tags = (section.site / "tags" / "index.html").read_text()
    assert {*re.findall(r'id="tag:([^"]+)"', tags)} == {"operations"}


def test_pages_of_the_package_have_macros_where_others_have_none(tmp_path: Path) -> None:
    text = "# Home\n\nAn Ansible variable: {{ inventory_hostname }}\n"
    plugins = ("macros: {render_by_default: false}", SECTION[1])
    project = existing_site(tmp_path, *plugins, files={"docs/index.md": text})
    project.must_build()
    assert "{{ inventory_hostname }}" in (project.site / "index.html").read_text()
    assert 'data-table="ports"' in (project.site / "ports" / "ports" / "index.html").read_text()


def test_templates_that_concern_every_page_stay_those_of_the_site(tmp_path: Path) -> None:
    sites = []
    for name, plugins in (("before", ()), ("after", SECTION)):
        project = existing_site(
            tmp_path / name, *plugins, nav=NAV, config=f"{CONFIG}repo_url: https://github.com/x/y\n"
        )
        project.must_build()
        sites.append(project.site)
    for page in ("404.html", "about/index.html", "blog/index.html"):
        before, after = (_without_assets((site / page).read_text()) for site in sites)
        assert after == before, page
    old, new = (re.findall(r"<loc>.*?</lastmod>", (site / "sitemap.xml").read_text(), re.DOTALL) for site in sites)
    assert {*old} < {*new}


def _without_assets(html: str) -> str:
    """A page without the styles and scripts of the package, the name that the search gets, and spaces."""
    html = re.sub(r"<(link|script)[^>]*assets/portdocs/[^>]*>(</script>)?", "", html)
    return re.sub(
        r"\s+", "", html.replace(' aria-label="Search" data-md-component="search"', ' data-md-component="search"')
    )


STILL = "* { transition: none !important; animation: none !important }"


def test_an_unrelated_page_looks_as_before(tmp_path: Path, servers: ExitStack, page: Page) -> None:
    pages = (page, page.context.new_page())
    for tab, name, plugins in zip(pages, ("before", "after"), ((), SECTION), strict=True):
        project = existing_site(tmp_path / name, *plugins, nav=NAV)
        project.must_build()
        tab.goto(servers.enter_context(served_as(project.site, ADDRESS, tmp_path / f"{name}-served")) + "about/")
        tab.add_style_tag(content=STILL)
    for width in (1400, 400):
        for tab in pages:
            tab.set_viewport_size({"width": width, "height": 900})
        wait_for(lambda: differences(*pages), [])  # the scripts of the theme change styles for a while


def differences(*pages: Page) -> list[tuple[str, set[str]]]:
    """The elements whose styles differ in two pages."""
    before, after = (_styles(page) for page in pages)
    assert len(before) > 50
    return [(old[0], {*old} ^ {*new}) for old, new in zip_longest(before, after, fillvalue=[""]) if old != new]


def _styles(page: Page) -> list[list[str]]:
    page.bring_to_front()  # a browser does not finish the layout of a tab in the background
    styles: list[list[str]] = json.loads(page.evaluate(STYLES, PARTS))
    return styles


def test_instant_navigation_leads_into_the_section_and_out_of_it(
    page: Page, servers: ExitStack, section: Project, tmp_path: Path
) -> None:
    url = servers.enter_context(served_as(section.site, ADDRESS, tmp_path / "served"))
    page.goto(f"{url}about/")
    page.evaluate("window.kept = true")
    page.locator(".md-tabs").get_by_role("link", name="Ports").click()
    page.wait_for_url(f"{url}ports/")
    expect(page.locator("[data-portdocs-search] button").first).to_be_visible()
    page.locator(".md-tabs").get_by_role("link", name="Blog").click()
    page.wait_for_url(f"{url}blog/")
    expect(page.locator("h1")).to_contain_text("Blog")
    assert page.evaluate("window.kept") is True


def test_a_version_of_mike_contains_the_section(tmp_path: Path) -> None:
    version = "extra:\n  version: {provider: mike, default: stable}\n"
    config = re.sub(r"extra:\n.*\n", version, CONFIG)
    project = existing_site(tmp_path, *SECTION, "mike: {alias_type: copy}", config=config)
    repo = new_repo(tmp_path)
    repo.commit({".gitignore": "/site/\n/.cache/\n"})
    result = project.run("portdocs", "publish", "dev")
    assert result.returncode == 0, result.stderr
    names = repo.git("ls-tree", "-r", "--name-only", "gh-pages").splitlines()
    assert {"dev/ports/index.html", "dev/about/index.html", "dev/ports/services/api/index.html"} <= {*names}
    assert '"default": "stable"' in repo.git("show", "gh-pages:dev/about/index.html")


def test_an_offline_archive_contains_the_section(tmp_path: Path) -> None:
    project = existing_site(tmp_path, "offline", *SECTION)
    project.must_build()
    ports = (project.site / "ports" / "ports.html").read_text()
    assert "assets/portdocs/vendor/iframe-worker.js" in ports
    assert "https://unpkg.com" not in ports
    assert (project.site / "assets" / "portdocs" / "search-data-file.js").is_file()
    assert broken_links(project.site) == set()
    result = project.run("portdocs", "offline", "site", "ports.zip")
    assert (result.returncode, (tmp_path / "ports.zip").is_file()) == (0, True)


def build_with_other_plugins(project: Project) -> None:
    """A strict build with the plugins of the compatibility environment."""
    result = subprocess.run(
        [str(compatibility_python()), "-m", "mkdocs", "build", "--strict"],
        cwd=project.path, env=environment() | {"DISABLE_MKDOCS_2_WARNING": "true"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr


def test_redirects_and_mkdocstrings(tmp_path: Path) -> None:
    plugins = ("redirects: {redirect_maps: {old.md: about.md}}", "mkdocstrings: {handlers: {python: {paths: [lib]}}}")
    files = {
        "lib/thing.py": 'def double(x: int) -> int:\n    """Return twice as much."""\n    return 2 * x\n',
        "docs/code.md": "# Code\n\n::: thing\n",
    }
    project = existing_site(tmp_path, *plugins, *SECTION, files=files)
    build_with_other_plugins(project)
    assert "Return twice as much" in (project.site / "code" / "index.html").read_text()
    assert (project.site / "old" / "index.html").is_file()
    assert broken_links(project.site) == set()


I18N = "i18n: {languages: [{locale: en, name: English, default: true}, {locale: de, name: Deutsch}]}"


@pytest.mark.parametrize("order", [(I18N, *SECTION), (*SECTION, I18N)])
def test_several_languages_share_one_section(tmp_path: Path, order: tuple[str, ...]) -> None:
    # mkdocs-static-i18n itself supports neither the blog in strict mode nor instant navigation.
    project = existing_site(tmp_path, *order, files={"docs/about.de.md": "# Über\n\n{{ service_table() }}\n"})
    config = (tmp_path / "mkdocs.yml").read_text().replace("  - blog\n", "").replace("navigation.instant, ", "")
    project.write({"mkdocs.yml": config})
    build_with_other_plugins(project)
    german = (project.site / "de" / "about" / "index.html").read_text()
    assert '<html lang="de"' in german
    assert 'href="../../ports/services/api/"' in german
    assert '<html lang="en"' in (project.site / "ports" / "index.html").read_text()
    assert broken_links(project.site) <= {f"{page}index.html: /{link}" for page in ("", "de/") for link in ("", "de/")}
    entries = json.loads((project.site / "search" / "search_index.json").read_text())["docs"]
    assert [entry["location"] for entry in entries].count("ports/ports/") == 1
