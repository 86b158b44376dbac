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
_HEADING = re.compile(r"^ {0,3}#.*|^.*\n {0,3}=+[ \t]*$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\s*\n.*?\n(---|\.\.\.)\s*\n", re.DOTALL)


def shared_inputs(config: MkDocsConfig, files: Files, data: Hashable) -> Hashable | None:
    """A value that changes whenever an input of any page changes, other than macros; None if the inputs are unknown.

    `data` represents the registry, which a heading may show.
    """
    if not shows_known_parts(config):
        return None
    templates = ((str(path), path.stat().st_mtime_ns) for path in _templates(config))
    return (repr(_written_settings(config)), config.site_url, *templates, *_names(config, files, data))


def lasting_inputs(config: MkDocsConfig, files: Files, data: Hashable) -> tuple[Any, ...] | None:
    """The same inputs as values that have a fingerprint, to compare them with those of a build in another process."""
    if not shows_known_parts(config):
        return None
    settings = [
        {name: value for name, value in part.items() if name != "site_dir"} for part in _written_settings(config)
    ]
    adapted = (config.site_url, config.extra, config.theme["features"])  # by this plugin, mike and others
    templates = [(path.name, path.read_bytes()) for path in (*_templates(config), *_custom_files(config))]
    return (settings, adapted, templates, *_names(config, files, data))


def _written_settings(config: MkDocsConfig) -> Any:
    with warnings.catch_warnings():
        # Deprecated because mkdocs does not use it; nothing else has the settings as they were when this build began.
        warnings.simplefilter("ignore", DeprecationWarning)
        return config.user_configs


def shows_known_parts(config: MkDocsConfig) -> bool:
    """True if no plugin and no extension shows more of a page than its text, and of other pages than their titles."""
    return (
        {*config.plugins} <= _PLUGINS
        and not config.hooks
        and all(_EXTENSIONS.fullmatch(name) for name in config.markdown_extensions)
    )


def _templates(config: MkDocsConfig) -> Iterator[Path]:
    for folder in config.theme.dirs:
        for inside, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name[0] != "." and name != "assets")
            yield from (Path(inside, name) for name in sorted(names) if name.endswith((".html", ".yml")))


def _custom_files(config: MkDocsConfig) -> Iterator[Path]:
    """All files of a team's own templates, such as icons: those of packages are known by the version of the package."""
    if config.theme.custom_dir:
        yield from sorted(path for path in Path(config.theme.custom_dir).rglob("*") if path.is_file())


def _names(config: MkDocsConfig, files: Files, data: Hashable) -> Iterator[Hashable]:
    """The titles that the navigation shows: front matter, and headings of pages that the navigation does not name."""
    written = {file.src_uri: file for file in files.documentation_pages() if file.generated_by is None}
    in_nav = dict.fromkeys(written, False) if config.nav is None else dict(_in_nav(config.nav))
    for uri, is_named in in_nav.items():
        if uri in written:
            text = written[uri].content_string
            front = _FRONT_MATTER.match(text)
            front_matter = front[0] if front else ""
            yield uri, front_matter if is_named else (front_matter, *_title(text, data))
        elif not is_named and _ENTRY.search(uri):
            yield uri, data


def _title(text: str, data: Hashable) -> tuple[Hashable, ...]:
    """Everything of a page that its title may come from: mkdocs takes the heading that it starts with."""
    if "{" in text:
        return text, data
    return (text,) if "<h1" in text else tuple(_HEADING.findall(text))


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
