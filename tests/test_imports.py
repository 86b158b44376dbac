"""Imports go one way (see "Contribute" in the docs)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "macros"

# What each room may import of the project, beside itself. What is not listed may import everything.
ALLOWED = {
    "registry": set[str](),
    "discovery": set[str](),
    "session": set[str](),
    "checks": {"registry", "discovery"},
    "sources": {"registry", "discovery"},
    "importing": {"registry", "sources"},
    "claims": {"registry", "checks"},
    "reports": {"registry", "checks"},
    "disk_cache": set[str](),
    "kept_files": {"registry", "disk_cache"},
    "git": {"registry"},
    "past": {"registry", "diff", "git", "disk_cache"},
    "diff": {"registry", "checks", "claims", "discovery"},
    "changes": {"registry", "diff", "reports", "render"},
    "states": {"registry", "git"},
    "render": {"registry", "checks", "claims", "discovery", "git", "diff", "disk_cache"},
    "template": {"registry"},
    "drift": {"registry", "sources", "reports"},
    "output": set[str](),
    "exports": {"registry", "checks", "claims", "discovery", "diff", "render", "template"},
}
# The libraries that only some files may know.
KEEPERS = {
    "mkdocs": {"site.py", "hooks.py", "kept.py", "surroundings.py"},
    "mike": {"publishing/branch.py"},
    "mkdocs_macros": {"site.py"},
    "diagrams": {"render/dot.py", "render/icons.py"},
    "pygraphviz": {"render/layout.py", "render/layout_cache.py"},
    "markdown_it": {"importing/markdown.py"},
    "ftfy": {"importing/damage.py"},
    "jinja2": {"site.py", "template.py", "exports/_page.py"},
}


def imports(path: Path) -> Iterator[str]:
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
    room = parts[0].removesuffix(".py")
    for name in imports(path):
        if name.startswith("macros.") and room in ALLOWED:
            other = name.split(".")[1]
            assert other == room or other in ALLOWED[room], f"{room} must not import {name}"


@pytest.mark.parametrize("library", sorted(KEEPERS))
def test_libraries_at_the_edge_stay_there(library: str) -> None:
    users = {p.relative_to(PACKAGE).as_posix() for p in SOURCES if any(n.split(".")[0] == library for n in imports(p))}
    assert users <= KEEPERS[library]


def test_the_command_line_pays_for_neither_mkdocs_nor_graphviz() -> None:
    code = """
import sys
from macros import cli
cli.portdocs.get_command(None, "check")
cli.portdocs.get_command(None, "diff")
import macros.changes.markdown_changes
print([name for name in ("mkdocs", "pygraphviz", "diagrams", "jinja2", "markdown_it", "ftfy") if name in sys.modules])
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
