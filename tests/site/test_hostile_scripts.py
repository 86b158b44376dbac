"""Scripts with hostile values and addresses, in a page of their own that needs no site."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Page, expect

from tests.site.project import ASSETS

LINKS = [
    ")![i](http://127.0.0.1/evil)",
    "](http://127.0.0.1/evil)",
    "`](http://127.0.0.1/evil)",
    "\\)![i](http://127.0.0.1/evil)",
    "|<img src=x>|",
    "'\")![i](/x",
    "[[x](y)",
]
COPY = """(ends) => {
    const cell = (end) => {
        const link = Object.assign(document.createElement("a"), { textContent: "a link" });
        link.setAttribute("href", "https://x.org/?" + end);
        const cell = document.createElement("td");
        cell.append(link);
        return cell;
    };
    return ends.map((end) => window.portdocs.tableCells.markdown([[cell(end)]]));
}"""


def test_a_copy_as_markdown_has_the_links_of_the_table_only(page: Page) -> None:
    page.set_content("<table></table>")
    page.add_script_tag(path=ASSETS / "table-cells.js")
    for end, markdown in zip(LINKS, page.evaluate(COPY, LINKS), strict=True):
        (inline,) = [token for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown) if token.children][
            :1
        ]
        assert [child.type for child in inline.children or ()] == ["link_open", "text", "link_close"], (end, markdown)


@pytest.mark.parametrize("fragment", ["%", "%zz", "%E0%A4%A", "%00", "a%ff"])
def test_a_table_is_complete_whatever_the_fragment(page: Page, fragment: str) -> None:
    page.set_content(
        "<div class=pd-frame><table data-table='x'><thead><tr><th></th></tr></thead>"
        "<tbody><tr><td>1</td></tr></tbody></table>"
        "<noscript><table><tbody><tr><td>2</td></tr></tbody></table></noscript></div>"
    )
    page.evaluate("(fragment) => { location.hash = fragment; window.document$ = { subscribe: (f) => f() }; }", fragment)
    for script in ("table-breaks.js", "table-deferred-rows.js"):
        page.add_script_tag(path=ASSETS / script)
    expect(page.locator("tbody tr")).to_have_count(2)
