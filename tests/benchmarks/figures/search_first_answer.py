"""The search on a first visit: from the first key to the first answer on screen."""

from __future__ import annotations

from tests.benchmarks.browsing import served_files, tab
from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round

FIGURE = About("Search, first answer of a first visit", "ms", size=2000, target=300.0, runs=3)

VISITS = 3
# Text of a name, which needs more than the table of ports.
_FIRST_KEY = """async () => {
    const input = document.querySelector("[data-md-component=search-query]");
    const start = performance.now();
    input.focus();
    input.value = "n";
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    input.value = "nginx-3";
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    while (!document.querySelector(".pd-answer")) await new Promise((done) => setTimeout(done));
    document.body.getBoundingClientRect(); // laid out, too
    return performance.now() - start;
}"""


def search_first_answer(round: Round, size: int) -> Sample:
    """Milliseconds, the least of several visits, to exclude other work on the machine."""
    round.build(size, "empty")
    with served_files(round.workspace.project(size).site) as address:
        return Sample(min(_visit(address) for _ in range(VISITS)))


def _visit(address: str) -> float:
    with tab() as page:
        page.goto(address, wait_until="networkidle")
        return float(page.evaluate(_FIRST_KEY))
