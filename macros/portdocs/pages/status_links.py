"""Links to other tools that show the live state of a service (see `settings`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.pages.inline import WebLink
from portdocs.pages.links import Links
from portdocs.registry import Registry, Service


@dataclass(frozen=True, slots=True)
class ServiceStatusLinks:
    """The status links of the site, for one service."""

    values: tuple[tuple[str, tuple[str, ...]], ...]
    """The values of each placeholder."""

    def html(self, links: Links) -> str:
        return "".join(f" {link.html(links)}" for link in self._links(links))

    def markdown(self, links: Links) -> str:
        return "".join(f" {link.markdown(links)}" for link in self._links(links))

    def text(self) -> str:
        return ""

    def _links(self, links: Links) -> Iterator[WebLink]:
        for link in links.settings.status_links:
            yield from (WebLink(f"live in {link.label}", url) for url in link.urls(dict(self.values)))


def status_links(registry: Registry, service: Service) -> ServiceStatusLinks:
    """The links for a service; none for an external or retired one."""
    hosts = tuple(host.id for host in registry.hosts_of(service))
    is_ours = service.status != "retired" and not service.external
    return ServiceStatusLinks(
        (
            ("service", (service.id,) if is_ours else ()),
            ("host", hosts),
            ("unit", service.unit),
            ("container", service.container),
        )
    )
