"""The registry as one Markdown page that can be committed in place of a hand-written one.

Tables give an overview; then each service has a section with everything that is declared about it. Ids are in code, and
the headings of columns and bullets are the keys of the data, so that `portdocs import` can read the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.export._markdown_cells import acceptances, binds, code_or_empty, codes, filled_table, text_or_empty
from portdocs.export._markdown_tables import TABLES
from portdocs.pages.diagrams.architecture_diagram import architecture_diagram
from portdocs.pages.escape import for_markdown
from portdocs.pages.markdown import bullets, code, heading, link
from portdocs.registry import Listener, Location, Registry, Service

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


_INDENT = " " * 4
"""The indentation of nested lists for Python-Markdown; CommonMark accepts it."""
_COLUMNS = (
    "Name", "Port", "Socket", "Container port", "Transport", "Protocol", "Bind", "Health", "Purpose", "Accept",
)  # fmt: skip


def service_section(registry: Registry, service: Service) -> str:
    """A heading, the facts as bullets, and a table of the listeners."""
    parts = [heading(3, service.title.strip() or service.id), "\n".join(_bullets(service))]
    if listeners := filled_table(_COLUMNS, [_listener(one) for one in service.listeners or ()]):
        parts.append(listeners)
    return "\n\n".join(parts)


def _bullets(service: Service) -> Iterator[str]:
    """`- **Key**: value` for every declared key; lists are indented below their key."""
    for key, value in _facts(service):
        if value:
            yield f"- **{key}**: {value}"
    nested = (
        ("Runtime", [f"**{for_markdown(key)}**: {for_markdown(value)}" for key, value in service.runtime.items()]),
        (
            "Files",
            [code(one.path) + (f": {for_markdown(one.purpose)}" if one.purpose else "") for one in service.files],
        ),
        ("Links", [f"**{for_markdown(label)}**: {link(url)}" for label, url in service.links.items()]),
        ("Accept", [acceptances([one]) for one in service.accept]),
    )
    for key, lines in nested:
        if lines:
            yield f"- **{key}**:"
            yield from (f"{_INDENT}- {line}" for line in lines)


def _facts(service: Service) -> Iterable[tuple[str, str]]:
    return (
        ("Id", code(service.id)),
        ("Description", text_or_empty(service.description)),
        ("Suite", code_or_empty(service.suite)),
        ("Host", codes(service.host)),
        ("Status", service.status),
        ("Retired on" if service.status == "retired" else "To be retired on", text_or_empty(service.retired_on)),
        ("Owner", text_or_empty(service.owner)),
        ("Icon", text_or_empty(service.icon)),
        ("External", "yes" if service.external else ""),
        ("Unit", codes(service.unit)),
        ("Container", codes(service.container)),
        ("Compose", code_or_empty(service.compose)),
        ("Depends on", codes(service.depends_on)),
        ("Notes", text_or_empty(service.notes)),
        ("Listeners", "unknown" if service.listeners is None else "" if service.listeners else "none"),
    )


def _listener(listener: Listener) -> tuple[str, ...]:
    return (
        text_or_empty(listener.name),
        code_or_empty(listener.port),
        code_or_empty(listener.socket),
        code_or_empty(listener.container_port),
        "" if listener.socket else ", ".join(listener.transport),
        text_or_empty(listener.protocol),
        binds(listener),
        code_or_empty(listener.health),
        text_or_empty(listener.purpose),
        acceptances(listener.accept),
    )
