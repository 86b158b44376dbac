"""The state of the registry as a value: what is wrong, how much there is, and who can reach it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.inline import Badge, Cell, cell_html, cell_markdown
from portdocs.pages.links import Links


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure, what it counts, and the page that lists it."""

    count: int
    what: str
    page: str


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a reader should see first."""

    state: str
    """One of `error`, `warning` and `good`."""
    verdict: str
    """The state in words."""
    matters: tuple[Cell, ...]
    """What should be looked at, worst first."""
    tiles: tuple[Tile, ...]
    reach: tuple[tuple[Badge, int], ...]
    """How many listeners there are of each exposure, most open first."""
    verified: Cell = ()
    """When it was last compared with the machines."""

    def html(self, links: Links) -> str:
        """One block: the verdict with what matters, tiles, and a bar of who can reach what."""
        blocks = (_state(self, links), _tiles(self, links), _reach(self, links), _verified(self, links))
        return "\n".join(('<div class="pd-overview">', *blocks, "</div>"))

    def markdown(self, links: Links) -> str:
        """The same as lists."""
        matters = [f"    - {cell_markdown(cell, links)}" for cell in self.matters]
        tiles = [f"- [{tile.count} {for_markdown(tile.what)}]({links.page(tile.page)})" for tile in self.tiles]
        reach = ", ".join(f"{count} {badge.markdown(links)}" for badge, count in self.reach if count)
        exposure = [f"- Exposure of the listeners: {reach}"] if reach else []
        verified = [f"- {cell_markdown(self.verified, links)}"] if self.verified else []
        return "\n".join([f"- **{for_markdown(self.verdict)}**", *matters, *tiles, *exposure, *verified])


def _state(overview: Overview, links: Links) -> str:
    matters = "".join(f"<li>{cell_html(cell, links)}</li>" for cell in overview.matters)
    listed = f"<ul>{matters}</ul>" if matters else ""
    verdict = f'<a href="{for_html(links.page("findings.md"))}">{for_html(overview.verdict)}</a>'
    return f'<div class="pd-state pd-state--{overview.state}"><p class="pd-state__verdict">{verdict}</p>{listed}</div>'


def _tiles(overview: Overview, links: Links) -> str:
    tiles = "".join(
        f'<li><a href="{for_html(links.page(tile.page))}"><strong>{tile.count}</strong> {for_html(tile.what)}</a></li>'
        for tile in overview.tiles
    )
    return f'<ul class="pd-tiles">{tiles}</ul>'


def _reach(overview: Overview, links: Links) -> str:
    total = sum(count for _, count in overview.reach)
    if not total:
        return ""
    shown = "".join(f"<li>{badge.html(links)} {count}</li>" for badge, count in overview.reach if count)
    title = f'<a href="{for_html(links.page("security.md"))}">Who can reach what</a>'
    # The list beside it says in words what the bar shows.
    bar = (
        f'<svg class="pd-reach__bar" viewBox="0 0 {total} 1" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(_bars(overview))}</svg>"
    )
    return f'<div class="pd-reach"><p class="pd-reach__title">{title}</p>{bar}<ul>{shown}</ul></div>'


def _verified(overview: Overview, links: Links) -> str:
    return f'<p class="pd-overview__verified">{cell_html(overview.verified, links)}</p>' if overview.verified else ""


def _bars(overview: Overview) -> Iterator[str]:
    at = 0
    for badge, count in overview.reach:
        if count:
            yield f'<rect class="pd-reach__{badge.kind}" x="{at}" width="{count}" height="1"/>'
        at += count
