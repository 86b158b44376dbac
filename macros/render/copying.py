"""Buttons that copy a text: the theme's script acts on their attribute; without scripts they are hidden."""

from __future__ import annotations

from dataclasses import dataclass

from macros.render.escape import for_html
from macros.render.inline import Code
from macros.render.links import Links


def copy_button(text: str, what: str) -> str:
    """A button that copies a text; `what` tells it from the other buttons of its page."""
    return (
        f'<button type="button" class="pd-copy" data-clipboard-text="{for_html(text)}" '
        f'aria-label="Copy {for_html(what)}">Copy</button>'
    )


@dataclass(frozen=True, slots=True)
class Copyable:
    """Something that a machine reads, with a button that copies it."""

    words: str

    def html(self, links: Links) -> str:
        """The words and their button."""
        return f'<span class="pd-copyable">{Code(self.words).html(links)}{copy_button(self.words, self.words)}</span>'

    def markdown(self, links: Links) -> str:
        """The words."""
        return Code(self.words).markdown(links)

    def text(self) -> str:
        """The words."""
        return self.words
