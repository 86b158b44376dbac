"""The docs describe every command and option, and nothing that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml

from portdocs.cli import portdocs
from tests.hook import FILE, hook_text

DOCS = Path(__file__).resolve().parents[1] / "docs"
PACKAGE = DOCS.parent / "macros" / "portdocs"
CONTEXT = click.Context(portdocs)
SUMMARY_WIDTH = 65
"""The width of 80 columns that is left next to the names of commands; longer summaries are cut off."""
COMMANDS = portdocs.list_commands(CONTEXT)


def sections() -> dict[str, str]:
    """The text below each heading that names a command, from all pages."""
    found: dict[str, str] = {}
    for page in sorted(DOCS.rglob("*.md")):
        for heading, text in re.findall(
            r"^## portdocs (\w+)$(.*?)(?=^## |\Z)", page.read_text(), re.MULTILINE | re.DOTALL
        ):
            found[heading] = found.get(heading, "") + text
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    command = portdocs.get_command(CONTEXT, name)
    assert command is not None
    text = sections()[name]
    for parameter in command.params:
        if isinstance(parameter, click.Option) and "--data" not in parameter.opts:
            assert f"`{parameter.opts[0]}" in text, f"{name}: {parameter.opts[0]}"
            if isinstance(parameter.type, click.Choice):
                for choice in parameter.type.choices:
                    assert f"`{choice}`" in text, f"{name}: {parameter.opts[0]} {choice}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_short_description(name: str) -> None:
    command = portdocs.get_command(CONTEXT, name)
    assert command is not None
    for one in (command, *getattr(command, "commands", {}).values()):
        summary = one.get_short_help_str(SUMMARY_WIDTH)
        assert 10 < len(summary.removesuffix("...")) == len(summary), f"{one.name}: {summary}"


def test_the_page_of_the_command_line_has_every_command() -> None:
    page = (DOCS / "guide" / "command-line.md").read_text()
    assert sorted(re.findall(r"^## portdocs (\w+)$", page, re.MULTILINE)) == sorted(COMMANDS)


def test_no_unknown_command_is_documented() -> None:
    assert set(sections()) <= set(COMMANDS)


def test_the_contributors_page_lists_all_packages() -> None:
    page = (DOCS / "guide" / "contributing.md").read_text()
    packages = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert set(re.findall(r"^\| `(\w+)/` ", page, re.MULTILINE)) == packages


def test_the_contributors_page_explains_every_folder_with_discovery() -> None:
    page = (DOCS / "guide" / "contributing.md").read_text()
    explained = [f"{name}/" for name in re.findall(r"`([\w/]+?)/`", page.split("## How to add")[1])]
    discovering = re.compile(r"^from portdocs\.discovery import |pkgutil", re.MULTILINE)
    files = [file for file in sorted(PACKAGE.rglob("*.py")) if discovering.search(file.read_text())]
    folders = {f"{file.parent.relative_to(PACKAGE).as_posix()}/" for file in files} - {"discovery/"}
    assert len(folders) > 5
    assert {one for one in folders if not any(one.startswith(to) or to.startswith(one) for to in explained)} == set()


def test_each_statement_of_the_threat_model_has_a_test() -> None:
    page = (DOCS / "guide" / "threat-model.md").read_text()
    rows = re.findall(r"^\| (?!Attack|---)(.+) \|$", page, re.MULTILINE)
    assert len(rows) > 20
    for row in rows:
        path, _, name = row.rsplit(" | ", 1)[-1].strip("`").partition("::")
        assert re.search(rf"^def {re.escape(name)}\(", (DOCS.parent / path).read_text(), re.MULTILINE), row


def test_the_hook_for_pre_commit_has_the_locked_versions() -> None:
    assert FILE.read_text() == hook_text(), "run `python -m tests.hook`"
    (hook,) = yaml.safe_load(FILE.read_text())
    assert {"click", "mkdocs", "pydantic"} < {one.partition("==")[0] for one in hook["additional_dependencies"]}
