"""The progress of long work: updated in place on a terminal, as lines in CI, otherwise not shown."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Lock, Thread
from typing import TextIO, TypeVar

T = TypeVar("T")

QUIET_SECONDS = 2.0
"""Work that takes less time shows no progress."""
TERMINAL_SECONDS, CI_SECONDS = 0.2, 10.0
"""The time between two updates."""
_CLEAR = "\r\x1b[K"


class Progress:
    """Counts steps, and says how many are done and how long the others may take."""

    def __init__(
        self,
        what: str,
        total: int,
        stream: TextIO = sys.stderr,
        *,
        in_ci: bool | None = None,
        quiet_seconds: float = QUIET_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._total = total
        self._stream = stream
        self._clock = clock
        self._done = 0
        self._current = ""
        self._began = clock()
        self._next = self._began + quiet_seconds
        self._is_terminal = stream.isatty()
        self._is_shown = self._is_terminal or ("CI" in os.environ if in_ci is None else in_ci)
        self._needs_clearing = False
        self._lock = Lock()

    def step(self) -> None:
        """One step is done."""
        self._done += 1
        self._update()

    def begin(self, name: str) -> None:
        """A step begins that takes long enough to be named."""
        self._current = f": {name}"
        self._update()

    @contextmanager
    def during_steps(self) -> Iterator[None]:
        """Show the progress while a step takes long, too; `step` and `begin` show it between steps only."""
        if not self._is_shown:
            yield
            return
        end = Event()
        thread = Thread(target=self._update_until, args=(end,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            end.set()
            thread.join()

    def _update_until(self, end: Event) -> None:
        while not end.wait(TERMINAL_SECONDS):
            self._update()

    def _update(self) -> None:
        with self._lock:
            if self._is_shown and (now := self._clock()) >= self._next:
                self._next = now + (TERMINAL_SECONDS if self._is_terminal else CI_SECONDS)
                self._write(self._text(now - self._began))

    def finish(self) -> None:
        """Remove the line from the terminal."""
        if self._needs_clearing:
            self._stream.write(_CLEAR)
            self._stream.flush()
            self._needs_clearing = False

    def _text(self, elapsed: float) -> str:
        percent = f"{self._what}: {100 * self._done // max(self._total, 1)} %"
        if not self._done:
            return f"{percent}, {elapsed:,.0f} s so far{self._current}"
        return f"{percent}, about {elapsed / self._done * (self._total - self._done):,.0f} s left{self._current}"

    def _write(self, text: str) -> None:
        # The cursor returns to the start of the line, so that a message after it starts there.
        self._stream.write(f"{_CLEAR}{text}\r" if self._is_terminal else f"{text}\n")
        self._stream.flush()
        self._needs_clearing = self._is_terminal


_stream: ContextVar[TextIO | None] = ContextVar("progress", default=None)


@contextmanager
def progress_on(stream: TextIO) -> Iterator[None]:
    """Show on a stream the progress of everything that is tracked meanwhile."""
    token = _stream.set(stream)
    try:
        yield
    finally:
        _stream.reset(token)


def track(what: str, items: Collection[T]) -> Iterator[T]:
    """The items; a command shows how many of them are done."""
    stream = _stream.get()
    if stream is None:
        yield from items
        return
    progress = Progress(what, len(items), stream)
    try:
        with progress.during_steps():
            for item in items:
                yield item
                progress.step()
    finally:
        progress.finish()
