"""Other plugins of a site: the one that renders macros, and those that change what a build does."""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(slots=True)
class PageMetadata:
    """The front matter of pages of the package, while other plugins read it."""

    search_tags: dict[str, list[str]] = field(default_factory=dict)
    """The words that the search finds a page by, by its source path."""

    def adapt(self, page: Page, config: MkDocsConfig) -> None:
        """Adapt the front matter to the plugins of the site, before these read it."""
        page.meta.setdefault("render_macros", True)  # even if mkdocs-macros renders no page by default
        if is_translation(config):
            page.meta["search"] = {"exclude": True}
        # The words that find the page are not tags to Material's plugin, which would list them with those of the site.
        self.search_tags[page.file.src_uri] = page.meta.pop("tags", [])

    def restore_search_tags(self, page: Page) -> None:
        """Let the search find the page by its words."""
        if tags := self.search_tags.pop(page.file.src_uri, []):
            page.meta["tags"] = tags
