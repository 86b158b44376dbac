"""A button that looks like a large search field and opens the search of the site, which has the same answers.

`search.js` makes it; without scripts a sentence remains.
"""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.pages.escape import for_html
from portdocs.pages.links import Links
from portdocs.registry import Registry


@dataclass(frozen=True, slots=True)
class SearchButton:
    """The element that the script turns into the button."""

    def html(self, links: Links) -> str:
        """A sentence with links to the tables, which the script replaces."""
        ports, ranges = (for_html(links.page(source)) for source in ("ports.md", "ranges.md"))
        # Material's search skips an excluded element up to the next closing tag of its name: no <div> may be within.
        return (
            '<div class="pd-search" data-portdocs-search data-search-exclude><p class="pd-search__plain">'
            f'See the <a href="{ports}">ports in use</a> and the <a href="{ranges}">reserved ranges</a>.</p></div>'
        )

    def markdown(self, links: Links) -> str:
        """The sentence."""
        ports, ranges = links.page("ports.md"), links.page("ranges.md")
        return f"See the [ports in use]({ports}) and the [reserved ranges]({ranges})."


def port_finder(registry: Registry) -> SearchButton:
    """A large search field that finds ports, domains, services, hosts and owners as you type."""
    return SearchButton()
