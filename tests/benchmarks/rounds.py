"""One round of measurements: what several figures need is run once in it, each in turn with what it is compared to."""

from __future__ import annotations

import shutil
from functools import cache
from typing import Literal, TypeAlias

from tests.benchmarks.processes import Run, run
from tests.benchmarks.workspace import Workspace
from tests.site.project import Project

Cache: TypeAlias = 'Literal["filled", "empty"]'


class Round:
    """Runs each build once; the next round runs it again, so that pairs alternate."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.build = cache(self._build)
        self.plain_build = cache(self._plain_build)

    def _build(self, size: int, cache: Cache) -> Run:
        """A cold strict build with the drawings' cache filled or empty."""
        project = self.workspace.project(size)
        kept = project.path / ".cache"
        if cache == "empty":
            shutil.rmtree(kept, ignore_errors=True)
        elif not kept.exists():
            self.build(size, "empty")
        return cold_build(project, "--strict")

    def _plain_build(self, size: int) -> Run:
        """Plain mkdocs building the same pages. Raises Skipped where they cannot be had."""
        return cold_build(self.workspace.plain(size))


def cold_build(project: Project, *options: str) -> Run:
    """Builds a project that has no site yet."""
    shutil.rmtree(project.site, ignore_errors=True)
    return run(["-m", "mkdocs", "build", *options], project.path)
