"""The registry as one Markdown page that can be committed in place of a hand-written one.

Tables give an overview; then each service has a section with everything that is declared about it. Ids are in code, and
the headings of columns and bullets are the keys of the data, so that `portdocs import` can read the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.export._markdown_sections import service_section
from portdocs.export._markdown_tables import TABLES
from portdocs.pages.diagrams.architecture_diagram import architecture_diagram
from portdocs.pages.markdown import bullets, code, heading
from portdocs.registry import Location, Registry

_MAX_FILES = 5


def markdown_export(registry: Registry) -> str:
    """The page; the same registry gives the same bytes."""
    return "\n\n".join([heading(1, _title(registry)), _source(registry), *_sections(registry)]) + "\n"


def _title(registry: Registry) -> str:
    suites = list(registry.suites.values())
    return f"{suites[0].title}: port documentation" if len(suites) == 1 else "Port documentation"


def _source(registry: Registry) -> str:
    files = sorted({location.file for location in _locations(registry)})
    names = ", ".join(code(file) for file in files[:_MAX_FILES])
    more = f" and {len(files) - _MAX_FILES} more files" if len(files) > _MAX_FILES else ""
    origin = f"Written by `portdocs export markdown` from {names}{more}." if files else "The registry is empty."
    return f"{origin} Change the data, not this page."


def _locations(registry: Registry) -> Iterator[Location]:
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
        yield registry.of_entry(service_section, service)


def _architecture(registry: Registry) -> Iterable[str]:
    sentences = architecture_diagram(registry).sentences()
    if not sentences:
        return
    yield heading(2, "Architecture")
    yield bullets(sentences)
