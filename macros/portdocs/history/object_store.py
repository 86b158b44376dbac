"""Commits, trees and files of a repository, read through one process of `git cat-file --batch`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple, Self

from portdocs.history.repository import GitError, Repository, git_environment


class Object(NamedTuple):
    """A git object."""

    id: str
    kind: str
    """`commit`, `tree`, `blob` or `tag`."""
    content: bytes


class TreeEntry(NamedTuple):
    """A file, folder or symbolic link in a tree."""

    mode: str
    name: str
    id: str

    @property
    def is_file(self) -> bool:
        """True for a regular file."""
        return self.mode.startswith("100")


class ObjectStore:
    """Reads objects by name. A context manager: git runs until it is closed. Raises GitError if git fails."""

    def __init__(self, repository: Repository) -> None:
        self._process = subprocess.Popen(
            repository.command("cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=git_environment(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def get(self, name: str) -> Object | None:
        """The object with a name such as `v1.2^{tree}`; None if the name is unknown or ambiguous."""
        if not name or "\n" in name or "\0" in name:
            return None
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(os.fsencode(name) + b"\n")
            stdin.flush()
        except BrokenPipeError:
            raise GitError("git stopped before it answered; run `git fsck`") from None
        header = stdout.readline()
        parts = header.rstrip(b"\n").rsplit(b" ", 2)
        if len(parts) != 3 or not parts[2].isdigit():
            return None
        size = int(parts[2])
        content = stdout.read(size + 1)
        if len(content) != size + 1:
            raise GitError("git stopped in the middle of an answer; run `git fsck`")
        return Object(parts[0].decode(), parts[1].decode(), content[:-1])

    def commit(self, revision: str) -> str | None:
        """The full id of the commit that a revision refers to; None if it is unknown."""
        found = self.get(f"{revision}^{{commit}}")
        return found.id if found and found.kind == "commit" else None

    def tree(self, commit: str, path: str) -> Object | None:
        """A folder in a commit; `path` is empty for the root."""
        found = self.get(f"{commit}:{path}") if path else self.get(f"{commit}^{{tree}}")
        return found if found and found.kind == "tree" else None


def entries(tree: Object) -> Iterator[TreeEntry]:
    """The entries of a tree (gitformat-pack(5): mode, space, name, NUL, bytes of the id)."""
    content, width = tree.content, len(tree.id) // 2
    start = 0
    while start < len(content):
        space, end = content.index(b" ", start), content.index(b"\0", start)
        id = content[end + 1 : end + 1 + width].hex()
        yield TreeEntry(content[start:space].decode("ascii"), os.fsdecode(content[space + 1 : end]), id)
        start = end + 1 + width
