"""The command line for tests: called in this process, which takes a tenth of the time of a process."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from portdocs.cli import portdocs as group

ROOT = Path(__file__).resolve().parents[1]


def portdocs(folder: Path, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Call a command in a folder. An exception that reaches the user fails the test."""
    with contextlib.chdir(folder):
        result = CliRunner(catch_exceptions=False).invoke(group, arguments, input=stdin, prog_name="portdocs")
    return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)


def portdocs_process(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process with nothing in its environment but some variables."""
    return subprocess.run(
        [sys.executable, "-m", "portdocs", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]} | variables,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
