"""The pages that the registry itself makes: one for each service, host and suite.

Their Markdown calls the same macros as the pages written by hand, with ids only. Text of the data appears in the title
alone, escaped for Markdown (and so for the template that every page goes through).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from macros.registry import Registry, Service
from macros.render.escape import for_markdown
from macros.render.labels import host_page, service_page, suite_page


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page of the site that no file holds."""

    source: str
    """Its source path, such as `services/api.md`."""
    markdown: str


def generated_pages(registry: Registry) -> Iterator[GeneratedPage]:
    """The page of every service, host and suite, in this order."""
    for service in registry.services.values():
        yield GeneratedPage(service_page(service), _page(service.title, _service(registry, service), boost=2))
    for host in registry.hosts.values():
        yield GeneratedPage(host_page(host), _page(host.title, _HOST.replace("ID", host.id)))
    for suite in registry.suites.values():
        yield GeneratedPage(suite_page(suite), _page(suite.title, _SUITE.replace("ID", suite.id)))


def _page(title: str, body: str, boost: int = 1) -> str:
    # JSON is YAML: the title needs quotes whatever it holds.
    shown = for_markdown(title.strip())
    title_as_yaml = json.dumps(shown, ensure_ascii=False)
    return f"---\ntitle: {title_as_yaml}\nhide: [toc]\nsearch: {{boost: {boost}}}\n---\n# {shown}\n\n{body}"


def _service(registry: Registry, service: Service) -> str:
    sections = ['{{ service_card("ID") }}', '{{ service_diagram("ID") }}', '## Listeners\n\n{{ listener_table("ID") }}']
    if registry.endpoints_to(service) or registry.is_proxy(service):
        sections.append('## Endpoints\n\n{{ endpoint_table(service="ID") }}')
    return "\n\n".join(sections).replace("ID", service.id) + "\n"


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
