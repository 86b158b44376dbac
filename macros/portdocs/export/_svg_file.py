"""A diagram as a file of its own: its style and its pictures are in it, and nothing leads out of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePosixPath

from portdocs.pages.diagrams.icons import icon_bytes
from portdocs.pages.diagrams.layout import layout
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.diagrams.svg import svg
from portdocs.pages.settings import DEFAULTS, Settings
from portdocs.registry import Location


def standalone_svg(diagram: Diagram, layouts: Path | None = None) -> str:
    """The diagram as an SVG document; `layouts` is the folder that keeps layouts from run to run.

    Its cards lead nowhere: in a picture on a page no link can be followed, and pages may move.
    """
    alone = replace(
        diagram,
        nodes=tuple(replace(node, page=None) for node in diagram.nodes),
        groups=tuple(replace(group, page=None) for group in diagram.groups),
    )
    links = _Within()
    head, end, body = svg(alone, layout(alone, layouts), links).partition(">")
    # Each picture is in the document once, however often it shows.
    body = body.replace("<image ", "<use ")
    symbols = "\n".join(_symbol(icon) for icon in sorted(links.icons))
    return f"{head}{end}\n<style>\n{_style()}</style>\n<defs>{symbols}</defs>{body}\n"


@cache
def _style() -> str:
    return Path(__file__).with_name("diagram.css").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Within:
    """Links within the document, to pictures alone; it remembers to which."""

    icons: set[str] = field(default_factory=set)
    settings: Settings = DEFAULTS

    def asset(self, path: str) -> str:
        """The picture's symbol."""
        icon = PurePosixPath(path).stem
        self.icons.add(icon)
        return f"#icon-{icon}"

    def page(self, source: str) -> str:
        """Never asked for: no card has a page."""
        raise NotImplementedError

    def declaration(self, location: Location) -> str | None:
        """Never asked for: diagrams do not name lines of data."""
        raise NotImplementedError


@cache
def _symbol(icon: str) -> str:
    """A picture as data (RFC 2397), one unit wide and high."""
    data = base64.b64encode(icon_bytes(icon)).decode("ascii")
    picture = f'<image xlink:href="data:image/png;base64,{data}" width="1" height="1"/>'
    return f'<symbol id="icon-{icon}" viewBox="0 0 1 1">{picture}</symbol>'
