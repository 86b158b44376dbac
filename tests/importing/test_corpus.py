"""Real pages of others: what is found, invented, named and reported on each, against what a person wrote down.

`pytest -s` prints the figures. The truth is next to the pages, or in `truth/` here for pages that have none.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from portdocs.checks import run_checks
from portdocs.importing import Imported, import_pages, read_pages
from portdocs.importing.ports import tokens
from portdocs.importing.texts import key
from portdocs.registry import Registry, Severity
from tests.importing.imported import CORPUS, registry_of

FOLDER = CORPUS / "markdown"
TRUTH = Path(__file__).parent / "truth"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no corpus; PORTDOCS_CORPUS names its folder")
PAGES = sorted(path.stem for path in FOLDER.glob("*.md")) if FOLDER.is_dir() else []


@dataclass(frozen=True)
class Figures:
    """The result of importing a page, compared with the truth."""

    rows: int
    found: int
    invented: int
    named: int
    reported: int
    lost: int


@cache
def imported(page: str) -> Imported:
    texts, errors = read_pages([FOLDER / f"{page}.md"], FOLDER)
    assert not errors
    return import_pages(texts)


def truth_of(page: str) -> dict[str, Any]:
    own = FOLDER / "truth" / f"{page}.json"
    truth: dict[str, Any] = json.loads((own if own.exists() else TRUTH / f"{page}.json").read_text(encoding="utf-8"))
    return truth


def listeners_in(registry: Registry) -> list[tuple[range, str]]:
    runs = [
        (one.port or one.container_port, service.title)
        for service in registry.services.values()
        for one in service.listeners or ()
    ]
    return [(range(run.first, run.last + 1), name) for run, name in runs if run]


def is_named(names: list[str], wanted: list[str]) -> bool:
    squeezed = [key(name).replace(" ", "") for name in names]
    return any(
        a == b or (len(a) > 3 and (a in b or b in a))
        for a in squeezed
        for b in (key(one).replace(" ", "") for one in wanted)
    )


def measure(page: str) -> Figures:
    result, truth = imported(page), truth_of(page)
    listeners = listeners_in(registry_of(result))
    rows = [one for one in truth["services"] if one.get("must", True)]
    names = [[name for run, name in listeners if one["port"] in run] for one in rows]
    known = {one["port"] for one in truth["services"]} | {one["from"] for one in truth["ranges"]}
    return Figures(
        len(rows),
        sum(map(bool, names)),
        sum(run[0] not in known for run, _ in listeners if len(run) == 1),
        sum(
            is_named(found, [one["name"], *one.get("aliases", [])])
            for found, one in zip(names, rows, strict=True)
            if found
        ),
        sum(remark.kind == "not imported" for remark in result.remarks),
        len(lost_numbers(page)),
    )


def lost_numbers(page: str) -> set[tuple[int, int]]:
    """Numbers of a page that could be ports and are neither imported nor reported, each with its line."""
    (account,) = imported(page).accounts
    lines = (FOLDER / f"{page}.md").read_text(encoding="utf-8").splitlines()
    found = {
        (line, number)
        for line, text in enumerate(lines, 1)
        for one in tokens(re.sub(r"[*`|]", " ", text))
        if one.could_be_port
        for number in one.numbers
    }
    kept = {
        (line, number)
        for part in (account.imported, account.reported)
        for line, numbers in part.items()
        for number in numbers
    }
    return found - kept


@pytest.mark.parametrize("page", PAGES)
def test_every_row_is_found_and_nothing_is_lost(page: str) -> None:
    figures = measure(page)
    print(page, figures)
    assert (figures.found, figures.invented, figures.named, figures.lost) == (figures.rows, 0, figures.rows, 0)


@pytest.mark.parametrize("page", PAGES)
def test_ports_that_the_page_only_talks_about_are_not_imported(page: str) -> None:
    ports = [one["port"] for one in truth_of(page)["must_not_import"]]
    listeners = listeners_in(registry_of(imported(page)))
    assert [(port, name) for port in ports for run, name in listeners if port in run] == []


@pytest.mark.parametrize("page", PAGES)
def test_ranges_are_ranges(page: str) -> None:
    found = {(run.first, run.last) for one in registry_of(imported(page)).ranges.values() for run in one.ports}
    assert {(one["from"], one["to"]) for one in truth_of(page)["ranges"]} <= found


@pytest.mark.parametrize("page", PAGES)
def test_the_checks_find_no_error(page: str) -> None:
    errors = [one for one in run_checks(registry_of(imported(page))) if one.severity is Severity.ERROR]
    assert not errors, "\n".join(map(str, errors))
