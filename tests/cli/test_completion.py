"""Shell completion: the scripts for bash, zsh and fish, and what they offer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from portdocs.cli import portdocs

SHELLS = ("bash", "zsh", "fish")


def completion(instruction: str, **variables: str) -> str:
    """The output for a shell that asks the command."""
    result = CliRunner(env={"_PORTDOCS_COMPLETE": instruction} | variables).invoke(portdocs, prog_name="portdocs")
    assert result.exit_code == (0 if result.stdout else 1)
    return result.stdout


def offered(words: str, shell: str = "bash") -> list[str]:
    """The completions of the last word."""
    number = str(len(words.split(" ")) - 1)
    text = completion(f"{shell}_complete", COMP_WORDS=words, COMP_CWORD=number)
    return [line.partition(",")[2] for line in text.splitlines()]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("portdocs dr", ["drift"]),
        ("portdocs check --b", ["--baseline"]),
        ("portdocs check --format g", ["github"]),
        ("portdocs publish re", ["ref", "release"]),
        ("portdocs export l", ["llms"]),
    ],
)
def test_commands_options_and_choices_are_offered(words: str, expected: list[str]) -> None:
    assert offered(words) == expected


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_names_the_command(shell: str) -> None:
    assert "_PORTDOCS_COMPLETE=" + shell + "_complete" in completion(f"{shell}_source")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_accepts_the_script(shell: str, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(completion(f"{shell}_source"))
    subprocess.run([shell, "-n", script], check=True)


def test_bash_completes_with_the_installed_command(tmp_path: Path) -> None:
    if not shutil.which("bash"):
        pytest.skip("bash is not installed")
    script = tmp_path / "script"
    script.write_text(completion("bash_source"))
    asked = """
    source "$1"
    COMP_WORDS=(portdocs che) COMP_CWORD=1
    _portdocs_completion portdocs
    echo "${COMPREPLY[@]}"
    """
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(
        ["bash", "-c", asked, "bash", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "check\n"
