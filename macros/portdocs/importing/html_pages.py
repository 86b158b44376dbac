"""Pages in HTML, whose headings, lists and paragraphs become Markdown; their tables are cut out before."""

from __future__ import annotations

import re

_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->|<!doctype[^>]*>", re.I | re.S)
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>h[1-6]|[uo]l|li|p|pre|div|section|article|main|header|footer|nav|html|body|dl|dt|dd)\b[^>]*>",
    re.I,
)


def is_html(text: str) -> bool:
    """True for a page that starts with a tag, and has no headings, lists, tables or code of Markdown."""
    return text.lstrip()[:1] == "<" and not re.search(r"^\s*(?:#{1,6} |[-*+] |\||```)", text, re.M)


def to_markdown(html: str) -> tuple[str, list[int]]:
    """The page as Markdown, and the line of the page, from 1, that each of its lines comes from."""
    html = _HIDDEN.sub(lambda match: "\n" * match[0].count("\n"), html)
    lines, numbers, at, depth, is_raw = [""], [1], 0, 0, False
    for tag in _TAG.finditer(html + "<p>"):
        for index, text in enumerate(html[at : tag.start()].split("\n")):
            if index:
                lines.append("  " * depth)
                numbers.append(numbers[-1] + 1)
            lines[-1] += text if is_raw else text.lstrip() if not lines[-1].strip() else text
        at, name, is_open = tag.end(), tag["name"].lower(), not tag["close"]
        depth = max(0, depth + (1 if is_open else -1) * (name in ("ul", "ol")))
        is_raw = is_open if name == "pre" else is_raw
        if name == "pre":
            new = ["```", ""]
        elif name == "li" and is_open:
            new = ["  " * (depth - 1) + "- "]
        elif name[0] == "h" and name[1:].isdigit() and is_open:
            new = ["", "#" * int(name[1]) + " "]
        else:
            new = [] if depth else ["", ""]
        lines += new
        numbers += numbers[-1:] * len(new)
    return "\n".join(lines), numbers
