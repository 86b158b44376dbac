"""The command line for tests: called in this process, which takes a tenth of the time of a process."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess

from click.testing import CliRunner, Result

from portdocs.cli import portdocs as group

ROOT = Path(__file__).resolve().parents[1]


def portdocs(folder: Path, *arguments: str, **variables: str) -> CompletedProcess[str]:
    """Call a command in a folder. An exception that would reach the user as a traceback fails the test."""
    result = _invoke(folder, arguments, variables)
    return CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)


def portdocs_bytes(folder: Path, *arguments: str, **variables: str) -> CompletedProcess[bytes]:
    """Call a command in a folder; its output as it is, line ends included."""
    result = _invoke(folder, arguments, variables)
    return CompletedProcess(arguments, result.exit_code, result.stdout_bytes, result.stderr_bytes or b"")


def _invoke(folder: Path, arguments: tuple[str, ...], variables: dict[str, str]) -> Result:
    with contextlib.chdir(folder):
        return CliRunner(env=variables, catch_exceptions=False).invoke(group, arguments, prog_name="python -m portdocs")


def portdocs_process(folder: Path, *arguments: str, **variables: str) -> CompletedProcess[bytes]:
    """Run a command as a process with nothing in its environment but a PATH and some variables."""
    return subprocess.run(
        [sys.executable, "-m", "portdocs", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]} | variables,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
