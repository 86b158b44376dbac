"""Text from data in SVG: inert for the browser, for an XML parser, and for a template that reads the page again."""

from __future__ import annotations

import re

from portdocs.pages.escape import for_html

# What no XML document can hold, not even as a reference.
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NAMES = {"class_": "class", "href": "xlink:href"}
_HYPHENATED = ("aria_", "data_")


def inert(text: str) -> str:
    """Text for element content and for quoted attributes."""
    return for_html(_NOT_IN_XML.sub("\ufffd", text)).replace("{", "&#123;")


def number(length: float) -> str:
    """A length with at most one decimal, and without a needless one."""
    return f"{round(length, 1) + 0.0:.10g}"


def attributes(**values: float | str) -> str:
    """Attributes, each with a space before it; `class_` becomes `class`, `data_x` becomes `data-x`, and `href` becomes
    `xlink:href`.

    Material's instant navigation sets the property `href` of every element with an attribute of that name; those of SVG
    refuse that.
    """
    return "".join(f' {_name(name)}="{_shown(value)}"' for name, value in values.items())


def _name(name: str) -> str:
    return name.replace("_", "-") if name.startswith(_HYPHENATED) else _NAMES.get(name, name)


def _shown(value: float | str) -> str:
    return inert(value) if isinstance(value, str) else number(value)
