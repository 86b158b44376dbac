"""Commits, folders and files of a repository, all through one process of `git cat-file --batch`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple, Self

from portdocs.history.repository import GitError, Repository, environment


class Object(NamedTuple):
    """What git keeps under a name."""

    id: str
    kind: str
    """`commit`, `tree`, `blob` or `tag`."""
    content: bytes


class TreeEntry(NamedTuple):
    """A file, folder or link in a tree."""

    mode: str
    name: str
    id: str

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file: neither a folder nor a link."""
        return self.mode.startswith("100")


class ObjectStore:
    """Reads objects by name; a context, since git runs for as long as it is open. Raises GitError where git fails."""

    def __init__(self, repository: Repository) -> None:
        self._process = subprocess.Popen(
            repository.command("cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def get(self, name: str) -> Object | None:
        """The object of a name such as `v1.2^{tree}`; None where there is none, or where several fit."""
        if not name or "\n" in name or "\0" in name:
            return None
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(os.fsencode(name) + b"\n")
            stdin.flush()
        except BrokenPipeError:
            raise GitError("git ended before it answered; see `git fsck`") from None
        header = stdout.readline()
        parts = header.rstrip(b"\n").rsplit(b" ", 2)
        if len(parts) != 3 or not parts[2].isdigit():
            return None
        size = int(parts[2])
        content = stdout.read(size + 1)
        if len(content) != size + 1:
            raise GitError("git ended within an answer; see `git fsck`")
        return Object(parts[0].decode(), parts[1].decode(), content[:-1])

    def commit(self, revision: str) -> str | None:
        """The full id of the commit that a revision names; None where it names none."""
        found = self.get(f"{revision}^{{commit}}")
        return found.id if found and found.kind == "commit" else None

    def tree(self, commit: str, path: str) -> Object | None:
        """A folder as it was in a commit; `path` is empty for the root."""
        found = self.get(f"{commit}:{path}") if path else self.get(f"{commit}^{{tree}}")
        return found if found and found.kind == "tree" else None


def entries(tree: Object) -> Iterator[TreeEntry]:
    """What a folder holds (see gitformat-pack(5): mode, space, name, NUL, the id's bytes)."""
    content, width = tree.content, len(tree.id) // 2
    start = 0
    while start < len(content):
        space, end = content.index(b" ", start), content.index(b"\0", start)
        id = content[end + 1 : end + 1 + width].hex()
        yield TreeEntry(content[start:space].decode("ascii"), os.fsdecode(content[space + 1 : end]), id)
        start = end + 1 + width
