"""The processes of a build: copies of the first one, with everything that it has read, share the work."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, NoReturn, TypeVar

from mkdocs.exceptions import PluginError

T = TypeVar("T")

MAX_PROCESSES = 4
"""More would need more memory than some CI jobs have: a copy takes about half as much as the first process."""
ITEMS_PER_PROCESS = 50
"""Fewer pages are rendered before another process has warmed up."""
MIN_NEW_OBJECTS = 50_000
"""New objects before Python looks for cycles among them. With its own 700, that takes a third of a rebuild."""
SURVIVORS_CHECKED = 1_000
"""Searches of new objects before Python searches those that survived one. With its own 10, that takes a tenth of a
build, in which they stay; only rebuilds of `mkdocs serve` replace them."""


def collect_rarely(*, serving: bool) -> None:
    """Look for cycles of objects less often, unless that is switched off or rarer already.

    A build creates millions of objects that stay, and few of them form cycles.
    """
    first, second, third = gc.get_threshold()
    if 0 < first < MIN_NEW_OBJECTS:
        gc.set_threshold(MIN_NEW_OBJECTS, second if serving else SURVIVORS_CHECKED, third)


def process_count(items: int) -> int:
    """The number of processes worth using. One where a copy is unsafe: with threads, and outside of Linux.

    See the notes on `os.fork` in the documentation of Python.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), MAX_PROCESSES, items // ITEMS_PER_PROCESS))


class Processes:
    """The processes of a build, as one of them sees them."""

    def __init__(self) -> None:
        self._others: dict[int, BinaryIO] = {}
        """In the first process: where the results of the others arrive, by process id."""
        self._output: BinaryIO | None = None
        """In the others: where the result goes."""

    @property
    def is_first(self) -> bool:
        """True for the process that began the build."""
        return self._output is None

    def split(self, items: Sequence[T]) -> Sequence[T]:
        """Return as several processes, in each of them its share of the items."""
        count = process_count(len(items))
        shares = [items[number::count] for number in range(count)]
        own = [*shares[0]]
        for share in shares[1:]:
            try:
                if self._fork():
                    return share
            except OSError:  # no memory is left, or no further process is allowed
                own += share
        return own

    def _fork(self) -> bool:
        """True in the copy."""
        gc.freeze()  # else looking for garbage would copy the memory that the processes share
        read_end, write_end = os.pipe()
        reading, writing = os.fdopen(read_end, "rb"), os.fdopen(write_end, "wb")
        if process := os.fork():
            writing.close()
            self._others[process] = reading
            return False
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # the first process reports an interruption
        self._others.clear()
        self._output = writing
        return True

    def finish(self, result: object) -> NoReturn:
        """End a copy. Its result, or the exception that stopped it, goes to the first process."""
        assert self._output
        try:
            with self._output:
                pickle.dump(result, self._output)
        finally:
            os._exit(0)  # what the first process does in the end is not for a copy

    def results(self) -> Iterator[Any]:
        """The results of the copies, in order. Raises the exception that stopped one."""
        while self._others:
            process, stream = next(iter(self._others.items()))
            with stream:
                content = stream.read()
            del self._others[process]
            os.waitpid(process, 0)
            if not content:
                raise PluginError("a process that renders pages was killed; build again, with more free memory")
            result = pickle.loads(content)  # from a copy of this process
            if isinstance(result, Exception):
                raise result
            yield result

    def stop(self) -> None:
        """End the copies that still run: the build failed."""
        while self._others:
            process, stream = self._others.popitem()
            stream.close()
            os.kill(process, signal.SIGTERM)
            os.waitpid(process, 0)
