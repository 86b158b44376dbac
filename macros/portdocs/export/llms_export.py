"""An `llms.txt`: the site in a few lines for language models, with links to its pages.

The full form, `llms-full.txt` in the site, is the export `markdown`. Source: https://llmstxt.org
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.pages.cells import host_page, service_page
from portdocs.pages.escape import for_markdown
from portdocs.registry import Registry, Service
from portdocs.topology.bindings import bindings_of


def llms_export(registry: Registry) -> str:
    """A heading, a summary, and a line per page; links are relative to the file."""
    return "".join(f"{line}\n" for line in _lines(registry))


def _lines(registry: Registry) -> Iterator[str]:
    yield "# Network ports"
    yield "\n> Which service listens on which port, how requests reach it, and which ports are reserved."
    yield "\n## Data\n"
    yield "- [ports.json](api/ports.json): the whole registry as JSON"
    yield "- [ports.csv](api/ports.csv): one row per listener"
    yield "- [llms-full.txt](llms-full.txt): all tables on one page of Markdown"
    if registry.services:
        yield "\n## Services\n"
        yield from (registry.of_entry(_service, service) for service in registry.services.values())
    if registry.declares_hosts:
        yield "\n## Hosts\n"
        yield from (f"- [{_text(host.title)}]({_url(host_page(host))})" for host in registry.hosts.values())


def _service(registry: Registry, service: Service) -> str:
    ports = dict.fromkeys(f"{binding.ports}/{binding.transport}" for binding in bindings_of(registry, service))
    facts = [service.description or "", f"ports {', '.join(ports)}" if ports else ""]
    about = "; ".join(_text(fact) for fact in facts if fact)
    return f"- [{_text(service.title)}]({_url(service_page(service))})" + (f": {about}" if about else "")


def _url(page: str) -> str:
    return page.removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"


def _text(text: str) -> str:
    return for_markdown(" ".join(text.split()))
