"""Markdown written from data: code, links, headings and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portdocs.pages.escape import escape_active, for_markdown, for_template, printable

# Nothing is escaped between backticks; tables, HTML, templates and a language in front of code rule some text out.
_PLAIN_CODE = re.compile(r"(?!\s|#!|:::|.*\{[{%#])[^`|<&\\\x00-\x1f]+(?<!\s)")
_TEMPLATE = re.compile(r"\{[{%#]")


def within_line(text: str) -> str:
    """Text between other parts of a line; white space is collapsed, and kept at both ends."""
    line = " ".join(printable(text).split())
    if not line:
        return " " if text else ""
    escaped = for_markdown(line)
    # In front of a link, an exclamation mark would turn it into an image.
    escaped = f"{escaped[:-1]}\\!" if escaped.endswith("!") else escaped
    return f"{' ' * text[0].isspace()}{escaped}{' ' * text[-1].isspace()}"


def code(text: str) -> str:
    """Code in backticks, or in `<code>` if backticks cannot contain it."""
    text = printable(text)
    if _PLAIN_CODE.fullmatch(text):
        return f"`{text}`"
    return f"<code>{escape_active(text).replace(chr(10), '&#10;')}</code>"


def code_block(text: str) -> str:
    """A block of code between fences; in `<pre>` if it would start a template."""
    text = printable(text)
    if _TEMPLATE.search(text):
        return f"<pre><code>{for_template(text)}</code></pre>"
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"{fence}\n{text}\n{fence}"


def link(url: str, label: str = "") -> str:
    """A checked http or https URL (see `registry.urls`), with a label that is Markdown, else shown as it is."""
    if label and label != for_markdown(url):
        return f"[{label}](<{url}>)" if re.search(r"[()]", url) else f"[{label}]({url})"
    # Nothing is escaped in `<...>`; a URL with what looks like a character reference would change.
    return code(url) if "&" in url and escape_active(url) != url else f"<{url}>"


def heading(level: int, text: str) -> str:
    """A heading on one line."""
    line = for_markdown(" ".join(printable(text).split()))
    # A hash at the end would close the heading.
    return f"{'#' * level} " + (f"{line[:-1]}\\#" if line.endswith("#") else line)


def bullets(items: Iterable[str]) -> str:
    """A list of texts."""
    return "\n".join(f"- {for_markdown(item, starts_block=True)}" for item in items)


def table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are Markdown already."""
    titles = list(titles)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
