"""The same pages for plain mkdocs with Material: the output of `portdocs export pages`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml
from mkdocs.utils.yaml import yaml_load

from portdocs.plugin.assets import BUNDLES, THEME
from tests.benchmarks.processes import Failed, run
from tests.benchmarks.skipped import Skipped
from tests.site.project import Project


def make_plain(project: Project, folder: Path) -> Project:
    """Export the pages of a project into a new one. Raises Skipped if that fails."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        run(["-m", "portdocs", "export", "pages", "--output", str(folder / "docs"), "--force"], project.path)
    except Failed as error:
        raise Skipped(f"the pages cannot be exported ({str(error).strip().splitlines()[-1]})") from error
    _copy_files_of_pages(project.path / "docs", folder / "docs")
    _copy_files_of_pages(THEME, folder / "docs")
    _bundle(folder / "docs")
    config = yaml_load((project.path / "mkdocs.yml").read_text(encoding="utf-8"))
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(plain_config(config), sort_keys=False), encoding="utf-8")
    return Project(folder)


def plain_config(config: dict[str, Any]) -> dict[str, Any]:
    """The site's configuration without this project's plugin: theme, search and extensions stay."""
    plugins = [each for each in config["plugins"] if each != "portdocs" and "macros" not in each]
    style, script = BUNDLES
    # As for the plugin's own pages: a navigation of a thousand pages would take most of the time.
    hidden = "".join(f"/{folder}/*\n" for folder in ("services", "hosts", "suites", "checks"))
    return config | {
        "plugins": plugins,
        "extra_css": [style, *config.get("extra_css", [])],
        "extra_javascript": [script],
        "not_in_nav": hidden,
    }


def _copy_files_of_pages(docs: Path, folder: Path) -> None:
    """Copy styles and images; the pages come from the export."""
    shutil.copytree(docs, folder, ignore=shutil.ignore_patterns("*.md", "*.html", "*.xml"), dirs_exist_ok=True)


def _bundle(folder: Path) -> None:
    """Write the files that contain all styles and all scripts of the package, in place of theirs."""
    for path, parts in BUNDLES.items():
        texts = [(folder / part).read_text(encoding="utf-8") for part in parts]
        for part in parts:
            (folder / part).unlink()
        (folder / path).write_text("\n".join(texts), encoding="utf-8")
