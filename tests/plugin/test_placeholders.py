"""The text that the search index reads: a paragraph for each line, of which the theme shows those that match."""

from __future__ import annotations

from portdocs.pages.links import SiteLinks
from portdocs.pages.tables.claim_table import claim_table
from portdocs.plugin.placeholders import fill_all, fill_inline
from tests.data import registry_of

CLAIMS = registry_of("claims: [{statement: a < b}, {statement: second}]")


def test_each_row_is_a_paragraph_that_the_content_replaces() -> None:
    block = '<div data-portdocs="1.2"></div>'
    searched = fill_inline(block, {"1.2": claim_table(CLAIMS)}, SiteLinks("security.md"))
    assert searched.count("<p>") == searched.count("</p>") == 2
    assert "<p>unchecked a &lt; b " in searched
    assert fill_all(searched, lambda key: f"content of {key}") == "content of 1.2"
