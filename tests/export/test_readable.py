"""The Markdown of tables and cards is the same text when it was made readable, and needs few references."""

from __future__ import annotations

import pytest
from hypothesis import given

from portdocs.export._readable import readable
from portdocs.pages.fact_list import Facts
from portdocs.pages.inline import Code, PageLink, SourceLink, Text, WebLink
from portdocs.pages.links import SiteLinks
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Location
from tests.export.texts import READERS, Seen, texts

LINKS = SiteLinks("index.md", repository="https://git.example/x")


@pytest.mark.parametrize("reader", READERS)
@given(words=texts)
def test_any_text_stays_itself(reader: str, words: str) -> None:
    read = READERS[reader]
    cells = ((Text(words),), (Code(words), Text(words)), (PageLink(Text(words), "a.md"), Text("!")), (Text(words),))
    table = Table("x", "x", tuple(Column(title) for title in "ABCD"), (Row(cells),), "none").markdown(LINKS)
    facts = Facts("x", ((words, (Text(words),)),)).markdown(LINKS)
    bullet = f"- {Text(words).markdown(LINKS)}"
    for before in (table, facts, bullet):
        assert Seen(read(readable(before))).words == Seen(read(before)).words
        assert Seen(read(readable(before))).tags == Seen(read(before)).tags
        assert Seen(read(readable(before))).links == Seen(read(before)).links


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Code("127.0.0.1:80").markdown(LINKS), "`127.0.0.1:80`"),
        (Text("a-b, (c) 50 %").markdown(LINKS), "a-b, (c) 50 %"),
        (Text("# x").markdown(LINKS), "\\# x"),
        ("| " + Text("# x").markdown(LINKS), "| # x"),
        (WebLink("https://x.example/a", "https://x.example/a").markdown(LINKS), "<https://x.example/a>"),
        (WebLink("Docs", "https://x.example/a").markdown(LINKS), "[Docs](https://x.example/a)"),
        (WebLink("Docs", "https://x.example/a(b)").markdown(LINKS), "[Docs](<https://x.example/a(b)>)"),
        (SourceLink(Location("data/x.yml", 3)).markdown(LINKS), "[data/x.yml:3](https://git.example/x/blob/HEAD/data/x.yml#L3)"),
        ("<pre><code>a &#123; b\n\n&#35; c</code></pre>", "```\na { b\n\n# c\n```"),
        ("<pre><code>&#96;&#96;&#96;</code></pre>", "````\n```\n````"),
        ("<pre><code>&#123;&#123; x</code></pre>", "<pre><code>&#123;&#123; x</code></pre>"),
        (f"{Text('!').markdown(LINKS)}[x](y.md)", "\\![x](y.md)"),
    ],
)  # fmt: skip
def test_few_references_are_left(before: str, after: str) -> None:
    assert readable(before) == after
