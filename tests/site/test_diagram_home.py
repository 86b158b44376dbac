"""The diagram on the home page is above the fold on a usual desktop screen, whatever the registry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.benchmarks.registry import write_own
from tests.conftest import MakeOnce
from tests.shared import served
from tests.site.project import copy_project
from tests.site.test_diagram_quality import CORPUS, MEASURES

DESKTOP: ViewportSize = {"width": 1440, "height": 900}


def hephaestus(_: Path) -> dict[str, str]:
    """The data of a real system with 35 services."""
    if not CORPUS.is_dir():
        pytest.skip("no corpus next to the checkout: set PORTDOCS_CORPUS")
    return texts(CORPUS / "hephaestus")


def generated(folder: Path) -> dict[str, str]:
    """The data of 300 services on six hosts."""
    write_own(300, folder)
    return texts(folder)


def texts(folder: Path) -> dict[str, str]:
    """The data files of a folder, by name."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.yml"))}


def assert_above_the_fold(page: Page, url: str) -> None:
    """At least six nodes, or all of them, are visible as the page is loaded."""
    page.set_viewport_size(DESKTOP)
    page.goto(url)
    page.locator(".pdd-tools").wait_for()
    found = page.evaluate(MEASURES)
    assert found["isPicture"]
    assert not found["cropped"]
    assert found["onScreen"] >= min(6, found["nodes"])


def test_the_own_home_page_shows_the_diagram_above_the_fold(page: Page, own_url: str) -> None:
    assert_above_the_fold(page, own_url)


@pytest.mark.parametrize("data", [hephaestus, pytest.param(generated, marks=pytest.mark.thorough)])
def test_any_home_page_shows_the_diagram_above_the_fold(
    page: Page, make_once: MakeOnce, tmp_path: Path, data: Callable[[Path], dict[str, str]]
) -> None:
    files = data(tmp_path)
    name = f"home-{data.__name__}"
    folder = make_once(name, lambda folder: copy_project(folder, files).without_guide().must_build())
    with served(folder / "site") as url:
        assert_above_the_fold(page, url)
