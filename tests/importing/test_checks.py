"""Imported data passes `portdocs check`: no error that the page itself does not deserve."""

from __future__ import annotations

from pathlib import Path

import pytest

from portdocs.checks import run_checks
from portdocs.importing import import_pages, read_pages
from portdocs.registry import Severity
from tests.importing.imported import registry_of, remarks

PAGES = Path(__file__).parent / "pages"
DESERVED = {
    "addresses.md": {"port-conflict": "the page gives http://localhost:8025 to a mail catcher and to a shop"},
    "mappings.md": {"port-conflict": "the page gives port 3000 to three services"},
    "contradictions.md": {"port-conflict": "the page gives port 3000 to web and to admin, both on every interface"},
}
"""Errors that stand on a page: by its name the check, and what the page says. The report names each as well."""


def errors_of(path: Path) -> dict[str, str]:
    result = import_pages(read_pages([path], path.parent)[0])
    found = [one for one in run_checks(registry_of(result)) if one.severity is Severity.ERROR]
    assert not found or list(remarks(result, "contradiction")), "an error that the report does not name"
    return {one.check: str(one) for one in found}


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.[mc][ds]*")), ids=lambda path: path.name)
def test_no_error_that_the_page_does_not_deserve(path: Path) -> None:
    found = errors_of(path)
    assert found.keys() == DESERVED.get(path.name, {}).keys(), found
