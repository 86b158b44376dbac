"""Inputs shared by all pages: the configuration, the theme's templates, and the titles in the navigation."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

# These handle each page by itself; others may show one page on another, or read files that are not tracked here.
_PLUGINS = {"material/search", "material/offline", "macros", "mike", "portdocs"}
_EXTENSIONS = re.compile(
    r"(markdown\.extensions\.)?(abbr|admonition|attr_list|codehilite|def_list|extra|fenced_code|footnotes|md_in_html|meta"
    r"|nl2br|sane_lists|smarty|tables|toc)|pymdownx\.(?!snippets|blocks)\w+"
)
_ENTRY = re.compile(r"(^|/)(services|hosts|suites)/(?!index\.md)[^/]+\.md$")
_FRONT_MATTER = re.compile(r"\A---\s*\n.*?\n(---|\.\.\.)\s*\n", re.DOTALL)


def shared_inputs(config: MkDocsConfig, files: Files, data: Hashable) -> Hashable | None:
    """A value that changes whenever an input of any page changes, other than macros; None if the inputs are unknown.

    `data` represents the registry, which a heading may show.
    """
    if not _are_known(config):
        return None
    return (_written_settings(config), config.site_url, *_templates(config), *_names(config, files, data))


def _written_settings(config: MkDocsConfig) -> str:
    with warnings.catch_warnings():
        # Deprecated because mkdocs does not use it; nothing else has the settings as they were when this build began.
        warnings.simplefilter("ignore", DeprecationWarning)
        return repr(config.user_configs)


def _are_known(config: MkDocsConfig) -> bool:
    return (
        {*config.plugins} <= _PLUGINS
        and not config.hooks
        and all(_EXTENSIONS.fullmatch(name) for name in config.markdown_extensions)
    )


def _templates(config: MkDocsConfig) -> Iterator[tuple[str, int]]:
    for folder in config.theme.dirs:
        for inside, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name[0] != "." and name != "assets")
            for path in (Path(inside, name) for name in sorted(names) if name.endswith((".html", ".yml"))):
                yield str(path), path.stat().st_mtime_ns


def _names(config: MkDocsConfig, files: Files, data: Hashable) -> Iterator[Hashable]:
    """The titles that the navigation shows: front matter, and headings of pages that the navigation does not name."""
    written = {file.src_uri: file for file in files.documentation_pages() if file.generated_by is None}
    in_nav = dict.fromkeys(written, False) if config.nav is None else dict(_in_nav(config.nav))
    for uri, is_named in in_nav.items():
        if uri in written:
            text = written[uri].content_string
            front = _FRONT_MATTER.match(text)
            yield uri, (front[0] if front else "") if is_named else (text, data if "{" in text else None)
        elif not is_named and _ENTRY.search(uri):
            yield uri, data


def _in_nav(nav: Any) -> Iterator[tuple[str, bool]]:
    """The pages of the navigation; True for those with a title in the navigation."""
    if isinstance(nav, str):
        yield nav, False
    elif isinstance(nav, list):
        for item in nav:
            yield from _in_nav(item)
    elif isinstance(nav, dict):
        for value in nav.values():
            yield from [(value, True)] if isinstance(value, str) else _in_nav(value)
