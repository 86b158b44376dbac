"""The bytes that a first visit to the home page transfers, with a question to the search, uncompressed."""

from __future__ import annotations

from playwright.sync_api import Response

from tests.benchmarks.browsing import served_files, tab
from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round

FIGURE = About("First visit to the home page, with a search", "MB", size=2000, target=1.5, runs=1)

LARGE = 0.1
"""Megabytes of a file that is listed."""


def first_visit(round: Round, size: int) -> Sample:
    """Megabytes, with the largest files."""
    round.build(size, "empty")
    responses: list[Response] = []
    with served_files(round.workspace.project(size).site) as address, tab() as page:
        page.on("response", lambda response: responses.append(response))
        page.goto(address, wait_until="networkidle")
        page.keyboard.press("/")
        page.keyboard.type("80")
        page.locator(".pd-answer").first.wait_for()
        sizes = {response.url.removeprefix(address): len(response.body()) / 1e6 for response in responses}
    return Sample(sum(sizes.values()), {name or "page": size for name, size in sizes.items() if size >= LARGE})
