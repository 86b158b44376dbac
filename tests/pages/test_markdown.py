"""Any text shows as itself in Markdown, in every position and for every reader, with as few escapes as possible."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given

from portdocs.pages import markdown as md
from portdocs.pages.escape import for_github, for_markdown, printable
from portdocs.pages.fact_list import FactList
from portdocs.pages.inline import Code, PageLink, SourceLink, Text, WebLink
from portdocs.pages.links import SiteLinks
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Location
from tests.export.texts import READERS, Seen, texts

LINKS = SiteLinks("index.md", repository="https://git.example/x")
INERT = {"p", "br", "ul", "li", "strong", "table", "thead", "tbody", "tr", "th", "td"}
# The positions of a text, and the visible result, with `~` for the text.
POSITIONS: dict[str, tuple[Callable[[str], str], str]] = {
    "a paragraph": (lambda words: for_markdown(words, starts_block=True), "~"),
    "the middle of a line": (lambda words: f"word {for_markdown(words)} word", "word ~ word"),
    "a bullet": (lambda words: f"- {for_markdown(words, starts_block=True)}\n- x", "~ x"),
    "a term and its value": (lambda words: f"- **{for_markdown(words)}**: {for_markdown(words)}", "~: ~"),
    "a cell": (
        lambda words: md.table(["A", "B"], [[for_markdown(words), "x"], ["y", for_markdown(words)]]),
        "A B ~ x y ~",
    ),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("position", POSITIONS)
@given(words=texts)
def test_any_text_is_itself(position: str, reader: str, words: str) -> None:
    location, expected = POSITIONS[position]
    seen = Seen(READERS[reader](location(words)))
    assert seen.words == " ".join(expected.replace("~", words.strip()).split())
    assert set(seen.tags) <= INERT
    assert not seen.links


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("level", [1, 3])
@given(words=texts)
def test_any_text_is_a_heading(level: int, reader: str, words: str) -> None:
    seen = Seen(READERS[reader](md.heading(level, words) + "\n\nx"))
    assert seen.words == " ".join([*words.split(), "x"])
    assert seen.tags == [f"h{level}", "p"]


@pytest.mark.parametrize("reader", READERS)
@given(words=texts)
def test_code_keeps_every_character(reader: str, words: str) -> None:
    for location in (md.code(words), md.table(["A", "B"], [[md.code(words), md.code(words)]])):
        seen = Seen(READERS[reader](location))
        assert words in seen.text
        assert set(seen.tags) <= INERT | {"code"}


@given(words=texts)
def test_no_text_starts_a_template(words: str) -> None:
    for written in (for_markdown(words), md.code(words), md.heading(2, words)):
        assert not any(opening in written for opening in ("{{", "{%", "{#"))


@pytest.mark.parametrize(
    "words",
    [
        "FastAPI backend with uvicorn (4 workers), v1.2 - 10.0.0.1:80",
        "R&D, AT&T & you -> here",
        'snake_case and C++, 3 > 2, 100 %, it\'s "quoted"!',
        "https://example.org/a?b=c&d=e#f",
        "#channel",
    ],
)
def test_what_needs_no_escape_stays(words: str) -> None:
    assert for_markdown(words) == words


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("#channel", "\\#channel"),
        ("- x", "\\- x"),
        ("-x", "-x"),
        ("1. x", "1\\. x"),
        ("10.0.0.1", "10.0.0.1"),
        ("!!! note", "\\!!! note"),
        ("!x", "!x"),
    ],
)
def test_the_start_of_a_block(words: str, written: str) -> None:
    assert for_markdown(words, starts_block=True) == written


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("0.0.0.0:80", "`0.0.0.0:80`"),
        ("$ pg_isready", "`$ pg_isready`"),
        ("a|b", "<code>a&#124;b</code>"),
        ("a`b", "<code>a\\`b</code>"),
        (" a", "<code>&#32;a</code>"),
        ("{{ x }}", "<code>&#123;&#123; x }}</code>"),
    ],
)
def test_code_is_in_backticks_where_they_hold_it(words: str, written: str) -> None:
    assert md.code(words) == written


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "url", ["https://x.example/a_b*c(d)?e=f&g=h", "http://x.example/&copy;&#42;", "https://x.example/~y/[z]"]
)
def test_a_url_leads_where_it_says(reader: str, url: str) -> None:
    seen = Seen(READERS[reader](f"- **a**: {md.link(url)}"))
    assert seen.words == f"a: {url}"
    assert seen.links in ([url], [url.replace("[", "%5B").replace("]", "%5D")], [])


@pytest.mark.parametrize("reader", READERS)
@given(words=texts)
def test_any_text_shows_as_itself_in_cells_and_facts(reader: str, words: str) -> None:
    cells = ((Text(words),), (Code(words), Text(words)), (Text("!"), PageLink(Text(words), "a.md")), (Text(words),))
    table = Table("x", "x", tuple(Column(title) for title in "ABCD"), (Row(cells),), "none").markdown(LINKS)
    facts = FactList("x", ((words, (Text(words),)),)).markdown(LINKS)
    for source in (table, facts):
        seen = Seen(READERS[reader](source))
        assert " ".join(words.split()) in seen.words
        assert set(seen.tags) <= INERT | {"a", "code"}
        assert len(seen.links) == (source is table)


@pytest.mark.parametrize(
    ("part", "written"),
    [
        (Text("a-b, (c) 50 %"), "a-b, (c) 50 %"),
        (Text(" x "), " x "),
        (Text("! "), "\\! "),
        (WebLink("https://x.example/a", "https://x.example/a"), "<https://x.example/a>"),
        (WebLink("Docs", "https://x.example/a"), "[Docs](https://x.example/a)"),
        (WebLink("Docs", "https://x.example/a(b)"), "[Docs](<https://x.example/a(b)>)"),
        (SourceLink(Location("data/x.yml", 3)), "[data/x.yml:3](https://git.example/x/blob/HEAD/data/x.yml#L3)"),
    ],
)
def test_parts_of_a_line(part: Text | WebLink | SourceLink, written: str) -> None:
    assert part.markdown(LINKS) == written


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("a { b\n\n# c", "```\na { b\n\n# c\n```"),
        ("```", "````\n```\n````"),
        ("{{ x <", "<pre><code>&#123;&#123; x &lt;</code></pre>"),
    ],
)
def test_code_blocks(words: str, written: str) -> None:
    assert md.code_block(words) == written


@given(words=texts)
def test_a_comment_mentions_no_user_and_no_issue(words: str) -> None:
    assert not set("@#*_`[]<>|{}!:/.") & set(re.sub(r"&#[0-9]+;|<!-- -->", "", for_github(words)))


def test_control_characters_are_replaced() -> None:
    for number in (0, 8, 0xB, 0x1B, 0x7F, 0x80, 0x85, 0x9B, 0x9F, 0x2028, 0x2029, 0xD800, 0xFFFE):
        assert printable(f"a{chr(number)}b") == "a\ufffdb", hex(number)
    assert printable("a\nb\tc") == "a\nb\tc"
