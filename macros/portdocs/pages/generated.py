"""The generated pages: one for each service, host, suite and check.

Their Markdown calls the same macros as hand-written pages, with ids only. Text from the data appears in the title
alone, escaped for Markdown and for the template that every page is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from portdocs.checks import Check, all_checks
from portdocs.pages.cards.command_card import other_commands
from portdocs.pages.cards.service_card import MAX_ALERTS, MAX_PATHS, alerts
from portdocs.pages.cells import check_page, host_page, service_page, suite_page
from portdocs.pages.escape import for_template
from portdocs.pages.filters import selected_ranges
from portdocs.pages.findings import findings_in, findings_on
from portdocs.pages.markdown import heading
from portdocs.registry import Host, Registry, Service, Suite
from portdocs.registry.findings import Subject


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page without a file."""

    source: str
    """Its source path, such as `services/api.md`."""
    write: Callable[[], str]
    """Returns its Markdown: with unchanged data, a page is not written again."""

    @property
    def markdown(self) -> str:
        """Its Markdown, with macros."""
        return self.write()


def generated_pages(registry: Registry) -> Iterator[GeneratedPage]:
    """The page of every service, host, check and suite."""
    for service in registry.services.values():
        yield GeneratedPage(service_page(service), partial(_service_page, registry, service.id))
    for host in registry.hosts.values():
        yield GeneratedPage(host_page(host), partial(_host_page, registry, host.id))
    for check in all_checks():
        yield GeneratedPage(check_page(check.id), partial(_check, registry, check))
    for suite in registry.suites.values():
        yield GeneratedPage(suite_page(suite), partial(_suite_page, registry, suite.id))


def _service_page(registry: Registry, id: str) -> str:
    service = registry.services[id]
    return _page(service.title, _service(registry, service))


def _host_page(registry: Registry, id: str) -> str:
    return _page(registry.hosts[id].title, _host(registry, registry.hosts[id]))


def _suite_page(registry: Registry, id: str) -> str:
    return _page(registry.suites[id].title, _suite(registry, registry.suites[id]))


def _page(title: str, body: str) -> str:
    """A page outside the index of pages, which every page of the site loads: `search_data.py` finds it."""
    # JSON is YAML: the title needs quotes whatever it contains. Generators insert it into HTML as it is.
    title_as_yaml = json.dumps(for_template(title.strip()), ensure_ascii=False)
    front = f"---\ntitle: {title_as_yaml}\nhide: [toc]\nsearch: {{exclude: true}}\n---\n"
    return f"{front}{heading(1, title)}\n\n{body}"


def _service(registry: Registry, service: Service) -> str:
    """The incident sheet, then the sections that it does not make redundant."""
    found = findings_on(registry, Subject("service", service.id))
    sheet = alerts(registry, service)
    is_long = len(registry.endpoints_to(service)) > MAX_PATHS
    sections = {
        "": "service_card",
        "Listeners": "listener_table" if service.listeners else "",
        "Endpoints": 'endpoint_table(service="ID")' if is_long or registry.is_proxy(service) else "",
        "Neighbours": "service_diagram",
        "Details": "service_facts",
        "Other commands": 'command_card("ID", part="other")' if other_commands(registry, service) else "",
        "Findings": 'finding_table(service="ID")' if len(sheet) > MAX_ALERTS or len(found) > len(sheet) else "",
    }
    return _sections(sections, service.id)


def _host(registry: Registry, host: Host) -> str:
    """Differences first, then the services and their ports, then the diagram and the rest."""
    services = registry.services_on(host)
    has_ports = any(listener.port for service in services for listener in service.listeners or ())
    sections = {
        "": "host_card",
        "Differences": 'drift_list(host="ID")' if host.id in registry.verification.hosts else "",
        "Services": 'port_table(host="ID")',
        "Port map": 'port_map(host="ID")' if has_ports else "",
        "Diagram": "host_diagram" if services else "",
        **_common_sections(registry, "host", host.id, services),
    }
    return _sections(sections, host.id)


def _suite(registry: Registry, suite: Suite) -> str:
    """The findings of the team first, then its services and their ports, then the diagram and the rest."""
    services = registry.services_in(suite)
    rest = _common_sections(registry, "suite", suite.id, services)
    sections = {
        "": "suite_card",
        "Findings": rest.pop("Findings"),
        "Services": 'port_table(suite="ID")',
        "Diagram": "suite_diagram" if services else "",
        **rest,
    }
    return _sections(sections, suite.id)


def _common_sections(registry: Registry, kind: str, id: str, services: Sequence[Service]) -> dict[str, str]:
    """The sections that have content."""
    ranges = selected_ranges(registry, **{kind: id})
    has_endpoints = any(registry.endpoints_to(one) or registry.endpoints_via(one) for one in services)
    present = {
        "Endpoints": has_endpoints,
        "Ranges": any(True for _ in ranges),
        "Configuration files": any(one.files for one in services),
        "Findings": bool(findings_in(registry, services)),
    }
    macros = {
        "Endpoints": "endpoint_table",
        "Ranges": "range_table",
        "Configuration files": "file_table",
        "Findings": "finding_list",
    }
    return {title: f'{macros[title]}({kind}="ID")' if present[title] else "" for title in macros}


def _sections(macros: Mapping[str, str], id: str) -> str:
    """A heading and a macro for each section that has one; a macro without arguments is called with the id."""
    calls = ((title, macro if "(" in macro else f'{macro}("ID")') for title, macro in macros.items() if macro)
    texts = (f"## {title}\n\n{{{{ {call} }}}}" if title else f"{{{{ {call} }}}}" for title, call in calls)
    return "\n\n".join(texts).replace("ID", id) + "\n"


def _check(registry: Registry, check: Check) -> str:
    """A check's docstring, then its findings. The docstring may show macros, which are not called."""
    changed = f'{{{{ check_setting_table(check="{check.id}") }}}}\n\n' if check.id in registry.checks else ""
    severity = f"**{check.severity}**"
    if check.id in registry.checks:
        severity = f"**{registry.checks[check.id].severity}** in this registry, {severity} by default"
    about = f"Severity: {severity}. A finding may be accepted with a reason.\n\n{check.documentation}"
    now = f'## Findings\n\n{changed}{{{{ finding_table(check="{check.id}") }}}}\n'
    front = f"---\ntitle: {check.id}\nsearch: {{boost: 0.5}}\n---\n"
    return f"{front}# {check.id}\n\n{{% raw %}}{about}{{% endraw %}}\n\n{now}"
