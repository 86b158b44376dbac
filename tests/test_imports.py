"""Imports go one way (see "Contribute" in the docs)."""

from __future__ import annotations

import ast
import importlib.metadata
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "macros" / "portdocs"

# The packages that each package may import besides itself; a package that is not listed may import all.
_BASIC = {"cache", "discovery", "progress"}
_FACTS = {*_BASIC, "registry", "topology"}
ALLOWED = {
    "cache": set[str](),
    "discovery": set[str](),
    "progress": set[str](),
    "registry": {"cache", "progress"},
    "topology": {"registry"},
    "checks": _FACTS,
    "scan": {*_FACTS, "reports"},
    "importing": {"progress", "registry", "topology", "scan"},
    "claims": {*_FACTS, "checks"},
    "diff": {*_FACTS, "checks", "claims"},
    "drift": {*_FACTS, "checks", "scan"},
    "history": {*_FACTS, "checks", "diff"},
    "pages": {*_FACTS, "checks", "claims", "diff", "drift", "history"},
    "export": {*_FACTS, "checks", "claims", "diff", "history", "pages", "importing"},
    "reports": {*_FACTS, "checks", "scan", "claims", "diff", "drift", "history", "pages"},
}
# Libraries that only some modules may import.
KEEPERS = {
    "mkdocs": {f"plugin/{path.name}" for path in (PACKAGE / "plugin").glob("*.py")},
    "mike": {"publishing/gh_pages.py"},
    "mkdocs_macros": {"plugin/other_plugins.py", "plugin/plugin.py"},
    "diagrams": {"pages/diagrams/graphviz.py", "pages/diagrams/icons.py"},
    "pygraphviz": {"pages/diagrams/graphviz_layout.py"},
    "markdown_it": {"importing/html.py", "importing/markdown.py"},
    "ftfy": {"importing/source.py"},
    "jinja2": {
        "plugin/page_shell.py",
        "plugin/plugin.py",
        "plugin/theme_env.py",
        "pages/template_errors.py",
        "export/_markdown_page.py",
    },
}


@cache
def imports(path: Path) -> list[str]:
    return list(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


SOURCES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    parts = path.relative_to(PACKAGE).parts
    package = parts[0].removesuffix(".py")
    for name in imports(path):
        if name.startswith("portdocs.") and package in ALLOWED:
            other = name.split(".")[1]
            assert other == package or other in ALLOWED[package], f"{package} must not import {name}"


@pytest.mark.parametrize("library", sorted(KEEPERS))
def test_libraries_are_imported_only_where_allowed(library: str) -> None:
    users = {p.relative_to(PACKAGE).as_posix() for p in SOURCES if any(n.split(".")[0] == library for n in imports(p))}
    assert users <= KEEPERS[library]


def test_the_command_line_imports_neither_mkdocs_nor_graphviz() -> None:
    code = """
import sys
from portdocs import cli
cli.portdocs.get_command(None, "check")
cli.portdocs.get_command(None, "diff")
import portdocs.reports.diff_markdown
print([name for name in ("mkdocs", "pygraphviz", "diagrams", "jinja2", "markdown_it", "ftfy") if name in sys.modules])
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def test_the_top_of_the_package_has_no_loose_modules() -> None:
    assert {path.name for path in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py"}
    assert {path.name for path in PACKAGE.parent.iterdir() if path.suffix != ".egg-info"} == {"portdocs"}


def test_only_portdocs_is_installed() -> None:
    # Any folder of the current directory can be imported, so importing `macros` here proves nothing.
    assert (importlib.metadata.distribution("portdocs").read_text("top_level.txt") or "").split() == ["portdocs"]
