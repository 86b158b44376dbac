"""Options of a run, and the sites and the browser that tests share."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from tests.quick import is_slow
from tests.repository import new_repo
from tests.shared import made_once, served, served_as
from tests.site.browser import PATIENCE, find_browser, launch_arguments, opened_page
from tests.site.project import Project, copy_project
from tests.site.registries import SMALL, hostile_registry

MakeOnce: TypeAlias = "Callable[[str, Callable[[Path], object]], Path]"

# How long an example takes says nothing on a machine that others use: speed is measured in `make bench`.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples in each run, so that a pull request fails only because of what it changes.
settings.register_profile("quick", _PATIENT, max_examples=20, derandomize=True)
settings.register_profile("short", _PATIENT, max_examples=50, derandomize=True)
settings.register_profile("thorough", _PATIENT, max_examples=1000, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--thorough`, for the nightly workflow and for parsers that you change."""
    parser.addoption("--thorough", action="store_true", help="run big cases too, and 20 times as many examples")
    parser.addoption("--quick", action="store_true", help="run no test that needs a build, browser or process")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two for each processor, because tests of browsers and servers mostly wait; one for quick tests."""
    processors = os.cpu_count() or 1
    return processors if config.getoption("quick") else 2 * processors


def pytest_configure(config: pytest.Config) -> None:
    """Load the profile of Hypothesis before the tests are collected."""
    os.environ.pop("CI", None)  # messages would contain the progress of slow commands
    settings.load_profile(next((name for name in ("thorough", "quick") if config.getoption(name)), "short"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage in what is collected: all of it stays until the run ends."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip big cases in a short run, and deselect what is slow in a quick one."""
    if not config.getoption("thorough"):
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(pytest.mark.skip(reason="a big case: run with --thorough"))
    if config.getoption("quick"):
        slow = {item for item in items if is_slow(item)}
        config.hook.pytest_deselected(items=[*slow])
        items[:] = [item for item in items if item not in slow]


SITE_URL = "http://small.example/"
"""The address that the small team's site is built for."""


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MakeOnce:
    """Make a folder, by its name, once in a run: the workers share it, so tests must not change it."""
    base = tmp_path_factory.getbasetemp()
    root = base if worker_id == "master" else base.parent
    return lambda name, make: made_once(root / f"shared-{name}", make)


@pytest.fixture(scope="session")
def own_site(make_once: MakeOnce) -> Project:
    """The site of the data in this repository, as if that had been released once."""

    def make(folder: Path) -> None:
        project = copy_project(folder)
        new_repo(folder).commit({}, tag="v1.0")
        project.must_build()

    return Project(make_once("own", make))


@pytest.fixture(scope="session")
def hostile_site(make_once: MakeOnce) -> Project:
    """The site of a larger team with hostile text in its data."""
    return Project(make_once("hostile", lambda folder: copy_project(folder, hostile_registry()).must_build()))


@pytest.fixture(scope="session")
def small_site(make_once: MakeOnce) -> Project:
    """The site of a small team."""
    return Project(
        make_once("small", lambda folder: copy_project(folder, SMALL, SITE_URL).without_guide().must_build())
    )


@pytest.fixture(scope="session")
def own_url(own_site: Project) -> Iterator[str]:
    """The address of this repository's own site."""
    with served(own_site.site) as url:
        yield url


@pytest.fixture(scope="session")
def small_url(small_site: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small team's site, which its `site_url` is too."""
    with served_as(small_site.site, SITE_URL, tmp_path_factory.mktemp("small") / "site") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser; `make setup` sees to it that there is one."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=find_browser(), args=launch_arguments())
        yield instance
        instance.close()


@pytest.fixture
def servers() -> Iterator[ExitStack]:
    """The servers that a test starts. They stop after its page is closed, which may still ask them for something."""
    with ExitStack() as started:
        yield started


@pytest.fixture
def page(browser: Browser, servers: ExitStack) -> Iterator[Page]:
    """A fresh tab; the test fails where its console shows an error or it asks another host for anything."""
    with opened_page(browser) as tab:
        complaints = _complaints_of(tab)
        yield tab
    assert complaints == []


SCREEN: ViewportSize = {"width": 1280, "height": 720}
"""Of a fresh tab."""


@pytest.fixture(scope="session")
def reading_tab(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A tab without motion, and its complaints, for all tests of a worker that only read pages."""
    with opened_page(browser) as tab:
        yield tab, _complaints_of(tab)


@pytest.fixture
def reader(reading_tab: tuple[Page, list[str]]) -> Iterator[Page]:
    """A tab that has shown other pages, which takes two thirds of the time of a fresh one."""
    tab, complaints = reading_tab
    tab.set_viewport_size(SCREEN)
    tab.emulate_media(media="null", color_scheme="light", reduced_motion="reduce")
    yield tab
    tab.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    tab.goto("about:blank")  # nothing of this page is asked for any more
    found = complaints.copy()
    complaints.clear()
    assert found == []


def _complaints_of(tab: Page) -> list[str]:
    """Errors in the console of a tab, and requests to other hosts, as they come."""
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if _is_error(message) else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda request: None if _is_local(request.url) else complaints.append(f"asked {request.url}"))
    return complaints


def _is_error(message: ConsoleMessage) -> bool:
    # What `mkdocs serve` asks for while it waits for an edit ends when the server does. A connection that a busy
    # machine loses says nothing of a page, and the browser asks again.
    lost = ("ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "ERR_SOCKET_NOT_CONNECTED")
    excused = "/livereload/" in message.location["url"] or any(one in message.text for one in lost)
    return message.type == "error" and not excused


def _is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))
