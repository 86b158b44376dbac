"""Real pages of others: how many rows and items name a service and a port was counted by eye."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portdocs.checks import run_checks
from portdocs.importing import Imported, import_pages, read_pages
from portdocs.importing.numbers import numbers_in
from portdocs.registry import Severity
from tests.importing.imported import CORPUS, numbers_of, registry_of

FOLDER = CORPUS / "markdown"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the corpus is not here; PORTDOCS_CORPUS names its folder")

# page: services, listeners, ranges, endpoints; rows and items that name a service and a port.
COUNTED: dict[str, tuple[tuple[int, int, int, int], int]] = {
    "Delqhi__SIN-Solver__PORTS.md": ((58, 58, 7, 0), 58),
    "Lawrence908__hephaestus-homelab__docs__PORTS.md": ((13, 14, 0, 7), 34),
    "OpenFiat-org__openfiat-infra__docs__ports.md": ((7, 7, 1, 0), 7),
    "StreamLineLabs__streamline-deploy__docs__PORTS.md": ((4, 4, 0, 0), 4),
}


def imported(name: str) -> Imported:
    texts, errors = read_pages([FOLDER / name], FOLDER)
    assert not errors
    return import_pages(texts)


@pytest.mark.parametrize("name", COUNTED)
def test_every_row_and_item_is_there_and_nothing_else(name: str) -> None:
    result = imported(name)
    registry = registry_of(result)
    counts, rows = COUNTED[name]
    listeners = sum(len(one.listeners or ()) for one in registry.services.values())
    said = f"{listeners} listeners of {len(registry.services)} services"
    print(f"{name}: {rows} rows and items with a service and a port; {said}")
    assert (len(registry.services), listeners, len(registry.ranges), len(registry.endpoints)) == counts


@pytest.mark.parametrize("name", COUNTED)
def test_every_number_that_may_be_a_port_is_in_the_registry_or_in_the_report(name: str) -> None:
    result = imported(name)
    known = numbers_of(registry_of(result))
    report = {int(number) for remark in result.remarks for number in re.findall(r"\d+", remark.message)}
    text = (FOLDER / name).read_text(encoding="utf-8")
    lost = {number for line in text.splitlines() for number in numbers_in(line)} - known - report
    said = f"{len(report - known)} numbers more in the report, {len(lost)} lost"
    print(f"{name}: {len(known)} ports in the registry, {said}")
    assert not lost


@pytest.mark.parametrize("name", COUNTED)
def test_the_checks_find_no_error(name: str) -> None:
    errors = [one for one in run_checks(registry_of(imported(name))) if one.severity is Severity.ERROR]
    assert not errors, "\n".join(map(str, errors))


def test_pages_that_are_not_listed_are_read_without_a_crash() -> None:
    for path in sorted(path for path in Path(FOLDER).iterdir() if path.is_file()):
        registry_of(imported(path.name))
