"""Text from data in SVG: inert for the browser, for an XML parser, and for a template that reads the page again."""

from __future__ import annotations

import re

from macros.render.escape import for_html

# What no XML document can hold, not even as a reference.
_UNSPEAKABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NAMES = {"class_": "class", "href": "xlink:href", "aria_label": "aria-label"}


def inert(text: str) -> str:
    """Text for element content and for quoted attributes."""
    return for_html(_UNSPEAKABLE.sub("\ufffd", text)).replace("{", "&#123;")


def number(length: float) -> str:
    """A length with at most one decimal, and without a needless one."""
    return (
        f"{length:.1f}".removesuffix(".0").replace("-0", "0")
        if abs(length) < 0.05
        else f"{length:.1f}".removesuffix(".0")
    )


def attributes(**values: float | str) -> str:
    """Attributes with a space before each; `class_` is `class`, and `href` is `xlink:href`.

    Material's instant navigation sets the property `href` of every element with an attribute of that name; those of SVG
    refuse that.
    """
    shown = (
        (_NAMES.get(name, name), number(value) if isinstance(value, (int, float)) else inert(value))
        for name, value in values.items()
    )
    return "".join(f' {name}="{value}"' for name, value in shown)
