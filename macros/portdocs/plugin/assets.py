"""The styles, scripts and templates that the package adds to a site."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from portdocs import pages

THEME = Path(pages.__file__).parent / "theme"
"""For every site: assets, and templates that leave the pages of a team as they are."""
SITE_THEME = Path(pages.__file__).parent / "site_theme"
"""For a site of ports only: templates that change all of its pages."""
FOLDER = "assets/portdocs"
STYLES = ("portdocs", "tables", "cards", "diagram", "search", "port-map", "verified")
SITE_STYLES = ("site-layout",)
"""For a site of ports only."""
SCRIPTS = (
    "table-cells",
    "table-facets",
    "table-breaks",
    "table-deferred-rows",
    "table-lines",
    "tables",
    "diagram-paths",
    "diagram-zoom",
    "diagram-save",
    "diagram-filter",
    "diagram",
    "vendor/minisearch",
    "search-addresses",
    "search-data",
    "search-ports",
    "search-words",
    "search-questions",
    "search-hits",
    "search-entries",
    "search-answers",
    "search",
    "port-map",
    "relative-time",
    "copy-buttons",
    "versions",
)
"""In loading order; each may use those before it."""
BUNDLES = {
    f"{FOLDER}/portdocs.css": [f"{FOLDER}/{name}.css" for name in STYLES],
    f"{FOLDER}/portdocs.js": [f"{FOLDER}/{name}.js" for name in SCRIPTS],
}
"""The file of the site that contains all styles, and the one with all scripts: every page names and loads both."""


def add_assets(config: MkDocsConfig, *, is_section: bool) -> None:
    """Add the package's templates behind the team's own, and its styles and scripts in front of them.

    Raises PluginError if the theme is not Material for MkDocs.
    """
    if not any(Path(folder, "partials", "nav-item.html").is_file() for folder in config.theme.dirs):
        raise PluginError(
            f"mkdocs.yml: the plugin `portdocs` needs the theme Material for MkDocs, found `{config.theme.name}`; "
            "write `theme: {name: material}`"
        )
    position = 1 if config.theme.custom_dir else 0
    config.theme.dirs[position:position] = [str(folder) for folder in ([] if is_section else [SITE_THEME]) + [THEME]]
    style, script = BUNDLES
    config.extra_css[:0] = [style, *(f"{FOLDER}/{name}.css" for name in (() if is_section else SITE_STYLES))]
    config.extra_javascript.insert(0, script)


def bundle_assets(config: MkDocsConfig, files: Files) -> Iterator[File]:
    """Take the styles and the scripts out of the files of the site, and return a file with all of each."""
    for path, parts in BUNDLES.items():
        found = [file for part in parts if (file := files.get_file_from_path(part))]
        for file in found:
            files.remove(file)
        yield File.generated(config, path, content="\n".join(file.content_string for file in found))


def adapt_theme(config: MkDocsConfig) -> None:
    """Switch off what fails without a server, and show the list of versions that only a site of mike has."""
    offline: Any = config.plugins.get("material/offline")
    if offline and offline.config.enabled:
        # Instant navigation fails, and stops the scripts after it.
        features = [name for name in config.theme["features"] if not name.startswith("navigation.instant")]
        config.theme["features"] = features
    if os.environ.get("MIKE_DOCS_VERSION"):
        config.extra.setdefault("version", {"provider": "mike", "default": "latest"})
