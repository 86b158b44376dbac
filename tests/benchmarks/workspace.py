"""Copies of the project to measure, one per registry size."""

from __future__ import annotations

import compileall
import shutil
from functools import cache
from pathlib import Path

from tests.benchmarks.plain import make_plain
from tests.benchmarks.registry import write_registry
from tests.site.project import ROOT, Project, copy_project


class Workspace:
    """A folder of projects, each created on first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Copied once, because the checkout may be edited during the benchmark.
        (folder / "project").mkdir()
        self.origin = copy_project(folder / "project", {})
        # Otherwise the first measured run would compile the code.
        compileall.compile_dir(ROOT / "macros", quiet=2)
        # One copy per size, shared by all figures.
        self.project = cache(self._project)
        self.plain = cache(self._plain)

    def _project(self, size: int) -> Project:
        """This project with a registry of that many services."""
        project = Project(Path(shutil.copytree(self.origin.path, self.folder / str(size))))
        write_registry(size, project.path / "data")
        return project

    def _plain(self, size: int) -> Project:
        """The pages of that project in plain Markdown. Raises Skipped if they cannot be exported."""
        return make_plain(self.project(size), self.folder / f"{size}-plain")
