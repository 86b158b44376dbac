"""What a reader copies: `copying.js` puts a button beside it, which holds the text again where the page need not."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.pages.inline import Code
from portdocs.pages.links import Links


@dataclass(frozen=True, slots=True)
class Copyable:
    """Something that a machine reads, with a button that copies it."""

    words: str

    def html(self, links: Links) -> str:
        """The words, for the script to find."""
        return f'<span class="pd-copyable">{Code(self.words).html(links)}</span>'

    def markdown(self, links: Links) -> str:
        """The words."""
        return Code(self.words).markdown(links)

    def text(self) -> str:
        """The words."""
        return self.words
