"""Progress of a build: what is shown where, by a clock of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from threading import Event

import pytest

from portdocs.progress import Progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def shown(stream: StringIO, seconds: float, *, in_ci: bool = False) -> str:
    """The output during ten steps that take so many seconds each."""
    times: Iterator[float] = iter([seconds * number for number in range(1000)])
    progress = Progress("Pages", 10, stream, in_ci=in_ci, clock=lambda: next(times))
    for _ in range(10):
        progress.step()
    progress.finish()
    return stream.getvalue()


def test_a_terminal_shows_one_line_that_is_removed_at_the_end() -> None:
    text = shown(Terminal(), 1)
    assert "\n" not in text
    parts = text.split("\r\x1b[K")
    assert parts[1] == "Pages: 20 %, about 8 s left\r"
    assert parts[-2] == "Pages: 100 %, about 0 s left\r"
    assert parts[-1] == ""


def test_a_pipeline_shows_a_line_now_and_then() -> None:
    assert shown(StringIO(), 4, in_ci=True) == (
        "Pages: 10 %, about 36 s left\nPages: 40 %, about 24 s left\nPages: 70 %, about 12 s left\n"
        "Pages: 100 %, about 0 s left\n"
    )


@pytest.mark.parametrize(("stream", "seconds"), [(StringIO(), 10), (Terminal(), 0.1)])
def test_redirected_output_and_fast_builds_show_nothing(stream: StringIO, seconds: float) -> None:
    assert shown(stream, seconds) == ""


def test_a_single_long_step_is_shown_while_it_lasts() -> None:
    shown_in_time = Event()

    class Watched(Terminal):
        def write(self, text: str) -> int:
            if "Reading pages: 0 %, 3 s so far" in text:
                shown_in_time.set()
            return super().write(text)

    times: Iterator[float] = iter([0, *[3] * 1000])
    progress = Progress("Reading pages", 1, stream := Watched(), in_ci=False, clock=lambda: next(times))
    with progress.during_steps():
        assert shown_in_time.wait(60)
        progress.step()
    progress.finish()
    assert stream.getvalue().endswith("\r\x1b[K")
