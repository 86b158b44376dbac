"""What people type to find a service of the old page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer

import pytest
from playwright.sync_api import Page

from tests.conftest import QuietHandler
from tests.content.test_facts import LIST, skip_for_another_team
from tests.site.project import Project
from tests.site.test_browser import search


@pytest.fixture(scope="module")
def own_url(own_site: Project) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(own_site.site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize(("query", "first"), LIST["search"].items())
def test_search(page: Page, own_url: str, query: str, first: list[str]) -> None:
    skip_for_another_team()
    assert search(page, own_url, query)[0].partition("#")[0] in first
