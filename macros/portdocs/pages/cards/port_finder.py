"""The port finder: a field that answers as you type. `finder.js` builds it; without a script a sentence remains."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.pages.escape import for_html
from portdocs.pages.links import Links
from portdocs.pages.search_data import DATA, SCRIPT
from portdocs.registry import Registry

_ID = "portdocs-id"
"""Stands for an id in the addresses of pages; the script puts the real one there."""


@dataclass(frozen=True, slots=True)
class Finder:
    """Where the finder's script builds its field, and where it finds what it needs."""

    def html(self, links: Links) -> str:
        """A sentence with a link to the tables, which the script replaces."""
        addresses = {
            "data": links.asset(DATA),
            "script": links.asset(SCRIPT),
            "service": links.page(f"services/{_ID}.md"),
            "host": links.page(f"hosts/{_ID}.md"),
            "range": links.page(f"ranges.md#range-{_ID}"),
        }
        attributes = "".join(f' data-{key}="{for_html(value)}"' for key, value in addresses.items())
        # Material's search leaves an element out until the next closing tag of its name: no other <div> is within.
        return (
            f'<div class="pd-finder" data-portdocs-finder{attributes} data-search-exclude>'
            f'<p class="pd-finder__plain">To find out what is on a port, look into {_tables(links)}.</p></div>'
        )

    def markdown(self, links: Links) -> str:
        """The same sentence."""
        ports, ranges = links.page("ports.md"), links.page("ranges.md")
        return f"To find out what is on a port, look into the [ports in use]({ports}) and the [ranges]({ranges})."


def _tables(links: Links) -> str:
    ports, ranges = for_html(links.page("ports.md")), for_html(links.page("ranges.md"))
    return f'the <a href="{ports}">ports in use</a> and the <a href="{ranges}">reserved ranges</a>'


def port_finder(registry: Registry) -> Finder:
    """A field that says what is on a port, behind a domain or called like this, as you type."""
    return Finder()
