"""Other plugins of a site: those that render macros and search pages, and those that change what a build does."""

from __future__ import annotations

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page
from mkdocs_macros.plugin import MacrosPlugin


def macros_plugin(config: MkDocsConfig) -> MacrosPlugin:
    """The plugin mkdocs-macros. Raises PluginError if it is not enabled."""
    for plugin in config.plugins.values():
        if isinstance(plugin, MacrosPlugin):
            return plugin
    raise PluginError("mkdocs.yml: the plugin `portdocs` needs the plugin `macros`; add `- macros` to `plugins`")


def is_translation(config: MkDocsConfig) -> bool:
    """True while mkdocs-static-i18n builds the site in another language than the default one."""
    i18n: Any = config.plugins.get("i18n")
    return i18n is not None and not i18n.is_default_language_build


def adapt_metadata(page: Page, config: MkDocsConfig) -> None:
    """Adapt the front matter of a page of the package to the plugins of the site, before these read it."""
    page.meta.setdefault("render_macros", True)  # even if mkdocs-macros renders no page by default
    if is_translation(config):
        page.meta["search"] = {"exclude": True}


def search_entries(config: MkDocsConfig) -> list[Any] | None:
    """The entries of the search index so far; None if search is disabled."""
    search: Any = config.plugins.get("material/search")
    return search.search_index.entries if search and search.config.enabled else None
