"""The time from saving a file to seeing it in the browser while serving."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import yaml
from playwright.sync_api import Page

from tests.benchmarks.browsing import tab
from tests.site.project import Project
from tests.site.test_serve import serve

EDITS = 3
SHOWN = "words => document.querySelector('article')?.textContent.includes(words)"
PATIENCE = 600
"""Timeout in seconds, generous because a slow result is still a result."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A file, the page that shows it, and a function that inserts words into its text."""

    path: Path
    address: str
    text_with: Callable[[str], str]


def edit_of_data(project: Project) -> Edit:
    """The description of the first service that has one."""
    path = min((project.path / "data").iterdir())
    text = path.read_text(encoding="utf-8")
    services = yaml.load(text, Loader=yaml.CSafeLoader)["services"]
    id, old = next((id, body["description"]) for id, body in services.items() if "description" in body)
    return Edit(path, f"services/{id}/", lambda words: text.replace(old, words, 1))


def edit_of_prose(project: Project) -> Edit:
    """Append a paragraph to a page without data."""
    path = project.path / "docs" / "guide" / "getting-started.md"
    text = path.read_text(encoding="utf-8")
    return Edit(path, "guide/getting-started/", lambda words: f"{text}\n{words}\n")


def seconds_to_show(project: Project, edit: Edit) -> float:
    """The median of several edits in one run of `mkdocs serve`."""
    with serve(project, PATIENCE) as base, tab() as page:
        page.goto(base + edit.address)
        return median(_seconds(page, edit, f"Edited time {number}.") for number in range(EDITS))


def _seconds(page: Page, edit: Edit, words: str) -> float:
    # The page polls for rebuilds; an edit before its first poll would not be measured.
    page.wait_for_load_state("load")
    time.sleep(1)
    began = time.perf_counter()
    edit.path.write_text(edit.text_with(words), encoding="utf-8")
    # A locator looks twice a second only; this looks at each frame.
    page.wait_for_function(SHOWN, arg=words, timeout=PATIENCE * 1000)
    return time.perf_counter() - began
