"""Releases that are stopped half-way: nothing is left, and the next one works."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portdocs.publishing.transaction import all_or_nothing, undo_unfinished
from tests.publishing.place import RELEASER, Location, new_place
from tests.repository import Repo, new_repo
from tests.site.project import environment
from tests.site.registries import SMALL
from tests.waiting import wait_until

REFS = ("for-each-ref", "--format=%(refname) %(objectname)")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    repo = new_repo(tmp_path)
    repo.commit({"a": "1"})
    monkeypatch.chdir(tmp_path)
    for name, value in RELEASER.items():
        monkeypatch.setenv(name, value)
    return repo


def change(repo: Repo) -> None:
    """The changes of a release to a repository."""
    repo.git("tag", "--annotate", "--message", "x", "v1.0")
    repo.git("update-ref", "refs/heads/gh-pages", repo.git("commit-tree", "-m", "x", "HEAD^{tree}"))


def stopped_release(repo: Repo, stop: Callable[[], object]) -> None:
    with all_or_nothing("v1.0"):
        change(repo)
        stop()


STOPS: dict[str, Callable[[], object]] = {
    "an error": lambda: 1 / 0,
    "Ctrl+C": lambda: os.kill(os.getpid(), signal.SIGINT),
    "SIGTERM": lambda: os.kill(os.getpid(), signal.SIGTERM),
    "SIGHUP": lambda: os.kill(os.getpid(), signal.SIGHUP),
}


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let Ctrl+C interrupt the test even if it runs in the background, where shells switch that off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("has_branch", [True, False])
@pytest.mark.parametrize("stop", STOPS)
def test_a_release_that_is_stopped_is_undone(repo: Repo, stop: str, has_branch: bool) -> None:
    if has_branch:
        repo.git("branch", "gh-pages")
    before = repo.git(*REFS)
    with pytest.raises((ZeroDivisionError, KeyboardInterrupt, SystemExit)):
        stopped_release(repo, STOPS[stop])
    assert repo.git(*REFS) == before


@pytest.mark.parametrize("has_branch", [True, False])
def test_a_release_that_was_killed_is_undone_by_the_next_one(repo: Repo, has_branch: bool) -> None:
    if has_branch:
        repo.git("branch", "gh-pages")
    before = repo.git(*REFS)
    if os.fork() == 0:  # pragma: no cover
        with all_or_nothing("v1.0"):
            change(repo)
            os.kill(os.getpid(), signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.wait()
    assert "refs/tags/v1.0" in repo.git(*REFS)
    undo_unfinished()
    assert repo.git(*REFS) == before
    with all_or_nothing("v1.0"):
        change(repo)
    refs = repo.git(*REFS)
    assert ("refs/tags/v1.0" in refs, "refs/heads/gh-pages" in refs, "unfinished" in refs) == (True, True, False)


def start_release(location: Location) -> subprocess.Popen[bytes]:
    """A release, as soon as its tag exists."""
    process = subprocess.Popen(
        [sys.executable, "-m", "portdocs", "publish", "release", "1.0"],
        cwd=location.repo.path,
        env=environment() | RELEASER,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_until(lambda: location.repo.git("tag", "--list"), "the tag exists")
    return process


def test_a_release_runs_again_after_it_was_killed(tmp_path: Path) -> None:
    location = new_place(tmp_path, SMALL)
    process = start_release(location)
    process.terminate()
    assert process.wait() == 128 + signal.SIGTERM
    assert (location.repo.git("tag", "--list"), location.repo.git("branch", "--list", "gh-pages")) == ("", "")
    process = start_release(location)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert location.repo.git("tag", "--list") == "v1.0"
    result = location.portdocs("publish", "release", "1.0")
    assert result.returncode == 0, result.stderr
    assert location.repo.git("tag", "--list") == "v1.0"
    assert {"1.0", "latest", "index.html", "404.html", "versions.json"} <= set(location.names())
    assert "unfinished" not in location.repo.git(*REFS)
