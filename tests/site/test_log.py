"""Messages of a build: the names of files, and the links in them, control no terminal and no workflow."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.test_file_names import NAMES, assert_harmless
from tests.plugin.minimal_site import CONFIG, minimal_site

PAGE = "# A\n\n[a](\x1b[31mmissing.md) [b](<::error::missing.md>)\n"


@pytest.fixture
def files() -> dict[str, str]:
    """Pages that are not in the navigation, with links that lead nowhere, and data files, all with hostile names."""
    names = [name for name in NAMES if name != "\udcff"]
    pages = {f"docs/{name}.md": PAGE for name in names}
    data = {f"data/{name}.yml": f"services: {{s{number}: {{}}}}\n" for number, name in enumerate(names)}
    return {**pages, **data, "mkdocs.yml": f"{CONFIG}plugins: [search, macros, portdocs]\nnav: [index.md]\n"}


@pytest.mark.parametrize("option", ["--strict", "--verbose"])
def test_names_of_pages_control_nothing(tmp_path: Path, files: dict[str, str], option: str) -> None:
    result = minimal_site(tmp_path, "", files).run("mkdocs", "build", option)
    assert "[31mred.md" in result.stderr
    assert_harmless(result.stdout + result.stderr, option)
    assert result.returncode == (option == "--strict")


def test_a_page_whose_name_is_not_utf_8(tmp_path: Path) -> None:
    project = minimal_site(tmp_path, "[search, macros, portdocs]", {os.fsdecode(b"docs/caf\xe9.md"): "# A\n"})
    result = project.run("mkdocs", "build")
    assert (result.returncode, "Traceback" in result.stderr) == (1, False)
    assert "caf\ufffd.md: the name of this page is not UTF-8; rename the file" in result.stderr
