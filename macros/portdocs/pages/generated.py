"""The pages that no file holds: one for each service, host, suite and check.

Their Markdown calls the same macros as the pages written by hand, with ids only. Text of the data appears in the title
alone, escaped for Markdown (and so for the template that every page goes through).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.checks import Check, all_checks
from portdocs.pages.commands.service_commands import commands_of
from portdocs.pages.escape import for_markdown
from portdocs.pages.findings import findings_on
from portdocs.pages.format import host_page, service_page, suite_page
from portdocs.registry import Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.findings import Subject
from portdocs.topology.bindings import shown_bind
from portdocs.topology.routes import route


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page of the site that no file holds."""

    source: str
    """Its source path, such as `services/api.md`."""
    markdown: str


def generated_pages(registry: Registry) -> Iterator[GeneratedPage]:
    """The page of every service, host, check and suite."""
    for service in registry.services.values():
        words = _search_words(registry, service)
        yield GeneratedPage(service_page(service), _page(service.title, _service(registry, service), words, boost=2))
    for host in registry.hosts.values():
        compared = _COMPARED if host.id in registry.verification.hosts else ""
        yield GeneratedPage(host_page(host), _page(host.title, (_HOST + compared).replace("ID", host.id)))
    for check in all_checks():
        yield GeneratedPage(f"checks/{check.id}.md", _check(check))
    for suite in registry.suites.values():
        yield GeneratedPage(suite_page(suite), _page(suite.title, _SUITE.replace("ID", suite.id)))


def _search_words(registry: Registry, service: Service) -> list[str]:
    """What people type to find a service: its ports, its addresses, and the domains that lead to it.

    The search shows these as they are, so none is free text.
    """
    words = []
    for listener in service.listeners or ():
        if listener.port:
            words.append(str(listener.port))
            words += [shown_bind(bind, listener.port) for bind in listener.bind if bind != UNKNOWN]
    for endpoint in registry.endpoints_to(service):
        words += [url.host for url in endpoint.url]
        target = route(registry, endpoint).target
        words += [str(target)] if target and not target.path else []
    return list(dict.fromkeys(words))


def _page(title: str, body: str, words: list[str] | None = None, boost: float = 0.5) -> str:
    # JSON is YAML: the title needs quotes whatever it holds.
    shown = for_markdown(title.strip())
    title_as_yaml = json.dumps(shown, ensure_ascii=False)
    tags = f"tags: {json.dumps(words)}\n" if words else ""
    return f"---\ntitle: {title_as_yaml}\nhide: [toc]\n{tags}search: {{boost: {boost}}}\n---\n# {shown}\n\n{body}"


def _service(registry: Registry, service: Service) -> str:
    """In the order in which somebody on call asks: its state, what is wrong, what to do, then the rest."""
    sections = ['{{ service_card("ID") }}']
    if findings_on(registry, Subject("service", service.id)):
        sections.append('## Findings\n\n{{ finding_table(service="ID") }}')
    if commands_of(registry, service):
        sections.append('## Commands\n\n{{ command_card("ID") }}')
    sections.append('## Neighbours\n\n{{ service_diagram("ID") }}')
    sections.append('## Listeners\n\n{{ listener_table("ID") }}')
    if registry.endpoints_to(service) or registry.is_proxy(service):
        sections.append('## Endpoints\n\n{{ endpoint_table(service="ID") }}')
    return "\n\n".join(sections).replace("ID", service.id) + "\n"


def _check(check: Check) -> str:
    """A check's page: its docstring, then what it finds now. The docstring may show macros: they stay as they are."""
    about = f"Severity: **{check.severity}**. A finding may be accepted with a reason.\n\n{check.documentation}"
    now = f'## Found now\n\n{{{{ finding_table(check="{check.id}") }}}}\n'
    front = f"---\ntitle: {check.id}\nsearch: {{boost: 0.5}}\n---\n"
    return f"{front}# {check.id}\n\n{{% raw %}}{about}{{% endraw %}}\n\n{now}"


_HOST = """{{ host_card("ID") }}

{{ host_diagram("ID") }}

## Services

{{ service_table(host="ID") }}

## Ports

{{ port_table(host="ID") }}

## Endpoints

{{ endpoint_table(host="ID") }}

## Reserved ranges

{{ range_table(host="ID") }}

## Files

{{ file_table(host="ID") }}
"""

_COMPARED = """
## Where it differs

{{ drift_table(host="ID") }}
"""

_SUITE = """{{ suite_card("ID") }}

{{ suite_diagram("ID") }}

## Services

{{ service_table(suite="ID") }}

## Ports

{{ port_table(suite="ID") }}

## Endpoints

{{ endpoint_table(suite="ID") }}

## Reserved ranges

{{ range_table(suite="ID") }}

## Files

{{ file_table(suite="ID") }}
"""
