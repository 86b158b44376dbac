"""Makes the Markdown of tables, cards and drawings readable.

It is made to stand among templates and extensions of any kind, so every ASCII character of the data that is not a
letter, digit or space is a reference (see `render.escape.for_markdown`). All other punctuation is structure, and stays.
"""

from __future__ import annotations

import re

from portdocs.export._markdown import code, link, text

_REFERENCE = re.compile(r"&#([0-9]+);")
_CODE_BLOCK = re.compile(r"<pre><code>(.*?)</code></pre>", re.DOTALL)
_CODE_OR_DATA = re.compile(r"<code>(?P<code>(?:[^<&]|&#[0-9]+;)*)</code>|(?:[a-zA-Z0-9 ]|[^\x00-\x7f]|&#[0-9]+;)+")
_LINK = re.compile(r"\[([^\[\]]+)\]\(<([^<>]+)>\)")
_BLOCK_STARTS = re.compile(r" *([-*] +)?")


def readable(markdown: str) -> str:
    """The same Markdown with as few references as it needs."""
    # Every other piece is the content of a block of code.
    pieces = _CODE_BLOCK.split(markdown)
    return "".join(_fenced(piece) if index % 2 else _lines(piece) for index, piece in enumerate(pieces))


def _lines(markdown: str) -> str:
    return "\n".join(_LINK.sub(_link, _CODE_OR_DATA.sub(_plain, line)) for line in markdown.split("\n"))


def _fenced(escaped: str) -> str:
    """A block of code between fences that it does not hold; as it was where it would start a template."""
    block = decoded(escaped)
    if any(opening in block for opening in ("{{", "{%", "{#")):
        return f"<pre><code>{escaped}</code></pre>"
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", block))])
    return f"{fence}\n{block}\n{fence}"


def _plain(match: re.Match[str]) -> str:
    if match["code"] is not None:
        return code(decoded(match["code"]))
    if "&#" not in match[0]:
        return match[0]
    words = decoded(match[0])
    inner = words.strip(" ")
    if not inner:
        return match[0]
    before, after = words.split(inner, 1)
    starts_block = _BLOCK_STARTS.fullmatch(match.string[: match.start()] + before) is not None
    escaped = text(inner, starts_block=starts_block)
    # Before the bracket of a link an exclamation mark would make it a picture.
    return before + (f"{escaped[:-1]}\\!" if escaped.endswith("!") else escaped) + after


def _link(match: re.Match[str]) -> str:
    """A link without what it does not need: a label that is the URL, and brackets around a URL without parentheses."""
    label, url = match[1], match[2]
    if label == text(url):
        return link(url)
    return match[0] if re.search(r"[()]", url) else f"[{label}]({url})"


def decoded(escaped: str) -> str:
    """The text that was escaped."""
    return _REFERENCE.sub(lambda match: chr(int(match[1])), escaped)
