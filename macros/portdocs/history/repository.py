"""A git repository, read without network access and independent of settings that change the output of git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

# Unquoted names, and no programs from the repository's configuration.
_SETTINGS = (
    *("-c", "core.quotePath=false"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "log.showSignature=false"),
    *("-c", "log.showRoot=true"),
)


class GitError(Exception):
    """Git cannot answer; the message says why and what to do."""


@dataclass(frozen=True)
class Repository:
    """A repository with a working tree."""

    top: Path
    """The root of the working tree, with symbolic links resolved."""
    is_shallow: bool
    """True if its history was truncated when it was cloned."""

    def command(self, *arguments: str) -> list[str]:
        """The command line that runs git in this repository."""
        return ["git", "--literal-pathspecs", "-C", str(self.top), *_SETTINGS, *arguments]

    def run(self, *arguments: str) -> bytes:
        """The output of git. Raises GitError if it fails."""
        return _run(self.command(*arguments))

    def diff(self, *arguments: str) -> bytes:
        """The output of `git diff`, which compares the working tree without running filters. Raises GitError."""
        return _run(self.command("diff", *arguments), self._filters_off)

    @cached_property
    def _filters_off(self) -> dict[str, str]:
        """Variables that override every filter of the configuration: git would run its command (gitattributes(5))."""
        try:
            output = self.run("config", "--null", "--name-only", "--get-regexp", r"^filter\.")
        except GitError:  # there are none
            return {}
        names = sorted({os.fsdecode(key).rpartition(".")[0] for key in output.split(b"\0") if key})
        settings = [(f"{name}.{key}", "") for name in names for key in ("clean", "process")]
        settings += [(f"{name}.required", "false") for name in names]
        pairs = {f"GIT_CONFIG_{part}_{n}": text for n, pair in enumerate(settings) for part, text in
                 zip(("KEY", "VALUE"), pair, strict=True)}  # fmt: skip
        return pairs | {"GIT_CONFIG_COUNT": str(len(settings))}

    def path_of(self, path: Path) -> str:
        """A path relative to the root of the working tree, empty for the root itself. Raises GitError."""
        absolute = Path(os.path.realpath(path.parent)) / path.name if path.name else Path(os.path.realpath(path))
        try:
            relative = Path(os.path.normpath(absolute)).relative_to(self.top).as_posix()
        except ValueError:
            raise GitError(f"{path} is not in the repository {self.top}; name a folder that is, see --data") from None
        return "" if relative == "." else relative

    @cached_property
    def shallow_commits(self) -> frozenset[str]:
        """The oldest commits of a shallow clone, whose changes are unknown."""
        if not self.is_shallow:
            return frozenset()
        path = self.top / os.fsdecode(self.run("rev-parse", "--git-path", "shallow")).strip()
        try:
            return frozenset(path.read_text(encoding="ascii").split())
        except OSError as error:
            raise GitError(f"{path} cannot be read ({error.strerror})") from None


def find_repository(folder: Path) -> Repository:
    """The repository that contains a folder, which need not exist. Raises GitError."""
    existing = folder.absolute()
    while not existing.is_dir() and existing != existing.parent:
        existing = existing.parent
    output = _run(["git", "-C", str(existing), "rev-parse", "--show-toplevel", "--is-shallow-repository"])
    top, _, shallow = os.fsdecode(output).rstrip("\n").rpartition("\n")
    return Repository(Path(os.path.realpath(top)), shallow == "true")


def default_branch(folder: Path) -> str | None:
    """The default branch of a folder's remote, else its current branch, else that of new repositories; None if git
    knows none."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
    for command in (
        ["symbolic-ref", "--short", "refs/remotes/origin/HEAD"],
        ["symbolic-ref", "--short", "HEAD"],
        ["config", "--get", "init.defaultBranch"],
    ):
        try:
            return os.fsdecode(_run(["git", "-C", str(existing), *command])).strip().removeprefix("origin/")
        except GitError:
            continue
    return None


def git_environment() -> dict[str, str]:
    """The environment for git: English messages, no password prompts, no downloads of missing objects."""
    return os.environ | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}


def _run(command: list[str], variables: Mapping[str, str] = MappingProxyType({})) -> bytes:
    environment = git_environment() | dict(variables)
    try:
        result = subprocess.run(command, capture_output=True, check=False, env=environment, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise GitError("git is not installed, or not on the PATH; install it") from None
    if result.returncode:
        raise GitError(_reason(result.stderr))
    return result.stdout


def _reason(stderr: bytes) -> str:
    text = stderr.decode("utf-8", "replace")
    if "not a git repository" in text:
        return "this folder is not in a git repository"
    first = (text.strip().splitlines() or ["git failed"])[0]
    return " ".join("".join(c if c.isprintable() else " " for c in first.removeprefix("fatal: ")).split())
