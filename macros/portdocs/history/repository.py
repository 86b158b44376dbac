"""A git repository, and how git is asked: without its user's settings for how answers look, and without a network."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# Names as they are, and no program of the repository's own settings.
_SETTINGS = ("-c", "core.quotePath=false", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false")


class GitError(Exception):
    """Git cannot answer; says why, and what to do."""


@dataclass(frozen=True)
class Repository:
    """A repository with a working tree."""

    top: Path
    """The working tree's root, without symbolic links."""
    is_shallow: bool
    """Whether its history was cut off when it was cloned."""

    def command(self, *arguments: str) -> list[str]:
        """What to run to ask git something of this repository."""
        return ["git", "--literal-pathspecs", "-C", str(self.top), *_SETTINGS, *arguments]

    def ask(self, *arguments: str) -> bytes:
        """What git answers. Raises GitError where it does not."""
        return _ask(self.command(*arguments))

    def path_of(self, path: Path) -> str:
        """A path as git names it: from the root of the working tree, empty for the root. Raises GitError."""
        absolute = Path(os.path.realpath(path.parent)) / path.name if path.name else Path(os.path.realpath(path))
        try:
            relative = Path(os.path.normpath(absolute)).relative_to(self.top).as_posix()
        except ValueError:
            raise GitError(f"{path} is not in the repository {self.top}; name a folder that is, see --data") from None
        return "" if relative == "." else relative

    @cached_property
    def shallow_commits(self) -> frozenset[str]:
        """The commits at which a shallow history ends: what they changed is not known."""
        if not self.is_shallow:
            return frozenset()
        path = self.top / os.fsdecode(self.ask("rev-parse", "--git-path", "shallow")).strip()
        try:
            return frozenset(path.read_text(encoding="ascii").split())
        except OSError as error:
            raise GitError(f"{path} cannot be read ({error.strerror})") from None


def repository_of(folder: Path) -> Repository:
    """The repository that a folder lies in; the folder itself need not be there. Raises GitError."""
    there = folder.absolute()
    while not there.is_dir() and there != there.parent:
        there = there.parent
    answer = _ask(["git", "-C", str(there), "rev-parse", "--show-toplevel", "--is-shallow-repository"])
    top, _, shallow = os.fsdecode(answer).rstrip("\n").rpartition("\n")
    return Repository(Path(os.path.realpath(top)), shallow == "true")


def environment() -> dict[str, str]:
    """The environment for git: in English, asking nobody for a password, and no server for what is not here."""
    return os.environ | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}


def _ask(command: list[str]) -> bytes:
    try:
        result = subprocess.run(command, capture_output=True, check=False, env=environment(), stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise GitError("git is not installed, or not on the PATH; install it") from None
    if result.returncode:
        raise GitError(_reason(result.stderr))
    return result.stdout


def _reason(stderr: bytes) -> str:
    text = stderr.decode("utf-8", "replace")
    if "not a git repository" in text:
        return "this folder is in no git repository"
    first = (text.strip().splitlines() or ["git failed"])[0]
    return " ".join("".join(c if c.isprintable() else " " for c in first.removeprefix("fatal: ")).split())
