"""Facts about one thing as a list of terms and values: the body of a card."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.inline import Cell, cell_html, cell_markdown, is_published
from portdocs.pages.links import Links


@dataclass(frozen=True, slots=True)
class FactList:
    """Terms with their values; those without a value are omitted."""

    name: str
    facts: tuple[tuple[str, Cell], ...]

    def html(self, links: Links) -> str:
        """The facts as a definition list, without the end tags that HTML implies."""
        rows = "\n".join(
            f"<div><dt>{for_html(term)}<dd>{cell_html(cell, links)}</div>"
            for term, cell in self.facts
            if is_published(cell, links)
        )
        return f'<dl class="pd-facts pd-facts--{self.name}">\n{rows}\n</dl>'

    def markdown(self, links: Links) -> str:
        """The facts as a Markdown list."""
        return "\n".join(f"- **{for_markdown(term)}:** {cell_markdown(c, links)}" for term, c in self.facts if c)
