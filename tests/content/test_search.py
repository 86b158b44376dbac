"""Searches for services of the old page."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.content.test_facts import LIST, skip_for_another_team


def test_search(page: Page, own_url: str) -> None:
    skip_for_another_team()
    page.goto(own_url)
    field = page.locator("[data-md-component=search-query]")
    field.click()
    result = page.locator(".md-search-result__item > a").first
    for query, pages in LIST["search"].items():
        field.fill("")
        field.press_sequentially(query)
        starts = "|".join(map(re.escape, pages))
        expect(result, query).to_have_attribute("href", re.compile(f"^({re.escape(own_url)})?({starts})"))
