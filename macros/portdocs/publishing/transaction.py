"""A release is a tag and a commit on the published branch: both, or neither.

Until a release is complete, a ref below `refs/portdocs/unfinished/` says what to go back to. After an error or a signal
that happens at once, and after a crash when the next version is published.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from portdocs.publishing import PublishError, gh_pages, published_branch
from portdocs.publishing.gh_pages import git

_UNFINISHED = "refs/portdocs/unfinished"
_SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def all_or_nothing(tag: str) -> Iterator[None]:
    """Keep the tag and the new commits of the branch only if nothing fails."""
    undo_unfinished()
    before = gh_pages.head()
    # The commit to go back to; without a branch, the ref still needs some commit.
    marker = f"{_UNFINISHED}/{'branch' if before else 'none'}/{tag}"
    git("update-ref", marker, before or "HEAD")
    with _signals_as_exceptions():
        try:
            yield
        except BaseException:  # including an interruption
            _undo_now()
            raise
        git("update-ref", "-d", marker)


def _undo_now() -> None:
    try:
        undo_unfinished()
    except PublishError as error:
        problem = "correct that or, on a full disk, free some space, then run the command again"
        raise PublishError(f"{error}; {problem}: it undoes the release first") from None


def undo_unfinished() -> None:
    """Undo releases that were not completed."""
    for line in git("for-each-ref", "--format=%(objectname) %(refname)", _UNFINISHED).splitlines():
        before, _, marker = line.partition(" ")
        kind, _, tag = marker.removeprefix(f"{_UNFINISHED}/").partition("/")
        if git("tag", "--list", tag):
            git("tag", "--delete", tag)
        if kind == "branch":
            git("update-ref", f"refs/heads/{published_branch()}", before)
        elif gh_pages.head():
            git("update-ref", "-d", f"refs/heads/{published_branch()}")
        git("update-ref", "-d", marker)


@contextmanager
def _signals_as_exceptions() -> Iterator[None]:
    """Let signals that end a program raise SystemExit, so that there is time to undo."""

    def stop(number: int, _: Any) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
