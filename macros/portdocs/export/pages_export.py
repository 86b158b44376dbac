"""Every page of the site as plain Markdown with its diagrams as SVG files, for another site generator.

Hand-written pages keep everything but their macro calls, front matter included. Generated pages become files. Images,
styles and the files for programs are included.
"""

from __future__ import annotations

from pathlib import Path

from portdocs.registry import Registry


def pages_export(registry: Registry, docs: Path) -> dict[str, bytes]:
    """The files by their path in the folder. Raises Mistakes if pages cannot be rendered."""
    # Not at the top: only this format needs templates and Graphviz.
    from portdocs.export._site_folder import folder

    return folder(registry, docs)
