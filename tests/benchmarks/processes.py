"""Runs a program and tells what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.site.project import environment

# What the system counts memory in.
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


class Failed(Exception):
    """A program that was to be measured did not end well; carries its output."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a program took."""

    seconds: float
    """By the clock."""
    cpu: float
    """Seconds of processor time: what other work on the machine does not change much."""
    peak: int
    """The most memory it held, in bytes; or what its parent held when it started it, where that is more."""


def run(command: Sequence[str], folder: Path) -> Run:
    """Runs Python with arguments in a folder. Raises Failed unless it ends with 0."""
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        # getrusage() knows the largest of all children only; wait4() knows this one.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{output.read().decode()[-2000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _PEAK_UNIT)
