"""Texts that data may hold, and what a reader of Markdown sees of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import markdown
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from portdocs.registry import LoadErrors, Registry, load_registry
from portdocs.registry.yaml_writer import FORBIDDEN

"""Settings without a deadline: tests run in parallel, so the time of an example says nothing."""

_MARKUP = (
    "`", "``", "*", "**", "_", "__", "~~", "==", "++", "^", "$", "[a](b)", "![a](b)", "[a]: b", "[^1]", "*[A]: b",
    "<b>", "</p>", "<!--", "-->", "<?", "<![CDATA[", "&lt;", "&#60;", "&#", "&", "\\", "\\|", "|", "||", "---", "# ",
    "> ", "- ", "+ ", "1. ", "1) ", "=== \"", "!!! note", "??? note", "///", "--8<-- 'x'", ":smile:", "{: .x}",
    "{{ x }}", "{% x %}", "{# x #}", "http://a.example", "www.a.example", "a@b.example", " ", "  ", "\t", "\n",
    "\r\n", "x", "é",
)  # fmt: skip

any_text = st.text(
    st.one_of(st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from("\t\n\r")),
    max_size=40,
)
markup = st.lists(st.sampled_from(_MARKUP), max_size=12).map("".join)
texts = st.one_of(any_text, markup).filter(lambda text: text.strip() and not FORBIDDEN.search(text))
"""Texts that the registry accepts: everything but control and invisible characters."""


def registry_with(data: dict[str, Any]) -> Registry:
    """The registry of some data; JSON is YAML, and quotes whatever there is."""
    result = load_registry({"data/x.yml": json.dumps(data, ensure_ascii=False).encode()})
    assert not isinstance(result, LoadErrors), "\n".join(map(str, result.findings))
    return result


READERS: dict[str, Callable[[str], str]] = {
    "CommonMark": MarkdownIt("commonmark").enable("table").render,
    "Python-Markdown": lambda text: markdown.markdown(text, extensions=["tables", "fenced_code"]),
}


class Seen(HTMLParser):
    """The text of some HTML, and its tags; a line break is a line end."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes it."""
        self.tags.append(tag)
        self.text += "\n" if tag == "br" else ""
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        """Notes it."""
        self.text += data

    @property
    def words(self) -> str:
        """The text with single spaces, as a browser shows it."""
        return " ".join(self.text.split())
