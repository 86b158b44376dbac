"""A diagram as a self-contained SVG file: it contains its styles and icons, and no links."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePosixPath

from portdocs.pages.diagrams.icons import icon_bytes
from portdocs.pages.diagrams.layout import layout
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.diagrams.svg import svg_content, svg_start
from portdocs.pages.settings import DEFAULTS, Settings
from portdocs.registry import Location


def standalone_svg(diagram: Diagram, layouts: Path | None = None) -> str:
    """The diagram as an SVG document; `layouts` is the folder with cached layouts.

    It has no links, because a browser does not follow links in images.
    """
    unlinked = replace(
        diagram,
        nodes=tuple(replace(node, page=None) for node in diagram.nodes),
        groups=tuple(replace(group, page=None) for group in diagram.groups),
    )
    links, placed = _InternalLinks(), layout(unlinked, layouts)
    # The document contains each icon only once.
    content = svg_content(unlinked, placed, links, is_static=True).replace("<image ", "<use ")
    symbols = "\n".join(_symbol(icon) for icon in sorted(links.icons))
    definitions = f"<style>\n{_style()}</style>\n<defs>{symbols}</defs>"
    return f"{svg_start(unlinked, placed)}\n{definitions}\n{content}\n</svg>\n"


@cache
def _style() -> str:
    return Path(__file__).with_suffix(".css").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _InternalLinks:
    """Links to icons within the document; it collects their names."""

    icons: set[str] = field(default_factory=set)
    settings: Settings = DEFAULTS

    def asset(self, path: str) -> str:
        """The symbol of an icon."""
        icon = PurePosixPath(path).stem
        self.icons.add(icon)
        return f"#icon-{icon}"

    def page(self, source: str) -> str:
        """Not called, because no node has a page."""
        raise NotImplementedError

    def declaration(self, location: Location) -> str | None:
        """Not called, because diagrams do not link to data."""
        raise NotImplementedError


@cache
def _symbol(icon: str) -> str:
    """An icon as data (RFC 2397), one unit wide and high."""
    data = base64.b64encode(icon_bytes(icon)).decode("ascii")
    image = f'<image xlink:href="data:image/png;base64,{data}" width="1" height="1"/>'
    return f'<symbol id="icon-{icon}" viewBox="0 0 1 1">{image}</symbol>'
