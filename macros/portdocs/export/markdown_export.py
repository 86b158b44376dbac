"""The registry on one page of Markdown: the successor of the page that a team wrote by hand, good to commit.

Tables give the overview; then each service has a section with all that is declared of it, as bullets and a table of its
listeners. Ids stand in code, and headings of columns and bullets are the keys of the data: the page can be read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.export._markdown import code, heading, text
from portdocs.export._markdown_sections import service_section
from portdocs.export._markdown_tables import TABLES
from portdocs.pages.diagrams.architecture_diagram import architecture_diagram
from portdocs.registry import Location, Registry

_MOST_FILES = 5


def markdown_export(registry: Registry) -> str:
    """One page; the same registry gives the same bytes."""
    return "\n\n".join([heading(1, _title(registry)), _source(registry), *_sections(registry)]) + "\n"


def _title(registry: Registry) -> str:
    suites = list(registry.suites.values())
    return f"{suites[0].title}: port documentation" if len(suites) == 1 else "Port documentation"


def _source(registry: Registry) -> str:
    files = sorted({location.file for location in _places(registry)})
    named = ", ".join(code(file) for file in files[:_MOST_FILES])
    more = f" and {len(files) - _MOST_FILES} more files" if len(files) > _MOST_FILES else ""
    origin = f"Written by `portdocs export markdown` from {named}{more}." if files else "The registry is empty."
    return f"{origin} Change the data, not this page."


def _places(registry: Registry) -> Iterator[Location]:
    by_id = (registry.suites, registry.hosts, registry.services, registry.ranges)
    for entries in (*(section.values() for section in by_id), registry.endpoints, registry.claims, registry.ignores):
        yield from (entry.location for entry in entries)


def _sections(registry: Registry) -> Iterator[str]:
    for title, table in TABLES.items():
        if body := table(registry):
            yield f"{heading(2, title)}\n\n{body}"
    yield from _architecture(registry)
    if registry.services:
        yield heading(2, "Services")
    for service in registry.services.values():
        yield service_section(registry, service)


def _architecture(registry: Registry) -> Iterable[str]:
    sentences = architecture_diagram(registry).sentences()
    if not sentences:
        return
    yield heading(2, "Architecture")
    yield "\n".join(f"- {text(sentence, starts_block=True)}" for sentence in sentences)
