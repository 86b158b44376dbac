"""All files of the folder of pages: those of `docs/`, the generated pages, and what the site offers to programs."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import yaml

from portdocs.export import Mistakes, site_files
from portdocs.export._markdown import heading
from portdocs.export._markdown_page import PlainPage
from portdocs.export._readable import decoded
from portdocs.pages.generated import generated_pages
from portdocs.pages.macros import bind_macros
from portdocs.registry import Registry

_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})
"""What mkdocs takes for a page."""
_TITLE = re.compile(r'^title: (".*")$', re.MULTILINE)


def folder(registry: Registry, docs: Path) -> dict[str, bytes]:
    """The files by their path. Raises Mistakes."""
    mistakes: list[str] = []
    files = dict(_written_by_hand(docs, mistakes))
    shown = {path: (docs / path).as_posix() for path in files}
    for generated in generated_pages(registry):
        files.setdefault(generated.source, _with_plain_title(generated.markdown).encode())
    for path, text in site_files(registry):
        files.setdefault(path, text.encode(errors="backslashreplace"))  # it names files
    project = docs.resolve().parent
    functions = bind_macros(registry, project / ".cache" / "portdocs")
    repository = _repository(project / "mkdocs.yml")
    for path in sorted(path for path in files if PurePosixPath(path).suffix in _MARKDOWN):
        page = PlainPage(PurePosixPath(path), files.keys(), repository)
        files[path] = page.render(files[path], functions, docs).encode()
        files |= page.drawings
        mistakes += [f"{shown.get(path, path)}:{line}: error: {message}" for line, message in page.mistakes]
    if mistakes:
        raise Mistakes(tuple(mistakes))
    return files


def _written_by_hand(docs: Path, mistakes: list[str]) -> Iterator[tuple[str, bytes]]:
    """The files of a folder by their path in it, without what mkdocs leaves out (hidden files and `templates/`)."""
    root = docs.resolve()
    for path in sorted(docs.rglob("*")):
        inside = path.relative_to(docs)
        if any(part.startswith(".") for part in inside.parts) or inside.parts[0] == "templates":
            continue
        if path.is_symlink() and (path.is_dir() or not path.resolve().is_relative_to(root)):
            mistakes.append(f"{path.as_posix()}:1: error: the link leads elsewhere; put the file itself here")
        elif path.is_file():
            yield inside.as_posix(), path.read_bytes()


def _repository(config: Path) -> str | None:
    """The address of the repository that the site's configuration names, if there is one."""
    try:
        # Reads all values as text: the tags of other tools (`!ENV`) are theirs.
        known = yaml.load(config.read_bytes(), yaml.BaseLoader)
    except (OSError, yaml.YAMLError):
        return None
    named = known.get("repo_url") if isinstance(known, dict) else None
    return named if isinstance(named, str) else None


def _with_plain_title(markdown: str) -> str:
    """A generated page with its title as text: in the front matter for HTML, where generators put it without a look."""
    found = _TITLE.search(markdown)
    if not found:
        return markdown
    escaped = json.loads(found[1])
    title = decoded(escaped)
    for_html = html.escape(title, quote=False).replace("{", "&#123;")
    in_front = f"title: {json.dumps(for_html, ensure_ascii=False)}"
    return markdown.replace(found[0], in_front, 1).replace(f"# {escaped}\n", f"{heading(1, title)}\n", 1)
