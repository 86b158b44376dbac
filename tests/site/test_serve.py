"""`mkdocs serve` as a process: edit, break and fix the data, and watch the browser."""

from __future__ import annotations

import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.plugin.minimal_site import minimal_site
from tests.shared import free_port
from tests.site.project import Project, copy_project, environment
from tests.site.registries import SMALL
from tests.waiting import PATIENCE, wait_until

MKDOCS = """
import os, runpy, sys, threading
threading.Thread(target=lambda: os._exit(len(sys.stdin.read())), daemon=True).start()
runpy.run_module("mkdocs", run_name="__main__", alter_sys=True)
"""
"""mkdocs until its input ends, so that a server does not outlive a worker that is killed."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_project(tmp_path, SMALL).without_guide()
    project.override("ports.md")
    return project


# A test asks for its server before its page, so that the page is closed before what it still asks for goes away.
@pytest.fixture
def served(project: Project) -> Iterator[str]:
    with serve(project) as address:
        yield address


@contextmanager
def serve(project: Project, patience: float = PATIENCE) -> Iterator[str]:
    """The address at which `mkdocs serve` shows a project, which it may take so many seconds to build."""
    log = project.path / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [project.python, "-c", MKDOCS, "serve", "--dev-addr", f"127.0.0.1:{free_port()}"],
            cwd=project.path,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(lambda: process.poll() is not None or _served_at(log), "the site is served", patience)
        base = _served_at(log)
        assert base, log.read_text()
        wait_until(lambda: process.poll() is not None or body(base) is not None, f"{base} answers", patience)
        yield base
    finally:
        process.communicate(timeout=PATIENCE)  # ends its input


def _served_at(log: Path) -> str:
    """The address that a server has logged, empty before it has; another program may have taken the port meanwhile."""
    found = re.search(r"Serving on (http://127\.0\.0\.1:\d+/\S*)\n", log.read_text())
    return found[1] if found else ""


def body(url: str) -> str | None:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            text: str = answer.read().decode()
            return text
    except (urllib.error.URLError, OSError):
        return None


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_edit_break_fix(project: Project, served: str, page: Page) -> None:
    data = project.path / "data" / "shop.yml"
    page.goto(served + "services/shop-api/")
    expect(page.locator("article")).to_contain_text("Orders and payments")

    # An edit shows by itself: the page is not loaded again by the test.
    replace(data, "Orders and payments", "Orders, payments and refunds")
    expect(page.locator("article")).to_contain_text("Orders, payments and refunds")

    # A mistake is shown above the last good page, with its place.
    replace(data, "port: 17001", "port: 70001")
    problems = page.locator(".pd-problems")
    expect(problems).to_contain_text("data/shop.yml:")
    expect(problems).to_contain_text("port 70001 does not exist")
    expect(page.locator("article")).to_contain_text("17001")
    assert "port 70001 does not exist" in (project.path / "serve.log").read_text()

    # Every page says so, and stays.
    assert "port 70001" in (body(served) or "")
    assert "Shop Frontend" in (body(served + "services/shop-web/") or "")

    # A second error is shown as well; fixing both clears them.
    replace(data, "owner: Shop Team", "ownre: Shop Team")
    expect(problems).to_contain_text("did you mean `owner`?")
    replace(data, "ownre: Shop Team", "owner: Shop Team")
    replace(data, "port: 70001", "port: 17002")
    expect(page.locator("article")).to_contain_text("17002")
    expect(problems).to_have_count(0)

    # Pages are watched, too.
    page.goto(served + "ports/")
    expect(page.locator("table caption").first).to_have_text("Ports in use")
    replace(project.path / "docs" / "ports.md", "Every listener of every service.", "All that listens.")
    expect(page.locator("article")).to_contain_text("All that listens.")


@pytest.fixture
def served_with_a_mistake(project: Project) -> Iterator[str]:
    """The address of a site whose data has a mistake from the start."""
    replace(project.path / "data" / "shop.yml", "port: 17001", "port: 70001")
    with serve(project) as address:
        yield address


def test_a_mistake_from_the_start_is_shown_and_can_be_fixed(
    project: Project, served_with_a_mistake: str, page: Page
) -> None:
    page.goto(served_with_a_mistake)
    expect(page.locator(".pd-problems")).to_contain_text("port 70001 does not exist")
    replace(project.path / "data" / "shop.yml", "port: 70001", "port: 17001")
    expect(page.locator(".pd-problems")).to_have_count(0)
    expect(page.locator("article")).to_contain_text("The Shop")


def test_after_a_hundred_saves_a_rebuild_shows_the_last_state(tmp_path: Path) -> None:
    project = minimal_site(tmp_path, "[macros, portdocs]")
    data = project.path / "data" / "shop.yml"
    text = data.read_text(encoding="utf-8")
    with serve(project) as address:
        for number in range(100):
            data.write_text(text.replace("Shop API", f"State {number}"), encoding="utf-8")
        wait_until(lambda: "State 99" in (body(address + "services/api/") or ""), "the last state is shown")
        log = (project.path / "serve.log").read_text(encoding="utf-8")
    # mkdocs waits until nothing changes any more; a slow machine may start a build or two in between.
    assert 1 <= log.count("Detected file changes") < 10
