"""The port finder: a field that answers as you type. `finder.js` builds it; without scripts a sentence remains."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.pages.escape import for_html
from portdocs.pages.links import Links
from portdocs.pages.search_data import DATA_FILE, SCRIPT_FILE
from portdocs.registry import Registry

_ID = "portdocs-id"
"""A placeholder for ids in the URLs of pages, which the script replaces."""


@dataclass(frozen=True, slots=True)
class Finder:
    """The element in which the script builds the field, with the URLs that it needs."""

    def html(self, links: Links) -> str:
        """A sentence with links to the tables, which the script replaces."""
        urls = {
            "data": links.asset(DATA_FILE),
            "script": links.asset(SCRIPT_FILE),
            "service": links.page(f"services/{_ID}.md"),
            "host": links.page(f"hosts/{_ID}.md"),
            "range": links.page(f"ranges.md#range-{_ID}"),
        }
        attributes = "".join(f' data-{key}="{for_html(value)}"' for key, value in urls.items())
        # Material's search skips an excluded element up to the next closing tag of its name: no <div> may be within.
        return (
            f'<div class="pd-finder" data-portdocs-finder{attributes} data-search-exclude>'
            f'<p class="pd-finder__plain">See {_tables(links)}.</p></div>'
        )

    def markdown(self, links: Links) -> str:
        """The sentence."""
        ports, ranges = links.page("ports.md"), links.page("ranges.md")
        return f"See the [ports in use]({ports}) and the [reserved ranges]({ranges})."


def _tables(links: Links) -> str:
    ports, ranges = for_html(links.page("ports.md")), for_html(links.page("ranges.md"))
    return f'the <a href="{ports}">ports in use</a> and the <a href="{ranges}">reserved ranges</a>'


def port_finder(registry: Registry) -> Finder:
    """A field that finds ports, domains, services, hosts and owners as you type."""
    return Finder()
