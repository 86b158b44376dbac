"""A minimal Material site with the plugin."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.site.project import Project

DATA = """\
hosts: {vm: {name: The VM}}
suites: {shop: {name: The Shop, owner: Jo}}
services:
  api: {name: Shop API, suite: shop, listeners: [{port: 8000, protocol: http, bind: 127.0.0.1, health: /health}]}
"""
CONFIG = "site_name: Ports\ntheme: {name: material, font: false}\n"


def minimal_site(folder: Path, plugins: str, files: Mapping[str, str] | None = None) -> Project:
    """A site with a list of plugins, a start page, one data file, and more files by path."""
    project = Project(folder)
    written = {"mkdocs.yml": f"{CONFIG}plugins: {plugins}\n", "docs/index.md": "# Start\n", "data/shop.yml": DATA}
    project.write(written | dict(files or {}))
    return project
