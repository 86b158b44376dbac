"""The search with its data loaded: from a key press to the answer on screen."""

from __future__ import annotations

from tests.benchmarks.browsing import served_files, tab
from tests.benchmarks.figure import About, Sample
from tests.benchmarks.rounds import Round

FIGURE = About("Search answers, its slowest question", "ms", size=2000, target=50.0, runs=1)

QUESTIONS = (
    "20000",
    "20003",
    "40000/udp",
    "10.0.0.3:20000",
    "https://s10.example.com",
    "s10.example",
    "service-7",
    "Team 3",
    "what runs uvicorn",
    "redis on host 7",
    "owner of service-77.service",
    "servise 77",
    "se",
)
TIMES = 5
# The fastest of several answers, to exclude other work on the machine. The sentence above the list changes with each.
_ANSWER = """async ([question, times]) => {
    const input = document.querySelector("[data-md-component=search-query]");
    const list = document.querySelector(".md-search-result__list");
    const ask = async (text) => {
        const before = list.firstElementChild;
        const start = performance.now();
        input.value = text;
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        while (!list.querySelector(".pd-answer") || list.firstElementChild === before)
            await new Promise((done) => setTimeout(done));
        document.body.getBoundingClientRect(); // laid out, too
        return performance.now() - start;
    };
    let best = Infinity;
    for (let n = 0; n < times; n += 1) {
        await ask("1");
        best = Math.min(best, await ask(question));
    }
    return best;
}"""


def search_answer(round: Round, size: int) -> Sample:
    """Milliseconds for the slowest question."""
    round.build(size, "empty")
    with served_files(round.workspace.project(size).site) as address, tab() as page:
        page.goto(address)
        page.keyboard.press("/")
        page.keyboard.type("80")
        page.locator(".pd-answer").first.wait_for()
        return Sample(max(float(page.evaluate(_ANSWER, [question, TIMES])) for question in QUESTIONS))
