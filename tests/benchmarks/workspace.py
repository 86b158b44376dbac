"""Copies of the project to measure, each with a registry of another size."""

from __future__ import annotations

import compileall
import shutil
from functools import cache
from pathlib import Path

from tests.benchmarks.plain import make_plain
from tests.benchmarks.registry import write_registry
from tests.site.project import ROOT, Project, copy_project


class Workspace:
    """A folder of projects, each made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Copied once: the checkout may be edited while this takes its minutes.
        (folder / "project").mkdir()
        self.origin = copy_project(folder / "project", {})
        # Else the first run that is measured would compile the code.
        compileall.compile_dir(ROOT / "macros", quiet=2)
        # One copy of each, however many figures ask for it.
        self.project = cache(self._project)
        self.plain = cache(self._plain)

    def _project(self, size: int) -> Project:
        """This project with a registry of that many services."""
        project = Project(Path(shutil.copytree(self.origin.path, self.folder / str(size))))
        write_registry(size, project.path / "data")
        return project

    def _plain(self, size: int) -> Project:
        """The pages of that project in plain Markdown. Raises Skipped where they cannot be had."""
        return make_plain(self.project(size), self.folder / f"{size}-plain")
