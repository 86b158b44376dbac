"""Numbers and attributes of SVG, as text."""

from __future__ import annotations

from functools import cache, lru_cache

from portdocs.pages.escape import for_template

_NAMES = {"class_": "class", "href": "xlink:href"}
_HYPHENATED = ("aria_", "data_")


@lru_cache(maxsize=8192)  # most lengths of a diagram are those of others
def number(length: float) -> str:
    """A length with at most one decimal, and without a needless one."""
    return f"{round(length, 1) + 0.0:.10g}"


def rectangle(x: float, y: float, width: float, height: float, radius: float, classes: str = "") -> str:
    """A rectangle with round corners, from its upper left corner."""
    named = f' class="{classes}"' if classes else ""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect{named} {place} rx="{number(radius)}"/>'


def text_at(x: float, y: float, content: str, classes: str = "") -> str:
    """A line of text from its left end, or around its middle where the style sheet says so; `content` is escaped."""
    named = f' class="{classes}"' if classes else ""
    return f'<text{named} x="{number(x)}" y="{number(y)}">{content}</text>'


def attributes(**values: float | str) -> str:
    """Attributes, each with a space before it; `class_` becomes `class`, `data_x` becomes `data-x`, and `href` becomes
    `xlink:href`.

    Material's instant navigation sets the property `href` of every element with an attribute of that name; those of SVG
    refuse that.
    """
    return "".join([_name(name) + _shown(value) + '"' for name, value in values.items()])


@cache
def _name(name: str) -> str:
    name = name.replace("_", "-") if name.startswith(_HYPHENATED) else _NAMES.get(name, name)
    return f' {name}="'


def _shown(value: float | str) -> str:
    return _escaped(value) if isinstance(value, str) else number(value)


@lru_cache(maxsize=8192)  # classes, and the names of the same services in several diagrams
def _escaped(text: str) -> str:
    return for_template(text)
