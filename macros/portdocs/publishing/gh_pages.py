"""The branch that is published: one writer at a time, and nothing lost where two write at once."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping

from mike import git_utils

from portdocs.publishing import BRANCH, PublishError

ATTEMPTS = 5
"""So often is a change made again upon what somebody else pushed meanwhile."""

_OTHERS_WERE_FASTER = ("fetch first", "non-fast-forward", "cannot lock ref", "failed to update")
_NAMES = {"GIT_COMMITTER_NAME": "portdocs", "GIT_COMMITTER_EMAIL": "portdocs@users.noreply.github.com"}


def git(*arguments: str) -> str:
    """What git prints. Raises PublishError with what git says where it fails."""
    result = subprocess.run(
        ["git", *arguments],
        env=os.environ | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"} | _credentials(),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if result.returncode:
        raise PublishError(f"`git {arguments[0]}` failed: {' '.join(result.stderr.split())[:500]}")
    return result.stdout.rstrip("\n")


def _credentials() -> dict[str, str]:
    """A workflow's token, for one process (see git-config(1), GIT_CONFIG_COUNT): it is never written to a file."""
    token, server = os.environ.get("GITHUB_TOKEN"), os.environ.get("GITHUB_SERVER_URL")
    if not (token and server):
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}",
    }


def change_branch(change: Callable[[], object], remote: str | None) -> None:
    """Changes the branch; with a remote, upon what is there, and pushes the result.

    `change` may run several times: it makes commits on the local branch, or none where nothing is to be done.
    """
    for name, value in _NAMES.items():
        os.environ.setdefault(name, value)
    if remote is None:
        _start_from_origin()
        change()
        return
    for _ in range(ATTEMPTS):
        before = _take_over(remote)
        change()
        if _head() == before or _push(remote):
            return
    raise PublishError(f"somebody else pushed to {BRANCH} {ATTEMPTS} times meanwhile; run it again")


def _start_from_origin() -> None:
    """A fresh clone has the branch only as it was at the origin: what is built here comes upon that."""
    there = git("for-each-ref", "--format=%(objectname)", f"refs/remotes/origin/{BRANCH}")
    if there and not _head():
        git("update-ref", f"refs/heads/{BRANCH}", there)


def _take_over(remote: str) -> str:
    """Makes the local branch what it is at the remote; returns its commit, empty where there is none."""
    if git("ls-remote", "--heads", remote, f"refs/heads/{BRANCH}"):
        git("fetch", "--quiet", "--no-tags", remote, f"+refs/heads/{BRANCH}:refs/heads/{BRANCH}")
    elif _head():
        git("update-ref", "-d", f"refs/heads/{BRANCH}")
    return _head()


def _head() -> str:
    return git("for-each-ref", "--format=%(objectname)", f"refs/heads/{BRANCH}")


def _push(remote: str) -> bool:
    """Whether the push was taken; False where somebody else was faster. Raises PublishError for anything else."""
    try:
        git("push", "--quiet", remote, f"refs/heads/{BRANCH}:refs/heads/{BRANCH}")
    except PublishError as refused:
        if any(words in str(refused) for words in _OTHERS_WERE_FASTER):
            return False
        raise
    return True


def files(folder: str = "") -> list[str]:
    """The names of what is in a folder of the branch, sorted; none where there is no such folder or branch."""
    if not _head():
        return []
    listed = git("ls-tree", "--name-only", "-z", f"refs/heads/{BRANCH}:{folder}") if _is_folder(folder) else ""
    return sorted(filter(None, listed.split("\0")))


def read(path: str) -> bytes | None:
    """The content of a file of the branch."""
    try:
        content: bytes = git_utils.read_file(BRANCH, path)
    except git_utils.GitError:
        return None
    return content


def write(message: str, put: Mapping[str, bytes], remove: Iterable[str] = ()) -> bool:
    """One commit that takes files and folders out and puts files in; False where nothing is different after it."""
    try:
        with git_utils.Commit(BRANCH, message) as commit:
            commit.delete_files(list(remove))
            for path, content in sorted(put.items()):
                commit.add_file(git_utils.FileInfo(path, content))
    except git_utils.GitEmptyCommit:
        return False
    return True


def _is_folder(folder: str) -> bool:
    if not folder:
        return True
    return git("ls-tree", "-d", "--name-only", f"refs/heads/{BRANCH}", "--", folder) == folder
