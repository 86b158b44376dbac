"""Searches for services of the old page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.content.test_facts import LIST, skip_for_another_team
from tests.site.test_browser import search


@pytest.mark.parametrize(("query", "first"), LIST["search"].items())
def test_search(page: Page, own_url: str, query: str, first: list[str]) -> None:
    skip_for_another_team()
    search(page, own_url, query, *first)
