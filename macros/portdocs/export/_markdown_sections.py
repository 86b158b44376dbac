"""The section of a service on the exported page: everything that is declared, and nothing that is derived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.export._markdown_cells import acceptances, binds, code_or_empty, codes, filled_table, text_or_empty
from portdocs.pages.escape import for_markdown
from portdocs.pages.markdown import code, heading, link
from portdocs.registry import File, Listener, Registry, Service

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
    nested = (("Runtime", _runtime(service)), ("Files", _files(service.files)), ("Links", _links(service)))
    for key, lines in (*nested, ("Accept", _accept(service))):
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


def _runtime(service: Service) -> list[str]:
    return [f"**{for_markdown(key)}**: {for_markdown(value)}" for key, value in service.runtime.items()]


def _files(files: Iterable[File]) -> list[str]:
    return [code(file.path) + (f": {for_markdown(file.purpose)}" if file.purpose else "") for file in files]


def _links(service: Service) -> list[str]:
    return [f"**{for_markdown(label)}**: {link(url)}" for label, url in service.links.items()]


def _accept(service: Service) -> list[str]:
    return [acceptances([one]) for one in service.accept]


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
