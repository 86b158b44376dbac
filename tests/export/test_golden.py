"""Every format of one file, byte for byte; and the same bytes whatever the order of files and keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portdocs.export import exports
from portdocs.pages.diagrams.architecture_diagram import architecture_diagram
from portdocs.registry import LoadErrors, Registry, load_registry
from tests.data import registry_of
from tests.export.registries import SHOP

GOLDEN = Path(__file__).parent / "golden"
FILES = {"csv": "ports.csv", "json": "ports.json", "prometheus": "targets.json", "services": "services.txt"}


@pytest.mark.parametrize("form", FILES)
def test_golden(form: str) -> None:
    check_golden(FILES[form], exports()[form](registry_of(SHOP)))


def test_golden_page() -> None:
    head, architecture, rest = page_parts(registry_of(SHOP))
    check_golden("PORTS.md", head + rest)
    assert len(architecture.splitlines()) == len(architecture_diagram(registry_of(SHOP)).sentences())


def page_parts(registry: Registry) -> tuple[str, str, str]:
    """The page before its architecture, which has tests of its own, the architecture's bullets, and what follows."""
    head, title, rest = exports()["markdown"](registry).partition("## Architecture\n\n")
    assert title
    architecture, _, services = rest.partition("\n\n")
    return head, architecture, services


def check_golden(name: str, text: str) -> None:
    """Compares with the file in golden/; one that is missing is written, and the test fails so that it is looked at."""
    path = GOLDEN / name
    if not path.exists():
        path.write_bytes(text.encode())
        pytest.fail(f"wrote {path.name}; look at it")
    assert text == path.read_bytes().decode()


@pytest.mark.parametrize("form", [*FILES, "markdown"])
def test_an_empty_registry_is_a_small_file(form: str) -> None:
    nothing = Registry({}, {}, {}, (), {}, (), ())
    assert exports()[form](nothing).endswith("\n")
    assert "None" not in exports()[form](nothing)


TWO = {
    "data/a.yml": "services:\n  web: {host: one, listeners: [{port: 80}]}\n  api: {host: one}\n",
    "data/b.yml": "hosts:\n  two: {}\n  one: {}\nendpoints: [{url: https://b.example, to: web}]\n",
}
TURNED = {
    "data/b.yml": "hosts:\n  one: {}\n  two: {}\nendpoints: [{to: web, url: https://b.example}]\n",
    "data/a.yml": "services:\n  api: {host: one}\n  web: {listeners: [{port: 80}], host: one}\n",
}


@pytest.mark.parametrize("form", [*FILES, "markdown"])
def test_the_order_of_files_and_keys_changes_nothing(form: str) -> None:
    def exported(sources: dict[str, str]) -> str:
        registry = load_registry({name: text.encode() for name, text in sources.items()})
        assert not isinstance(registry, LoadErrors)
        return without_lines(exports()[form](registry))

    assert exported(TWO) == exported(TURNED)


def without_lines(text: str) -> str:
    """The text without the numbers of lines in the data, which the order of keys does change."""
    return re.sub(r'("line":|data/[ab]\.yml:)[0-9]+', r"\1", text)
