"""Pages of every shape and language, each next to the YAML and the report that it must give."""

from __future__ import annotations

from pathlib import Path

import pytest

from portdocs.importing import import_pages, read_pages
from tests.importing.imported import registry_of

PAGES = Path(__file__).parent / "pages"
SUFFIXES = (".md", ".csv", ".html")


@pytest.mark.parametrize("page", sorted(path.stem for path in PAGES.iterdir() if path.suffix in SUFFIXES))
def test_page(page: str) -> None:
    path = next(path for path in (PAGES / f"{page}{suffix}" for suffix in SUFFIXES) if path.exists())
    texts, errors = read_pages([path], PAGES)
    result = import_pages(texts)
    assert not errors
    check(f"{page}.yml", result.yaml)
    check(f"{page}.txt", "".join(f"{remark}\n" for remark in result.remarks))
    registry_of(result)


@pytest.mark.parametrize("page", sorted(path.name for path in PAGES.iterdir() if path.suffix in SUFFIXES))
def test_the_plan_of_a_page_imports_the_same(page: str) -> None:
    texts, _ = read_pages([PAGES / page], PAGES)
    result = import_pages(texts)
    assert import_pages(texts, plan=("page.plan", result.plan)).yaml == result.yaml


def check(name: str, text: str) -> None:
    """Compare with a file; one that is missing is written, and the test fails so that it is looked at."""
    path = PAGES / name
    if not path.exists():
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path.name} was missing and is written; look at it")
    assert text == path.read_text(encoding="utf-8")
