"""One round of measurements: a run that several figures need is done once, next to the one it is compared with."""

from __future__ import annotations

import shutil
from functools import cache
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
            shutil.rmtree(kept, ignore_errors=True)
        elif not kept.exists():
            self.build(size, "empty")
        shutil.rmtree(kept / "portdocs" / "pages", ignore_errors=True)
        return cold_build(project, "--strict")

    def _plain_build(self, size: int) -> Run:
        """Plain mkdocs building the same pages. Raises Skipped if they cannot be exported."""
        return cold_build(self.workspace.plain(size))


def cold_build(project: Project, *options: str) -> Run:
    """Build a project without a site."""
    shutil.rmtree(project.site, ignore_errors=True)
    return run(["-m", "mkdocs", "build", *options], project.path)
