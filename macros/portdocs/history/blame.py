"""The commit that last changed each line of the data: `git blame` for all files in one process.

The patches of the history are read from the newest to the oldest, and each line is traced back through them until one
of them adds it. A merge counts as one commit, because that is when its lines reached this branch.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from portdocs.history.repository import GitError, Repository, find_repository, git_environment
from portdocs.registry.loader import shown_path

LineCommits: TypeAlias = "dict[str, list[Commit | None]]"
"""The commit of each line, by file; the first line has index 0, and None is unknown. Empty without git."""

_PATCH = (
    "--unified=0",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--text",
    "--find-renames",
    "--diff-algorithm=histogram",
)
_PREFIXES = ("--src-prefix=a/", "--dst-prefix=b/")
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


class Commit(NamedTuple):
    """The facts about a commit that pages show; a lower rank is newer."""

    rank: int
    id: str
    """Empty for lines that are not committed."""
    date: str
    """The author date, such as 2026-01-31."""


NOT_COMMITTED = Commit(-1, "", "")


class _Hunk(NamedTuple):
    """A changed run of lines: first line (1-based) and number of lines, before and after."""

    old: int
    old_count: int
    new: int
    new_count: int


@dataclass
class _UntracedLines:
    """The lines of a file that no commit was found for yet: line number in the revision at hand by current number."""

    file: str
    lines: dict[int, int] = field(default_factory=dict)


def blame_sources(project: Path, data: Path, sources: Mapping[str, bytes]) -> LineCommits:
    """The last commit of each line of the data files, which are named by their path in the project."""
    try:
        repository = find_repository(data)
        prefix = repository.path_of(data)
        shown = shown_path(data, project)
        paths = {name: f"{prefix}/{name.removeprefix(f'{shown}/')}" for name in sources}
        lengths = {paths[name]: len(content.removesuffix(b"\n").split(b"\n")) for name, content in sources.items()}
        commits = blame_files(repository, prefix, lengths)
    except GitError:
        return {}
    return {name: commits[path] for name, path in paths.items()}


def blame_files(repository: Repository, folder: str, lengths: Mapping[str, int]) -> LineCommits:
    """The last commit of each line of some files below a folder.

    `lengths` has the current number of lines of each file, by its path in the repository. Raises GitError.
    """
    commits: LineCommits = {path: [None] * length for path, length in lengths.items()}
    untraced = {path: _UntracedLines(path, {n: n for n in range(1, length + 1)}) for path, length in lengths.items()}
    truncated_at = repository.shallow_commits
    local = repository.diff(*_PATCH, "HEAD", "--", folder or ".")
    for commit, patch in _patches(repository, local.split(b"\n"), folder):
        known = None if commit.id in truncated_at else commit
        for old, new, hunks in _files(patch):
            if new in untraced:
                _trace_back(untraced, commits, known, (old, new), hunks)
        if not any(file.lines for file in untraced.values()):
            break
    if not repository.is_shallow:
        _mark_uncommitted(untraced.values(), commits)
    return commits


def _mark_uncommitted(files: Iterable[_UntracedLines], commits: LineCommits) -> None:
    """Lines that no commit added are not in git, except in files whose names git quotes: those are not parsed."""
    for file in files:
        if file.file.isprintable() and not {'"', "\\"} & set(file.file):
            for line in file.lines:
                commits[file.file][line - 1] = NOT_COMMITTED


def _trace_back(
    untraced: dict[str, _UntracedLines],
    commits: LineCommits,
    commit: Commit | None,
    names: tuple[str, str],
    hunks: list[_Hunk],
) -> None:
    """Trace the lines of a file through the patch of one commit."""
    old, new = names
    file = untraced.pop(new)
    remaining = {}
    for current, line in file.lines.items():
        previous = _before(line, hunks)
        if previous is None:
            commits[file.file][current - 1] = commit
        else:
            remaining[current] = previous
    file.lines = remaining
    untraced[old or new] = file


def _before(line: int, hunks: list[_Hunk]) -> int | None:
    """The number of a line in the previous revision; None if this one added it."""
    shift = 0
    for hunk in hunks:
        last = hunk.new + hunk.new_count - 1 if hunk.new_count else hunk.new
        if line > last:
            shift += hunk.old_count - hunk.new_count
        elif hunk.new_count and line >= hunk.new:
            return None
        else:
            break
    return line + shift


def _patches(repository: Repository, local: list[bytes], folder: str) -> Iterator[tuple[Commit, Iterator[bytes]]]:
    """The uncommitted changes, then each commit, each with its patch; git is stopped when the caller is done."""
    yield NOT_COMMITTED, iter(local)
    command = (
        "log",
        "--first-parent",
        "-m",
        "--patch",
        "--format=%x00%H %as",
        *_PATCH,
        *_PREFIXES,
        "HEAD",
        "--",
        folder or ".",
    )
    process = subprocess.Popen(
        repository.command(*command),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env=git_environment(),
    )
    assert process.stdout is not None
    try:
        yield from _commits(line.rstrip(b"\n") for line in process.stdout)
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _commits(lines: Iterator[bytes]) -> Iterator[tuple[Commit, Iterator[bytes]]]:
    rank, commit, patch = 0, None, list[bytes]()
    for line in lines:
        # Lines of a patch never start with NUL, because git puts a sign before each.
        if line.startswith(b"\0"):
            if commit:
                yield commit, iter(patch)
            id, _, date = line[1:].decode("ascii").partition(" ")
            commit, patch, rank = Commit(rank, id, date), [], rank + 1
        else:
            patch.append(line)
    if commit:
        yield commit, iter(patch)


def _files(patch: Iterator[bytes]) -> Iterator[tuple[str, str, list[_Hunk]]]:
    """Each file of a patch: its old name (empty for a new file), its new name, and its hunks."""
    old = new = ""
    hunks: list[_Hunk] = []
    for line in patch:
        if line.startswith(b"diff --git "):
            if new:
                yield old, new, hunks
            old, new, hunks = "", "", []
        elif line.startswith((b"--- a/", b"rename from ")):
            old = _name(line.partition(b"a/" if line.startswith(b"-") else b"from ")[2])
        elif line.startswith((b"+++ b/", b"rename to ")):
            new = _name(line.partition(b"b/" if line.startswith(b"+") else b"to ")[2])
        elif match := _HUNK.match(line):
            counts = [int(number) if number is not None else 1 for number in match.groups()]
            hunks.append(_Hunk(*counts))
            # Skip the changed lines by their number, since one of them may look like a header.
            for _ in range(hunks[-1].old_count + hunks[-1].new_count):
                next(patch, b"")
    if new:
        yield old, new, hunks


def _name(text: bytes) -> str:
    """A name in a patch; git adds a tab after one with spaces."""
    return text.rstrip(b"\t").decode("utf-8", "surrogateescape")
