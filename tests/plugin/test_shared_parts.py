"""Generated pages share their outline and the theme around them, and are what they would be without that."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.plugin.minimal_site import minimal_site
from tests.site.project import Project

TITLES = (
    "Plain",
    "Plain",
    "Listeners",
    "1st API - HTML",
    "Ports",
    "Æther & Öl <b>x</b>",
    "{{ code }} *and* `marks` #",
    "数据库",
    "…",
    "<title>&title;",
)
"""Some have the anchor of a section, or none; some look like markup or like the marks of a shell."""
PLUGINS = "[search, macros, portdocs]"
EXTENSIONS = """\
markdown_extensions:
  - abbr
  - attr_list
  - smarty
  - toc: {permalink: true, title: On this page}
  - pymdownx.smartsymbols
"""


def site(folder: Path, config: str = "", files: dict[str, str] | None = None) -> Project:
    """A site with a service, a host and a suite for each title."""
    services = {
        f"s{number}": {"name": title, "host": f"h{number}", "suite": "shop"}
        | ({"listeners": [{"port": 8000 + number, "bind": "127.0.0.1"}], "depends_on": ["s0"]} if number % 3 else {})
        for number, title in enumerate(TITLES)
    }
    hosts = {f"h{number}": {"name": title} for number, title in enumerate(TITLES)}
    data = yaml.safe_dump({"hosts": hosts, "suites": {"shop": {"name": "Shop"}}, "services": services})
    project = minimal_site(folder, f"{PLUGINS}\n{config}", {"data/shop.yml": data} | (files or {}))
    project.must_build()
    return project


def pages(project: Project) -> dict[str, str]:
    """The generated pages, by path."""
    found = (path for kind in ("services", "hosts", "suites", "checks") for path in (project.site / kind).rglob("*"))
    return {str(path.relative_to(project.site)): path.read_text("utf-8") for path in sorted(found) if path.is_file()}


def test_pages_are_the_same_as_without_sharing(tmp_path: Path) -> None:
    for number, config in enumerate(
        ("", f"{EXTENSIONS}use_directory_urls: false\nsite_url: https://x.example/ports/\n")
    ):
        shared = site(tmp_path / f"shared{number}", config)
        # A hook may show anything on a page, so nothing is shared.
        alone = site(tmp_path / f"alone{number}", config + "hooks: [hook.py]\n", {"hook.py": ""})
        assert pages(shared) == pages(alone)


def test_a_template_of_the_team_is_rendered_for_each_page(tmp_path: Path) -> None:
    config = "theme: {name: material, custom_dir: own}\n"
    template = '{% extends "portdocs.html" %}{% block footer %}{{ page and page.file.src_uri }}{% endblock %}'
    project = minimal_site(tmp_path, PLUGINS, {"own/main.html": template})
    text = (tmp_path / "mkdocs.yml").read_text(encoding="utf-8")
    project.write({"mkdocs.yml": text.replace("theme: {name: material, font: false}\n", config)})
    project.must_build()
    assert "services/api.md" in (project.site / "services" / "api" / "index.html").read_text(encoding="utf-8")
