"""A copy of the project with data of a test's own, built or served by the real mkdocs."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from portdocs.pages.default_pages import DEFAULT_PAGES

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("mkdocs.yml", "docs", "data")
THEME = ROOT / "macros" / "portdocs" / "pages" / "theme"
"""Templates, styles and scripts of the package."""
ASSETS = THEME / "assets" / "portdocs"
FIXED_CLOCK = {"SOURCE_DATE_EPOCH": "1700000000"}
VARIABLES = FIXED_CLOCK | {"NO_MKDOCS_2_WARNING": "1"}


@dataclass(frozen=True)
class Project:
    """A folder that holds the project."""

    path: Path
    python: str = sys.executable

    @property
    def site(self) -> Path:
        """The folder that it is built to."""
        return self.path / "site"

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs a module of Python in the project, as a reader of the README would, with variables of its own."""
        return subprocess.run(
            [self.python, "-m", *command],
            cwd=self.path,
            env=environment() | variables,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def mkdocs(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Call mkdocs in this process, which saves the imports of a new one; an exception, which would be a traceback,
        fails the test."""
        from mkdocs.__main__ import cli

        if self.python != sys.executable:
            return self.run("mkdocs", *arguments, **variables)
        with contextlib.chdir(self.path), _as_in_a_new_process():
            result = CliRunner(env=VARIABLES | variables, catch_exceptions=False).invoke(cli, arguments)
        return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)

    def build(self, **variables: str) -> subprocess.CompletedProcess[str]:
        """A strict build."""
        return self.mkdocs("build", "--strict", **variables)

    def must_build(self, **variables: str) -> None:
        """A strict build that the test relies on. Raises AssertionError with what it printed if it fails."""
        result = self.build(**variables)
        assert result.returncode == 0, result.stderr

    def write(self, files: Mapping[str, str]) -> None:
        """Writes files of the project, by path."""
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def without_guide(self) -> Project:
        """The project without its guide, which is half of the text of a small site."""
        shutil.rmtree(self.path / "docs" / "guide")
        config = (self.path / "mkdocs.yml").read_text(encoding="utf-8")
        self.write({"mkdocs.yml": re.sub(r"^  - Guide:\n(?: {6}- .*\n)+", "", config, flags=re.MULTILINE)})
        return self

    def override(self, *sources: str) -> None:
        """Copy default pages to `docs/`, where they replace those of the package."""
        self.write({f"docs/{page.source}": page.markdown for page in DEFAULT_PAGES if page.source in sources})


@contextmanager
def _as_in_a_new_process() -> Iterator[None]:
    """Send messages to the standard error only, and keep what mkdocs sets up for them from later builds and tests."""
    from mkdocs.__main__ import ColorFormatter

    ColorFormatter.text_wrapper.width = 0  # no terminal, so no lines are wrapped
    loggers = [logging.getLogger(name) for name in (None, "mkdocs", "mkdocs.commands.build")]
    states = [(one.handlers[:], one.filters[:], one.level, one.propagate) for one in loggers]
    loggers[0].handlers = []  # those of pytest
    try:
        with warnings.catch_warnings():
            yield
    finally:
        for logger, (handlers, filters, level, propagate) in zip(loggers, states, strict=True):
            logger.handlers, logger.filters, logger.propagate = handlers, filters, propagate
            logger.setLevel(level)


def environment() -> dict[str, str]:
    """The environment without what would lead Python to another checkout."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MKDOCS"))}
    return kept | VARIABLES


def copy_project(folder: Path, data: Mapping[str, str] | None = None, site_url: str | None = None) -> Project:
    """A copy of the project in a folder; `data` replaces its data files, by name, and `site_url` its address."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, folder / part)
    project = Project(folder)
    if site_url is not None:
        config = (folder / "mkdocs.yml").read_text(encoding="utf-8")
        project.write({"mkdocs.yml": re.sub(r"^site_url: .*$", f"site_url: {site_url}", config, flags=re.MULTILINE)})
    if data is not None:
        shutil.rmtree(folder / "data")
        project.write({f"data/{name}": text for name, text in data.items()})
    return project
