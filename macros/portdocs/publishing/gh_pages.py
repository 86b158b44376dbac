"""The published branch: updates are retried, so that nothing is lost when two runs write at the same time."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping

from mike import git_utils

from portdocs.publishing import PublishError, published_branch

MAX_ATTEMPTS = 5
"""An update is repeated this often if someone else pushes in the meantime."""

_PUSH_CONFLICTS = ("fetch first", "non-fast-forward", "cannot lock ref", "failed to update")
_COMMITTER = {"GIT_COMMITTER_NAME": "portdocs", "GIT_COMMITTER_EMAIL": "portdocs@users.noreply.github.com"}


def git(*arguments: str) -> str:
    """The output of git. Raises PublishError with its error message if it fails."""
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
    """The token of the workflow as configuration of one process (git-config(1), GIT_CONFIG_COUNT), never in a file."""
    token, server = os.environ.get("GITHUB_TOKEN"), os.environ.get("GITHUB_SERVER_URL")
    if not (token and server):
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}",
    }


def update_with_retry(change: Callable[[], object], remote: str | None) -> None:
    """Update the branch; with a remote, start from its current state and push the result.

    `change` commits to the local branch, or does nothing, and may run several times.
    """
    for name, value in _COMMITTER.items():
        os.environ.setdefault(name, value)
    if remote is None:
        _create_from_origin()
        change()
        return
    for _ in range(MAX_ATTEMPTS):
        before = _reset_to(remote)
        change()
        if head() == before or _push(remote):
            return
    raise PublishError(
        f"someone else pushed to {published_branch()} during each of {MAX_ATTEMPTS} attempts; run the command again"
    )


def _create_from_origin() -> None:
    """Create the local branch from that of the origin, which is all that a fresh clone has."""
    existing = git("for-each-ref", "--format=%(objectname)", f"refs/remotes/origin/{published_branch()}")
    if existing and not head():
        git("update-ref", f"refs/heads/{published_branch()}", existing)


def _reset_to(remote: str) -> str:
    """Reset the local branch to that of the remote; returns its commit, empty if it does not exist."""
    if git("ls-remote", "--heads", remote, f"refs/heads/{published_branch()}"):
        git(
            "fetch", "--quiet", "--no-tags", remote, f"+refs/heads/{published_branch()}:refs/heads/{published_branch()}"
        )
    elif head():
        git("update-ref", "-d", f"refs/heads/{published_branch()}")
    return head()


def head() -> str:
    """The commit of the local branch; empty if there is none."""
    return git("for-each-ref", "--format=%(objectname)", f"refs/heads/{published_branch()}")


def _push(remote: str) -> bool:
    """True if the push succeeded, False if someone else pushed first. Raises PublishError for other errors."""
    try:
        git("push", "--quiet", remote, f"refs/heads/{published_branch()}:refs/heads/{published_branch()}")
    except PublishError as error:
        if any(text in str(error) for text in _PUSH_CONFLICTS):
            return False
        raise
    return True


def files(folder: str = "") -> list[str]:
    """The sorted names in a folder of the branch; empty if the folder or the branch does not exist."""
    if not head():
        return []
    listed = (
        git("ls-tree", "--name-only", "-z", f"refs/heads/{published_branch()}:{folder}") if _is_folder(folder) else ""
    )
    return sorted(filter(None, listed.split("\0")))


def read(path: str) -> bytes | None:
    """The content of a file of the branch, or None."""
    try:
        content: bytes = git_utils.read_file(published_branch(), path)
    except git_utils.GitError:
        return None
    return content


def write(message: str, put: Mapping[str, bytes], remove: Iterable[str] = ()) -> bool:
    """Commit: remove files and folders, then add files. Returns False if nothing changed."""
    try:
        with git_utils.Commit(published_branch(), message) as commit:
            commit.delete_files(list(remove))
            for path, content in sorted(put.items()):
                commit.add_file(git_utils.FileInfo(path, content))
    except git_utils.GitEmptyCommit:
        return False
    return True


def _is_folder(folder: str) -> bool:
    if not folder:
        return True
    return git("ls-tree", "-d", "--name-only", f"refs/heads/{published_branch()}", "--", folder) == folder
