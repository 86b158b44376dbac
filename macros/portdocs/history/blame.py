"""Which commit last changed each line of some files: what `git blame` says of one file, in one process for all.

The patches of the history are read from the newest to the oldest, and each line is followed back through them until one
of them adds it. A merge counts as one commit: that is when its lines came to this branch.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from portdocs.history.repository import Repository, environment

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
    """A commit as far as readers ask; a lower rank is newer."""

    rank: int
    id: str
    """Empty: not committed yet."""
    date: str
    """The day on which it was written, such as 2026-01-31."""


NOT_COMMITTED = Commit(-1, "", "")


class _Hunk(NamedTuple):
    """Lines that one version has in place of others: first line (1-based) and count, before and after."""

    old: int
    old_count: int
    new: int
    new_count: int


@dataclass
class _Open:
    """The lines of a file of today that no commit was found for yet: the line in the version at hand, by today's."""

    today: str
    lines: dict[int, int] = field(default_factory=dict)


def blame_files(repository: Repository, folder: str, lengths: Mapping[str, int]) -> dict[str, list[Commit | None]]:
    """For each file below a folder, by its path in the repository and with as many lines as it has now, the commit that
    last changed each line; None where the history that is here does not say. Raises NoGit."""
    found: dict[str, list[Commit | None]] = {path: [None] * length for path, length in lengths.items()}
    open_ = {path: _Open(path, {n: n for n in range(1, length + 1)}) for path, length in lengths.items()}
    cut = repository.shallow_commits
    local = repository.ask("diff", *_PATCH, "HEAD", "--", folder or ".")
    for commit, patch in _with_local(repository, local.split(b"\n"), folder):
        known = None if commit.id in cut else commit
        for old, new, hunks in _files(patch):
            if new in open_:
                _follow(open_, found, known, (old, new), hunks)
        if not any(file.lines for file in open_.values()):
            break
    if not repository.is_shallow:
        _leave_open(open_.values(), found)
    return found


def _leave_open(files: Iterable[_Open], found: dict[str, list[Commit | None]]) -> None:
    """What no commit added is not in git, unless git writes the file's name in quotes, which nobody here reads."""
    for file in files:
        if file.today.isprintable() and not {'"', "\\"} & set(file.today):
            for line in file.lines:
                found[file.today][line - 1] = NOT_COMMITTED


def _follow(
    open_: dict[str, _Open],
    found: dict[str, list[Commit | None]],
    commit: Commit | None,
    names: tuple[str, str],
    hunks: list[_Hunk],
) -> None:
    """Takes the open lines of a file one version back."""
    old, new = names
    file = open_.pop(new)
    left = {}
    for today, line in file.lines.items():
        before = _before(line, hunks)
        if before is None:
            found[file.today][today - 1] = commit
        else:
            left[today] = before
    file.lines = left
    open_[old or new] = file


def _before(line: int, hunks: list[_Hunk]) -> int | None:
    """The number of a line in the version before; None where this version added it."""
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


def _with_local(repository: Repository, local: list[bytes], folder: str) -> Iterator[tuple[Commit, Iterator[bytes]]]:
    """What is not committed, then each commit, each with its patch; git ends where nobody reads on."""
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
        env=environment(),
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
        # No line of a patch starts with a NUL: each has a sign of git's before it.
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
    """Each file of a patch: its name before (empty where it is new), its name after, and what changed in it."""
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
            # What the lines say is skipped by their number: one of them may read like a header.
            for _ in range(hunks[-1].old_count + hunks[-1].new_count):
                next(patch, b"")
    if new:
        yield old, new, hunks


def _name(text: bytes) -> str:
    """A name as git writes it in a patch: a tab follows one that has spaces."""
    return text.rstrip(b"\t").decode("utf-8", "surrogateescape")
