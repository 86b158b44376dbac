"""Builds a project after each of some edits as CI does, with the pages of the build before it, and without them.

It runs in the project, as a process of its own. It is given the edits as lists of files by path (null deletes one), a
list for each build, and prints a list of `{"rendered": [page, ...], "differs": [file, ...]}`: the pages that a build
with cached pages renders, and the files of its site that are not what a cold build makes.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from tests.site.project import Project
from tests.site.rebuilding import run_builds

Edit: TypeAlias = "Mapping[str, str | None]"
PAGES = Path(".cache", "portdocs", "pages")


def built_from_cache(project: Project, *edits: Edit) -> list[dict[str, list[str]]]:
    """The result of a build after each edit."""
    return run_builds(__name__, project, edits)


def main() -> None:
    """Edit, commit, build, and compare, for each edit."""
    from tests.repository import new_repo

    logging.basicConfig(level=logging.WARNING)  # a strict build that fails says why in its log
    repo = new_repo(Path.cwd())
    done = []
    with tempfile.TemporaryDirectory() as folder:
        for number, edit in enumerate(json.load(sys.stdin)):
            _apply(edit)
            repo.commit({}, date=f"2026-01-{number + 1:02}", tag="" if number % 4 else f"v1.{number}")
            warm, rendered = _build(Path(folder, "site"))
            is_cold = len(rendered) == sum(name.endswith(".html") and name != "404.html" for name in warm)
            cold = warm if is_cold else _cold_build(Path(folder))
            differs = sorted(name for name in warm.keys() | cold.keys() if warm.get(name) != cold.get(name))
            done.append({"rendered": rendered, "differs": differs})
    print(json.dumps(done))


def _cold_build(folder: Path) -> dict[str, bytes]:
    """The files of a site that is built without cached pages, which stay as they are."""
    shutil.copytree(PAGES, folder / "pages")
    shutil.rmtree(PAGES)
    site, _ = _build(folder / "site")
    shutil.rmtree(PAGES)
    (folder / "pages").rename(PAGES)
    return site


def _apply(edit: Edit) -> None:
    for name, text in edit.items():
        path = Path(name)
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def _build(site: Path) -> tuple[dict[str, bytes], list[str]]:
    """The files of a new site, and the pages that were rendered."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    config = load_config(site_dir=str(site), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    rendered = _rendered(lambda: build(config))
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}, rendered


def _rendered(run: Callable[[], None]) -> list[str]:
    """The source paths of the pages that mkdocs renders."""
    from mkdocs.commands import build

    rendered: list[str] = []
    populate = build._populate_page

    def noting(page: Any, *rest: Any) -> None:
        rendered.append(page.file.src_uri)
        populate(page, *rest)

    # mkdocs has no event for pages that share an outline, so its function is wrapped.
    build._populate_page = noting  # type: ignore[assignment] # it takes the arguments of the original
    try:
        run()
    finally:
        build._populate_page = populate
    return sorted(rendered)
