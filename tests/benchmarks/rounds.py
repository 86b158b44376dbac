"""One round of measurements: a run that several figures need is done once, next to the one it is compared with."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from tests.benchmarks.processes import Run, run
from tests.benchmarks.workspace import Workspace
from tests.site.project import Project

Cache: TypeAlias = 'Literal["filled", "empty"]'


class Round:
    """Runs each build once per round, so that pairs alternate."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.build = cache(self._build)
        self.plain_build = cache(self._plain_build)

    def _build(self, size: int, cache: Cache) -> Run:
        """A cold strict build with a filled or empty layout cache, and without finished pages."""
        project = self.workspace.project(size)
        kept = project.path / ".cache"
        if cache == "empty":
            _set_aside(project, kept)
        elif not kept.exists():
            self.build(size, "empty")
        _set_aside(project, kept / "portdocs" / "pages")
        return cold_build(project, "--strict")

    def _plain_build(self, size: int) -> Run:
        """Plain mkdocs building the same pages. Raises Skipped if they cannot be exported."""
        return cold_build(self.workspace.plain(size))


def cold_build(project: Project, *options: str) -> Run:
    """Build a project without a site."""
    _set_aside(project, project.site)
    return run(["-m", "mkdocs", "build", *options], project.path)


def _set_aside(project: Project, folder: Path) -> None:
    """Move a folder of a project next to it, if it exists, until the end of the benchmark.

    For minutes after thousands of files were deleted, ext4 takes long to find an inode that was not used recently. That
    took a third of a rebuild, and no build in CI starts with it.
    """
    if folder.exists():
        folder.rename(Path(tempfile.mkdtemp(prefix="old-", dir=project.path.parent)) / folder.name)
