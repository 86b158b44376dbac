"""Any text is itself in Markdown, wherever it stands and whoever reads it; and what needs no escape has none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given

from portdocs.export import _markdown as md
from tests.export.texts import READERS, Seen, texts

INERT = {"p", "br", "ul", "li", "strong", "table", "thead", "tbody", "tr", "th", "td"}
# Where a text may stand, and what is seen there, `~` being the text.
POSITIONS: dict[str, tuple[Callable[[str], str], str]] = {
    "a paragraph": (lambda words: md.text(words, starts_block=True), "~"),
    "the middle of a line": (lambda words: f"word {md.text(words)} word", "word ~ word"),
    "a bullet": (lambda words: f"- {md.text(words, starts_block=True)}\n- x", "~ x"),
    "a term and its value": (lambda words: f"- **{md.text(words)}**: {md.text(words)}", "~: ~"),
    "a cell": (lambda words: md.table(["A", "B"], [[md.text(words), "x"], ["y", md.text(words)]]), "A B ~ x y ~"),
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
    for written in (md.text(words), md.code(words), md.heading(2, words)):
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
    assert md.text(words) == words


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
    assert md.text(words, starts_block=True) == written


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
