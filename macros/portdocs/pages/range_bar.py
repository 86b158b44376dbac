"""A range's own small map: which of its ports are in use, as a bar beside the number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from portdocs.pages.escape import for_html
from portdocs.pages.links import Links
from portdocs.registry import Ports, Range
from portdocs.topology.port_usage import UsedPorts

_CELLS = 100
"""In how many parts a long range is drawn; a short one has a part for each port."""
_FREE, _RESTS, _CLAIMED, _USED = "", "rests", "claimed", "used"
_WEIGHT = (_FREE, _RESTS, _CLAIMED, _USED)


@dataclass(frozen=True, slots=True)
class RangeMap:
    """A part of a cell: a bar from the range's lowest port to its highest."""

    cells: tuple[str, ...]
    """What each part is: free, or the state that weighs most of those in it."""
    words: str

    def html(self, links: Links) -> str:
        """The bar as inline SVG; the table beside it says the same."""
        return (
            f'<svg class="pd-range-map" xmlns="http://www.w3.org/2000/svg" role="img" '
            f'aria-label="{for_html(self.words)}" viewBox="0 0 {len(self.cells)} 1" preserveAspectRatio="none">'
            f"{''.join(self._bars())}</svg>"
        )

    def _bars(self) -> Iterator[str]:
        at = 0
        for state, run in groupby(self.cells):
            width = sum(1 for _ in run)
            if state:
                yield f'<rect class="pd-range-map__{state}" x="{at}" y="0" width="{width}" height="1"/>'
            at += width

    def markdown(self, links: Links) -> str:
        """Nothing: the numbers stand beside it."""
        return ""

    def text(self) -> str:
        """Nothing: the numbers stand beside it."""
        return ""


def range_map(range_: Range, occupied: Sequence[UsedPorts]) -> RangeMap:
    """The map of one range; `occupied` is what takes ports on its host, as `registry.free.taken` gives it."""
    cells = [_FREE] * min(range_.size, _CELLS)
    offset = 0
    for run in sorted(range_.ports):
        for block in occupied:
            if block.ports.meets(run):
                _fill(cells, range_.size, offset - run.first, _shared(run, block.ports), _state(block))
        offset += len(run)
    return RangeMap(tuple(cells), f"{range_.title} from its lowest port to its highest")


def _fill(cells: list[str], size: int, shift: int, ports: Ports, state: str) -> None:
    first, last = ((port + shift) * len(cells) // size for port in (ports.first, ports.last))
    for cell in range(first, last + 1):
        cells[cell] = max(cells[cell], state, key=_WEIGHT.index)


def _shared(a: Ports, b: Ports) -> Ports:
    return Ports(max(a.first, b.first), min(a.last, b.last))


def _state(block: UsedPorts) -> str:
    if block.in_cooldown:
        return _RESTS
    return _USED if block.in_use else _CLAIMED
