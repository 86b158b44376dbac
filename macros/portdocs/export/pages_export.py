"""Every page of the site as plain Markdown with its drawings as SVG beside it, so that another generator can take over.

Pages written by hand lose their macros and keep all else, front matter included; generated pages become files; pictures
and styles go along, and so do the files that the site offers to programs.
"""

from __future__ import annotations

from pathlib import Path

from portdocs.registry import Registry


def pages_export(registry: Registry, docs: Path) -> dict[str, bytes]:
    """The files by their path in the folder. Raises Mistakes for pages that cannot be rendered."""
    # Templates and Graphviz are for this format alone; no other export pays for them.
    from portdocs.export._site_folder import folder

    return folder(registry, docs)
