"""Readers' questions, answered in a browser: see questions.yml and on_call.yml next to this file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from tests.conftest import MakeOnce
from tests.content.test_facts import skip_for_another_team
from tests.repository import new_repo
from tests.shared import served
from tests.site.on_call import SERVICES, on_call_registry
from tests.site.project import copy_project


def _questions(name: str) -> list[dict[str, Any]]:
    questions: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return questions


QUESTIONS = _questions("questions.yml")
ON_CALL = _questions("on_call.yml")
MAX_INTERACTIONS = 2
MANY = 2000
"""Services of a large site."""


def test_there_are_twenty_questions_and_each_is_short() -> None:
    assert len({question["ask"] for question in QUESTIONS}) >= 20
    assert len({question["ask"] for question in ON_CALL}) >= 22
    for question in QUESTIONS + ON_CALL:
        assert len(question["do"]) <= MAX_INTERACTIONS
        assert question.get("answers") or question.get("columns")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["ask"])
def test_the_site_answers(reader: Page, own_url: str, question: dict[str, Any]) -> None:
    skip_for_another_team()
    assert_answered(reader, own_url, question)


@pytest.fixture(scope="module", params=[SERVICES, pytest.param(MANY, marks=pytest.mark.thorough)])
def on_call_url(request: pytest.FixtureRequest, make_once: MakeOnce) -> Iterator[str]:
    """The address of a site of a team on call, small and large, which was released once."""

    def make(folder: Path) -> None:
        project = copy_project(folder, on_call_registry(request.param)).without_guide()
        new_repo(folder).commit({}, tag="v1.0")
        project.must_build()

    with served(make_once(f"on-call-{request.param}", make) / "site") as url:
        yield url


@pytest.mark.parametrize("question", ON_CALL, ids=lambda question: question["ask"])
def test_the_site_answers_on_call(reader: Page, on_call_url: str, question: dict[str, Any]) -> None:
    assert_answered(reader, on_call_url, question)


def assert_answered(page: Page, url: str, question: dict[str, Any]) -> None:
    page.goto(url)
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


def _search(page: Page, words: str) -> None:
    page.locator("[data-md-component=search-query]").fill(words)
    expect(page.locator(".md-search-result__item").first).to_be_visible()


def _press(page: Page, key: str) -> None:
    _leave(page, lambda: page.keyboard.press(key))


def _open(page: Page, name: str) -> None:
    link = page.get_by_role("link", name=name, exact=True).locator("visible=true").first
    _leave(page, link.click)


def _leave(page: Page, act: Callable[[], None]) -> None:
    """Does what leads to another page, and waits for it; the question is in the address of this one."""
    before = urlsplit(page.url).path
    page.locator("main").evaluate("main => { main.dataset.left = '' }")
    act()
    page.wait_for_url(lambda url: urlsplit(url).path != before)
    # The theme changes the address first, then the content.
    expect(page.locator("main[data-left]")).to_have_count(0)


def _click(page: Page, name: str) -> None:
    page.get_by_text(name, exact=True).locator("visible=true").first.click()


INTERACTIONS = {"search": _search, "press": _press, "open": _open, "click": _click}
