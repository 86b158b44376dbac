"""Readers' questions, answered in a browser: see questions.yml next to this file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from tests.content.test_facts import skip_for_another_team
from tests.site.test_browser import search_for

QUESTIONS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("questions.yml").read_text(encoding="utf-8"))
MAX_INTERACTIONS = 2


def test_there_are_twenty_questions_and_each_is_short() -> None:
    assert len({question["ask"] for question in QUESTIONS}) >= 20
    assert all(len(question["do"]) <= MAX_INTERACTIONS for question in QUESTIONS)
    assert all(question.get("answers") or question.get("columns") for question in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["ask"])
def test_the_site_answers(page: Page, own_url: str, question: dict[str, Any]) -> None:
    skip_for_another_team()
    page.goto(own_url)
    for step in question["do"]:
        ((what, words),) = step.items()
        INTERACTIONS[what](page, words)
    where = page.locator(question.get("in", "main")).first
    for answer in question.get("answers", ()):
        expect(where.get_by_text(answer).locator("visible=true").first).to_be_visible()
    for head, cells in question.get("columns", {}).items():
        expect(_column(where, head)).to_have_text(cells, use_inner_text=True)


def _column(where: Locator, head: str) -> Locator:
    """The cells of a column in the rows that are shown, in their order."""
    table = where.locator("table").first
    expect(table).to_be_visible()
    heads = [text.strip() for text in table.locator("thead th").all_inner_texts()]
    return table.locator(f"tbody tr:visible > :nth-child({heads.index(head) + 1})")


def _find(page: Page, words: str) -> None:
    page.get_by_role("combobox", name="Find a port, service, URL or owner").fill(words)
    expect(page.locator(".pd-finder__head")).to_be_visible()


def _press(page: Page, key: str) -> None:
    _leave(page, lambda: page.keyboard.press(key))


def _open(page: Page, name: str) -> None:
    link = page.get_by_role("link", name=name, exact=True).locator("visible=true").first
    _leave(page, link.click)


def _leave(page: Page, act: Callable[[], None]) -> None:
    """Does what leads to another page, and waits for it; the finder keeps its question in the address of this one."""
    before = urlsplit(page.url).path
    act()
    page.wait_for_url(lambda url: urlsplit(url).path != before)


def _click(page: Page, name: str) -> None:
    page.get_by_text(name, exact=True).locator("visible=true").first.click()


INTERACTIONS = {"find": _find, "press": _press, "search": search_for, "open": _open, "click": _click}
