"""All files of the exported folder: those in `docs/`, the generated pages, and the files for programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import yaml

from portdocs.export import Mistakes, site_files
from portdocs.export._markdown_page import PlainPage
from portdocs.pages.default_pages import DEFAULT_PAGES
from portdocs.pages.generated import generated_pages
from portdocs.pages.macros import bind_macros
from portdocs.progress import track
from portdocs.registry import Registry
from portdocs.registry.mkdocs_yml import settings_file

_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})
"""The suffixes of pages in mkdocs."""


def folder(registry: Registry, docs: Path) -> dict[str, bytes]:
    """The files by their path. Raises Mistakes."""
    mistakes: list[str] = []
    files = dict(_hand_written(docs, mistakes))
    shown = {path: (docs / path).as_posix() for path in files}
    for default in DEFAULT_PAGES:
        files.setdefault(default.source, default.markdown.encode())
    for generated in generated_pages(registry):
        files.setdefault(generated.source, generated.markdown.encode())
    for path, text in site_files(registry):
        files.setdefault(path, text.encode(errors="backslashreplace"))  # they contain file names
    project = _project(docs.resolve())
    functions = bind_macros(registry, project / ".cache" / "portdocs")
    repository = _repository(settings_file(project))
    for path in track("Pages", sorted(path for path in files if PurePosixPath(path).suffix in _MARKDOWN)):
        page = PlainPage(PurePosixPath(path), files.keys(), repository)
        files[path] = page.render(files[path], functions, docs).encode()
        files |= page.diagrams
        mistakes += [f"{shown.get(path, path)}:{line}: error: {message}" for line, message in page.mistakes]
    if mistakes:
        raise Mistakes(tuple(mistakes))
    return files


def _project(docs: Path) -> Path:
    """The folder of the settings of the site, which is the one above the pages in most sites."""
    return next((folder for folder in docs.parents if settings_file(folder).is_file()), docs.parent)


def _hand_written(docs: Path, mistakes: list[str]) -> Iterator[tuple[str, bytes]]:
    """The files of a folder by their path in it, without those that mkdocs omits (hidden files and `templates/`)."""
    root = docs.resolve()
    for path in sorted(docs.rglob("*")):
        inside = path.relative_to(docs)
        if any(part.startswith(".") for part in inside.parts) or inside.parts[0] == "templates":
            continue
        if path.is_symlink() and (path.is_dir() or not path.resolve().is_relative_to(root)):
            mistakes.append(f"{path.as_posix()}:1: error: this link leaves the folder; replace it with the file itself")
        elif path.is_file():
            yield inside.as_posix(), path.read_bytes()


def _repository(config: Path) -> str | None:
    """The URL of the repository in the configuration of the site, if there is one."""
    try:
        # As text, because tags such as `!ENV` belong to other tools.
        config_values = yaml.load(config.read_bytes(), yaml.BaseLoader)
    except (OSError, yaml.YAMLError):
        return None
    url = config_values.get("repo_url") if isinstance(config_values, dict) else None
    return url if isinstance(url, str) else None
