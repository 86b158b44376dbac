"""The docs tell of every command and option, and of nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from macros.cli import portdocs

DOCS = Path(__file__).resolve().parents[1] / "docs"
CONTEXT = click.Context(portdocs)
COMMANDS = portdocs.list_commands(CONTEXT)


def sections() -> dict[str, str]:
    """The docs' text by the command that its heading names, from all pages."""
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
def test_every_command_says_in_a_line_what_it_does(name: str) -> None:
    command = portdocs.get_command(CONTEXT, name)
    assert command is not None
    assert 10 < len(command.get_short_help_str(100)) <= 100


def test_the_page_of_the_command_line_leads_to_every_command() -> None:
    page = (DOCS / "how-to" / "command-line.md").read_text()
    assert sorted(re.findall(r"^## portdocs (\w+)$", page, re.MULTILINE)) == sorted(COMMANDS)


def test_no_command_is_documented_that_is_not_there() -> None:
    assert set(sections()) <= set(COMMANDS)


def test_the_contributors_page_names_what_there_is() -> None:
    page = (DOCS / "how-to" / "contribute.md").read_text()
    package = DOCS.parent / "macros"
    rooms = {p.name for p in package.iterdir() if (p.is_dir() and p.name != "__pycache__") or p.suffix == ".py"}
    rooms -= {"__init__.py", "__main__.py"}
    named = set(re.findall(r"`macros/([\w.]+?)/?`", page))
    assert rooms == named


def test_the_contributors_page_says_how_to_add_to_each_folder_of_one_file_a_thing() -> None:
    page = (DOCS / "how-to" / "contribute.md").read_text()
    told = re.findall(r"`(macros/[\w/]+?)/`", page.split("## How to add")[1])
    root = DOCS.parent
    discovering = re.compile(r"^FORMATS = |^from macros\.discovery import |pkgutil", re.MULTILINE)
    files = [file for file in sorted((root / "macros").rglob("*.py")) if discovering.search(file.read_text())]
    folders = {file.parent.relative_to(root).as_posix() for file in files} - {"macros"} | {"macros/commands"}
    assert len(folders) > 5
    assert {one for one in folders if not any(one.startswith(to) or to.startswith(one) for to in told)} == set()
