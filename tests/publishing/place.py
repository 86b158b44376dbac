"""A project in a real repository with a remote, and what a workflow calls in it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.repository import Repo, new_repo
from tests.site.project import copy_project, environment

BRANCH = "gh-pages"
RELEASER = {"GIT_COMMITTER_NAME": "Jo", "GIT_COMMITTER_EMAIL": "jo@example.org"}
"""The author of release tags, because git may have none configured. Workflows set their own."""


@dataclass(frozen=True)
class Location:
    """A clone of the project and the repository that it was cloned from."""

    repo: Repo
    remote: Path

    def portdocs(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `portdocs publish` or `portdocs preview`."""
        who = RELEASER if "release" in arguments else {}
        return subprocess.run(
            [sys.executable, "-m", "portdocs", *arguments],
            cwd=self.repo.path,
            env=environment() | {"LC_ALL": "C.UTF-8"} | who | variables,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def published(self, folder: Path, *, remote: bool = False) -> Path:
        """The branch that is served, as files in a folder."""
        source = self.remote if remote else self.repo.path
        folder.mkdir(parents=True, exist_ok=True)
        archive = subprocess.run(["git", "archive", BRANCH], cwd=source, capture_output=True, check=True).stdout
        subprocess.run(["tar", "--extract", "--directory", str(folder)], input=archive, check=True)
        return folder

    def names(self, *, remote: bool = False) -> list[str]:
        """The names at the root of the published branch."""
        where = self.remote if remote else self.repo.path
        answer = subprocess.run(
            ["git", "ls-tree", "--name-only", BRANCH], cwd=where, capture_output=True, text=True, check=True
        )
        return answer.stdout.split()


def new_place(folder: Path, data: dict[str, str], site_url: str | None = None) -> Location:
    """A project whose data is committed, with a bare repository as its origin."""
    (folder / "project").mkdir(parents=True)
    project = copy_project(folder / "project", data, site_url).without_guide()
    repo = new_repo(project.path)
    repo.commit({".gitignore": "/site/\n/.cache/\n__pycache__/\n"})
    remote = folder / "origin.git"
    repo.git("init", "--quiet", "--bare", str(remote))
    repo.git("remote", "add", "origin", str(remote))
    repo.git("push", "--quiet", "origin", "main")
    return Location(repo, remote)


def copy_place(place: Path, folder: Path) -> Location:
    """A copy of what `new_place` made, with its own remote."""
    shutil.copytree(place, folder)
    repo, remote = Repo(folder / "project"), folder / "origin.git"
    repo.git("remote", "set-url", "origin", str(remote))
    return Location(repo, remote)
