"""Sites that several tests look at, each built once in a run (and once for each of its workers)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.repository import new_repo
from tests.site.browser import find_browser, launch_arguments
from tests.site.project import Project, copy_project
from tests.site.registries import SMALL, hostile_registry

# How long an example takes says nothing on a machine that others use: speed is measured in `make bench`.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples in each run, so that a pull request fails only because of what it changes.
settings.register_profile("short", _PATIENT, max_examples=50, derandomize=True)
settings.register_profile("thorough", _PATIENT, max_examples=1000, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--thorough`, for the nightly workflow and for parsers that you change."""
    parser.addoption("--thorough", action="store_true", help="run big cases too, and 20 times as many examples")


def pytest_configure(config: pytest.Config) -> None:
    """Load the profile of Hypothesis before the tests are collected."""
    settings.load_profile("thorough" if config.getoption("thorough") else "short")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests marked `thorough` in a short run."""
    if not config.getoption("thorough"):
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(pytest.mark.skip(reason="a big case: run with --thorough"))


def _built(folder: Path, data: dict[str, str] | None, site_url: str | None = None) -> Project:
    project = copy_project(folder, data, site_url)
    result = project.build()
    assert result.returncode == 0, result.stderr
    return project


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The site of the data in this repository, as if that had been released once."""
    project = copy_project(tmp_path_factory.mktemp("own"))
    new_repo(project.path).commit({}, tag="v1.0")
    result = project.build()
    assert result.returncode == 0, result.stderr
    return project


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The site of a larger team with hostile text in its data."""
    return _built(tmp_path_factory.mktemp("hostile"), hostile_registry())


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class PatientServer(ThreadingHTTPServer):
    """Takes as many connections at once as a browser in haste opens."""

    request_queue_size = 128


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served, whether it is there yet or not."""
    server = PatientServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def own_url(own_site: Project) -> Iterator[str]:
    """The address of this repository's own site."""
    with _served(own_site.site) as url:
        yield url


@pytest.fixture(scope="session")
def small_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, str]]:
    """The site of a small team, and the address at which it is served (which its `site_url` says too)."""
    folder = tmp_path_factory.mktemp("small")
    with _served(folder / "site") as url:
        yield _built(folder, SMALL, url), url


@pytest.fixture(scope="session")
def small_site(small_server: tuple[Project, str]) -> Project:
    """The site of a small team."""
    return small_server[0]


@pytest.fixture(scope="session")
def small_url(small_server: tuple[Project, str]) -> str:
    """The address of the small team's site."""
    return small_server[1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser; `make setup` sees to it that there is one."""
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=find_browser(), args=launch_arguments())
        yield instance
        instance.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab; the test fails where its console shows an error or it asks another host for anything."""
    context = browser.new_context()
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if _is_error(message) else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda request: None if _is_local(request.url) else complaints.append(f"asked {request.url}"))
    yield tab
    context.close()
    assert complaints == []


def _is_error(message: ConsoleMessage) -> bool:
    # What `mkdocs serve` asks for while it waits for an edit ends when the server does. A connection that a busy
    # machine loses says nothing of a page, and the browser asks again.
    lost = ("ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "ERR_SOCKET_NOT_CONNECTED")
    excused = "/livereload/" in message.location["url"] or any(one in message.text for one in lost)
    return message.type == "error" and not excused


def _is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))
