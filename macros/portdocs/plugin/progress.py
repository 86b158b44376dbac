"""The progress of a build that takes more than two seconds: on a terminal in place, in CI as lines, else not at all."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TextIO

QUIET_SECONDS = 2.0
"""Nothing is shown of builds that are as fast."""
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
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._total = total
        self._stream = stream
        self._clock = clock
        self._done = 0
        self._began = clock()
        self._next = self._began + QUIET_SECONDS
        self._is_terminal = stream.isatty()
        self._is_shown = self._is_terminal or ("CI" in os.environ if in_ci is None else in_ci)
        self._needs_clearing = False

    def step(self) -> None:
        """One step is done."""
        self._done += 1
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
        left = elapsed / self._done * (self._total - self._done)
        return f"{self._what}: {100 * self._done // max(self._total, 1)} %, about {left:,.0f} s left"

    def _write(self, text: str) -> None:
        # The cursor returns to the start of the line, so that a message after it starts there.
        self._stream.write(f"{_CLEAR}{text}\r" if self._is_terminal else f"{text}\n")
        self._stream.flush()
        self._needs_clearing = self._is_terminal
