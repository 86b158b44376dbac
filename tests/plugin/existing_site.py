"""An existing Material site with a blog and tags, before and after the two lines that add the section."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugin.minimal_site import DATA
from tests.site.project import ROOT, Project

ADDRESS = "http://existing.example/"
CONFIG = """\
site_name: Existing
site_url: {address}
theme:
  name: material
  font: false
  features: [navigation.instant, navigation.tabs, navigation.indexes, navigation.footer]
extra:
  generator: false
markdown_extensions: [admonition, attr_list, pymdownx.highlight, pymdownx.superfences, tables]
"""
PLUGINS = ("search", "blog", "tags")
SECTION = ("macros", "portdocs: {prefix: ports/}")
"""The two lines."""
NAV = """\
nav:
  - index.md
  - About: about.md
  - Blog: blog/index.md
  - Tags: tags.md
"""
NAV_OF_SECTION = """\
  - Ports:
      - Ports: ports/ports.md
      - Services: ports/services/index.md
"""
PAGES = {
    "docs/index.md": "---\ntags: [Operations]\n---\n# Home\n\nSee [About](about.md).\n",
    "docs/about.md": (
        "# About\n\nSome text with `code`.\n\n!!! note\n    A note.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n"
        "```python\nprint(1)\n```\n\n## A heading\n\n- a list\n- of [links](index.md)\n"
    ),
    "docs/tags.md": "# Tags\n\n<!-- material/tags -->\n",
    "docs/blog/index.md": "# Blog\n",
    "docs/blog/posts/post.md": "---\ndate: 2026-01-02\n---\n# Post\n\nThe start.\n\n<!-- more -->\n\nThe rest.\n",
}
POST = """\
---
date: 2026-01-02
---
# Post

We run {{ count("services") }} services, such as {{ service_name("api") }}.

{{ service_table() }}

<!-- more -->

{{ port_table() }}
"""
"""A post with macros, in its excerpt too."""


def existing_site(
    folder: Path, *plugins: str, nav: str = "", files: dict[str, str] | None = None, config: str = CONFIG
) -> Project:
    """The site with more plugins."""
    listed = "plugins:\n" + "".join(f"  - {plugin}\n" for plugin in (*PLUGINS, *plugins))
    written = {"mkdocs.yml": config.replace("{address}", ADDRESS) + listed + nav, "data/shop.yml": DATA}
    project = Project(folder)
    project.write(PAGES | written | (files or {}))
    return project


def compatibility_python() -> Path:
    """The Python of the environment with other generators and plugins; skips the test without it."""
    python = ROOT / ".venv" / "compatibility" / "bin" / "python"
    if not python.exists():
        pytest.skip("other generators and plugins are not installed; run `make compatibility`")
    return python
