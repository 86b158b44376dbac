"""A small bar that shows which ports of a range are in use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from portdocs.pages.escape import for_html
from portdocs.pages.links import Links
from portdocs.registry import Ports, Range
from portdocs.topology.port_usage import UsedPorts

_MAX_CELLS = 100
"""Cells of the bar of a long range; a short one has a cell for each port."""
_FREE, _HELD, _CLAIMED, _USED = "", "held", "claimed", "used"
_PRECEDENCE = (_FREE, _HELD, _CLAIMED, _USED)


@dataclass(frozen=True, slots=True)
class RangeBar:
    """A bar from a range's lowest port to its highest, as a part of a cell."""

    cells: tuple[str, ...]
    """The state of each cell: of several ports, the one with the highest precedence."""
    label: str

    def html(self, links: Links) -> str:
        """The bar as inline SVG; the number next to it is its text."""
        return (
            f'<svg class="pd-range-bar" xmlns="http://www.w3.org/2000/svg" role="img" '
            f'aria-label="{for_html(self.label)}" viewBox="0 0 {len(self.cells)} 1" preserveAspectRatio="none">'
            f"{''.join(self._bars())}</svg>"
        )

    def _bars(self) -> Iterator[str]:
        at = 0
        for state, run in groupby(self.cells):
            width = sum(1 for _ in run)
            if state:
                top = 0.6 if state == _CLAIMED else 0  # low, because it is unknown whether they are in use
                yield f'<rect class="pd-range-bar__{state}" x="{at}" y="{top}" width="{width}" height="{1 - top:g}"/>'
            at += width

    def markdown(self, links: Links) -> str:
        """Empty: the number is next to the bar."""
        return ""

    def text(self) -> str:
        """Empty: the number is next to the bar."""
        return ""


def range_bar(range_: Range, used: Sequence[UsedPorts]) -> RangeBar:
    """The bar of a range; `used` are the used ports on its host (see `topology.port_usage`)."""
    cells = [_FREE] * min(range_.size, _MAX_CELLS)
    offset = 0
    for run in sorted(range_.ports):
        for block in used:
            if block.ports.meets(run):
                _fill(cells, range_.size, offset - run.first, _overlap(run, block.ports), _state(block))
        offset += len(run)
    return RangeBar(tuple(cells), f"{range_.title} from its lowest port to its highest")


def _fill(cells: list[str], size: int, shift: int, ports: Ports, state: str) -> None:
    first, last = ((port + shift) * len(cells) // size for port in (ports.first, ports.last))
    for cell in range(first, last + 1):
        cells[cell] = max(cells[cell], state, key=_PRECEDENCE.index)


def _overlap(a: Ports, b: Ports) -> Ports:
    return Ports(max(a.first, b.first), min(a.last, b.last))


def _state(block: UsedPorts) -> str:
    if block.in_cooldown:
        return _HELD
    return _USED if block.in_use else _CLAIMED
