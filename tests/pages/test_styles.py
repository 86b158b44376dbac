"""The styles of the package: they apply to its own elements only, so that an existing site keeps its looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.project import ASSETS

OWN = re.compile(r"pdd?-|data-portdocs")
ROOT_SELECTORS = re.compile(r':root|\[data-md-color-scheme="\w+"\]')
STYLES = sorted(ASSETS.glob("*.css"))


def rules(text: str) -> Iterator[tuple[str, str]]:
    """Selector list and declarations of each style rule, those in `@media` included."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r'"[^"\n]*[{}][^"\n]*"', '""', text)  # braces in a string are not a rule
    depth, start, selector = 0, 0, ""
    for at, char in enumerate(text):
        if char == "{":
            prelude = text[start:at].strip()
            if not prelude.startswith("@"):
                depth, selector = 1, prelude
            start = at + 1
        elif char == "}":
            if depth:
                yield selector, text[start:at]
            depth, start = 0, at + 1


def split(selectors: str) -> Iterator[str]:
    """The selectors of a list; commas within parentheses belong to one of them."""
    depth, part = 0, ""
    for char in selectors:
        depth += (char == "(") - (char == ")")
        if char == "," and not depth:
            yield part.strip()
            part = ""
        else:
            part += char
    yield part.strip()


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_rule_is_about_elements_of_the_package(path: Path) -> None:
    for selectors, declarations in rules(path.read_text(encoding="utf-8")):
        for selector in split(selectors):
            if ROOT_SELECTORS.fullmatch(selector):
                names = re.findall(r"([\w-]+)\s*:", re.sub(r"\([^)]*\)", "", declarations))
                assert all(name.startswith("--pd") for name in names), selector
            else:
                assert OWN.search(selector), selector
