"""Real git repositories for tests, with commits whose dates are given."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.data import write_data


@dataclass(frozen=True)
class Repo:
    """A git repository in a folder of a test."""

    path: Path

    def git(self, *arguments: str, date: str = "2026-01-01") -> str:
        """Run git with a fixed author; return its output."""
        when = f"{date}T12:00:00+00:00"
        names = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in _WHO.items()}
        result = subprocess.run(
            ["git", *_SETTINGS, *arguments],
            cwd=self.path,
            env=os.environ | names | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        return result.stdout.strip()

    def commit(
        self, files: Mapping[str, str], message: str = "change", *, date: str = "2026-01-01", tag: str = ""
    ) -> str:
        """Writes files and commits all that there is; returns the commit's id."""
        write_data(self.path, files)
        self.git("add", "--all", date=date)
        self.git("commit", "--quiet", "--allow-empty", "--message", message, date=date)
        if tag:
            self.git("tag", "--annotate", tag, "--message", tag, date=date)
        return self.git("rev-parse", "HEAD")


_SETTINGS = ("-c", "init.defaultBranch=main", "-c", "commit.gpgSign=false", "-c", "tag.gpgSign=false")
_WHO = {"NAME": "Jo", "EMAIL": "jo@example.org"}


def new_repo(folder: Path) -> Repo:
    """An empty repository in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    repo = Repo(folder)
    repo.git("init", "--quiet")
    return repo
