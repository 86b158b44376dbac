"""Run a program and measure it."""

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

# The unit of ru_maxrss.
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


class Failed(Exception):
    """A measured program failed; carries its output."""


@dataclass(frozen=True, slots=True)
class Run:
    """The cost of one run of a program."""

    seconds: float
    """Wall-clock seconds."""
    cpu: float
    """Processor time in seconds, which other work on the machine hardly changes."""
    peak: int
    """Peak memory in bytes, or that of its parent at the start if larger."""


def run(command: Sequence[str], folder: Path) -> Run:
    """Run Python with arguments in a folder. Raises Failed unless it exits with 0."""
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
        # getrusage() reports the largest of all children; wait4() reports this one.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise Failed(f"{' '.join(command)} ended with {process.returncode}:\n{output.read().decode()[-2000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _PEAK_UNIT)
