"""The generated pages: one for each service, host, suite and check.

Their Markdown calls the same macros as hand-written pages, with ids only. Text from the data appears in the title
alone, escaped for Markdown and for the template that every page is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.checks import Check, all_checks
from portdocs.pages.commands.service_commands import commands_of
from portdocs.pages.escape import for_template
from portdocs.pages.findings import findings_on
from portdocs.pages.format import check_page, host_page, service_page, suite_page
from portdocs.pages.markdown import heading
from portdocs.registry import Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.findings import Subject
from portdocs.topology.bindings import shown_bind
from portdocs.topology.routes import route


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page without a file."""

    source: str
    """Its source path, such as `services/api.md`."""
    markdown: str


def generated_pages(registry: Registry) -> Iterator[GeneratedPage]:
    """The page of every service, host, check and suite."""
    for service in registry.services.values():
        tags = _search_tags(registry, service)
        yield GeneratedPage(service_page(service), _page(service.title, _service(registry, service), tags, boost=2))
    for host in registry.hosts.values():
        differences = _HOST_DIFFERENCES if host.id in registry.verification.hosts else ""
        yield GeneratedPage(host_page(host), _page(host.title, (_HOST + differences).replace("ID", host.id)))
    for check in all_checks():
        yield GeneratedPage(check_page(check.id), _check(check))
    for suite in registry.suites.values():
        yield GeneratedPage(suite_page(suite), _page(suite.title, _SUITE.replace("ID", suite.id)))


def _search_tags(registry: Registry, service: Service) -> list[str]:
    """The words that find a service: its ports, its addresses, and the domains that lead to it.

    The search shows tags unescaped, so none is free text.
    """
    tags = []
    for listener in service.listeners or ():
        if listener.port:
            tags.append(str(listener.port))
            tags += [shown_bind(bind, listener.port) for bind in listener.bind if bind != UNKNOWN]
    for endpoint in registry.endpoints_to(service):
        tags += [url.host for url in endpoint.url]
        target = route(registry, endpoint).target
        tags += [str(target)] if target and not target.path else []
    return list(dict.fromkeys(tags))


def _page(title: str, body: str, tags: list[str] | None = None, boost: float = 0.5) -> str:
    # JSON is YAML: the title needs quotes whatever it contains. Generators insert it into HTML as it is.
    title_as_yaml = json.dumps(for_template(title.strip()), ensure_ascii=False)
    tag_line = f"tags: {json.dumps(tags)}\n" if tags else ""
    front = f"---\ntitle: {title_as_yaml}\nhide: [toc]\n{tag_line}search: {{boost: {boost}}}\n---\n"
    return f"{front}{heading(1, title)}\n\n{body}"


def _service(registry: Registry, service: Service) -> str:
    """The sections in the order in which someone on call needs them: state, findings, commands, then the rest."""
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
    """A check's docstring, then its findings. The docstring may show macros, which are not called."""
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

_HOST_DIFFERENCES = """
## Differences

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
