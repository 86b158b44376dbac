"""Exported registries come back, and importing again changes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portdocs.export import exports
from portdocs.export._markdown_reader import read_exported
from portdocs.importing import Imported, read_pages
from portdocs.importing import import_pages as import_any_pages
from portdocs.importing.source import repair
from portdocs.registry import Registry
from portdocs.registry.model import DataFile
from tests.data import registry_of as declared
from tests.export.registries import SHOP
from tests.export.texts import registry_with, texts
from tests.importing.imported import SEED, registry_of

EXAMPLE = Path(str(files("portdocs.registry") / "example.yml"))
DECLARED = {"ignores", *DataFile.model_fields}
PAGES = Path(__file__).parent / "pages"


def facts(registry: Registry) -> str:
    """All facts of a registry, without where they are declared; white space at the end of a text is none."""
    json = re.sub(r',"declared":\{[^{}]*\}', "", exports()["json"](registry))
    return re.sub(r'(?:\\n|\\t|\\r| )+"', '"', json)


def import_pages(texts: Mapping[str, str]) -> Imported:
    """The import of pages, those that portdocs wrote included."""
    return import_any_pages(texts, read_exported=read_exported)


def again(registry: Registry) -> Registry:
    return registry_of(import_pages({"PORTS.md": exports()["markdown"](registry)}))


def test_an_exported_registry_comes_back() -> None:
    registry = declared(SHOP)
    assert facts(again(registry)) == facts(registry)
    result = import_pages({"PORTS.md": exports()["markdown"](registry)})
    assert not result.remarks


EXTRAS = """
  - {url: "http://admin.example.org:8080", from: office, status: planned, to: "nginx:80"}
"""
"""Values that the example of every key does not have."""


def without_lines(registry: Registry) -> str:
    """Every key and value of a registry."""
    sections = {one.name: str(getattr(registry, one.name)) for one in fields(registry) if one.name in DECLARED}
    return re.sub(r"Location\(.*?\)", "", str(sections))


def test_every_key_comes_back() -> None:
    registry = declared(EXAMPLE.read_text().replace("endpoints:\n", f"endpoints:{EXTRAS}"))
    assert without_lines(again(registry)) == without_lines(registry)


@pytest.mark.parametrize("page", sorted(path.stem for path in PAGES.glob("*.md")))
def test_what_was_imported_is_the_same_when_it_is_exported_and_imported(page: str) -> None:
    texts_of_pages, _ = read_pages([PAGES / f"{page}.md"])
    registry = registry_of(import_pages(texts_of_pages))
    assert facts(again(registry)) == facts(registry)


@pytest.mark.skipif(not SEED.is_file(), reason="the page is not here; PORTDOCS_CORPUS names the folder beside its own")
def test_the_page_that_this_project_replaced_makes_the_round() -> None:
    registry = registry_of(import_pages(read_pages([SEED])[0]))
    assert facts(again(registry)) == facts(registry)


words = texts.map(lambda text: " ".join(text.split()))


@given(names=st.lists(words, min_size=1, max_size=4, unique=True), more=words, key=words)
def test_any_text_makes_the_round(names: list[str], more: str, key: str) -> None:
    services = {
        f"s{number}": {
            "name": name,
            "description": more,
            "runtime": {key: name},
            "files": [{"path": more, "purpose": key}],
            "notes": more,
            "listeners": [{"port": 8000 + number, "purpose": name, "name": key}],
        }
        for number, name in enumerate(names)
    }
    ranges = {"r": {"name": names[0], "ports": "9000-9009", "purpose": more}}
    registry = registry_with({"services": services, "ranges": ranges, "claims": [{"statement": more}]})
    page = exports()["markdown"](registry).split("\n")
    # What looks damaged is repaired on the way; that has tests of its own.
    assume(repair(page).lines == page)
    assert facts(again(registry)) == facts(registry)


def test_the_same_page_twice_and_in_parts_is_one_registry() -> None:
    page = "# Ports\n\n| Service | Port |\n|---|---|\n| api | 8000 |\n| web | 3000 |\n"
    once = import_pages({"page.md": page})
    twice = import_pages({"page.md": page, "copy.md": page})
    assert facts(registry_of(once)) == facts(registry_of(twice))
    assert once.yaml == import_pages({"page.md": page}).yaml
    more = "# Ports\n\n- api: 8000\n- queue: 5672\n"
    both = registry_of(import_pages({"page.md": page, "more.md": more}))
    assert sorted(both.services) == ["api", "queue", "web"]


def test_an_exported_page_and_one_by_hand_make_one_registry() -> None:
    page = exports()["markdown"](declared("services: {api: {listeners: [{port: 8000}]}}"))
    result = import_pages({"PORTS.md": page, "page.md": "# Ports\n\n- API: 8001\n"})
    assert sorted(registry_of(result).services) == ["api", "api-2"]
