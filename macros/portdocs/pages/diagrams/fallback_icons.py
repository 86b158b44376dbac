"""Plain signs for cards without a picture, drawn by lines in the colour of the text on a field of 24 by 24."""

from __future__ import annotations

from typing import Literal

from portdocs.pages.diagrams.model import NodeKind

GLYPHS: dict[NodeKind | Literal["container"], str] = {
    # A globe.
    "internet": "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M3.6 9h16.8M3.6 15h16.8M12 3c-5 5-5 13 0 18c5-5 5-13 0-18",
    # A network: a node with others around it.
    "zone": "M12 9.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5M12 9.5V4M9.7 13.2L4.5 16.5M14.3 13.2l5.2 3.3",
    # One way in, two ways on.
    "proxy": "M3 12h6l4-5h7M9 12l4 5h7M17.5 4.5l2.5 2.5l-2.5 2.5M17.5 14.5l2.5 2.5l-2.5 2.5",
    # A window with a prompt.
    "service": "M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM7 9l3 3l-3 3M12.5 15h4",
    # A closed box.
    "container": "M12 3l8 4.2v9.6l-8 4.2l-8-4.2V7.2l8-4.2M4 7.2l8 4.2l8-4.2M12 11.4V21",
    # Out of the box.
    "external": "M10 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-4M14 4h6v6M20 4l-9 9",
    # A pile.
    "group": "M12 3l9 4.5l-9 4.5l-9-4.5zM3 12l9 4.5l9-4.5M3 16.5l9 4.5l9-4.5",
    # Two drawers of a rack.
    "host": "M5 4h14a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM7.5 7.5h.01M11 7.5h5"
    "M5 13h14a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1zM7.5 16.5h.01M11 16.5h5",
}
