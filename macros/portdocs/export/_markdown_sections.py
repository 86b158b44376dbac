"""The section of a service on the page: everything that is declared of it, and nothing that is derived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.export._markdown import code, heading, link, text
from portdocs.export._markdown_cells import acceptances, binds, codes, filled_table, maybe_code, words
from portdocs.registry import File, Listener, Registry, Service

_INDENT = " " * 4
"""As deep as Python-Markdown wants a list within a list; CommonMark is content with it."""
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
    """`- **Key**: value` for all that is declared, lists of facts indented below their key."""
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
        ("Description", words(service.description)),
        ("Suite", maybe_code(service.suite)),
        ("Host", codes(service.host)),
        ("Status", service.status),
        ("Retired on" if service.status == "retired" else "To be retired on", words(service.retired_on)),
        ("Owner", words(service.owner)),
        ("Icon", words(service.icon)),
        ("External", "yes" if service.external else ""),
        ("Unit", codes(service.unit)),
        ("Container", codes(service.container)),
        ("Compose", maybe_code(service.compose)),
        ("Depends on", codes(service.depends_on)),
        ("Notes", words(service.notes)),
        ("Listeners", "not known" if service.listeners is None else "" if service.listeners else "none"),
    )


def _runtime(service: Service) -> list[str]:
    return [f"**{text(key)}**: {text(value)}" for key, value in service.runtime.items()]


def _files(files: Iterable[File]) -> list[str]:
    return [code(file.path) + (f": {text(file.purpose)}" if file.purpose else "") for file in files]


def _links(service: Service) -> list[str]:
    return [f"**{text(label)}**: {link(url)}" for label, url in service.links.items()]


def _accept(service: Service) -> list[str]:
    return [acceptances([one]) for one in service.accept]


def _listener(listener: Listener) -> tuple[str, ...]:
    return (
        words(listener.name),
        maybe_code(listener.port),
        maybe_code(listener.socket),
        maybe_code(listener.container_port),
        "" if listener.socket else ", ".join(listener.transport),
        words(listener.protocol),
        binds(listener),
        maybe_code(listener.health),
        words(listener.purpose),
        acceptances(listener.accept),
    )
