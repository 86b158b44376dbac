"""The state of the registry in one look."""

from __future__ import annotations

from dataclasses import dataclass

from macros.registry import Registry, Severity
from macros.registry.exposure import Exposure, listener_exposure
from macros.render.escape import for_html, for_markdown
from macros.render.findings import findings_of
from macros.render.links import Links


@dataclass(frozen=True, slots=True)
class Tiles:
    """Figures with what they count, each linked to the page that lists them."""

    tiles: tuple[tuple[int, str, str], ...]

    def html(self, links: Links) -> str:
        """The figures as a row of tiles."""
        tiles = "\n".join(
            f'<li><a href="{for_html(links.page(page))}"><strong>{count}</strong> {for_html(what)}</a></li>'
            for count, what, page in self.tiles
        )
        return f'<ul class="pd-tiles" data-search-exclude>\n{tiles}\n</ul>'

    def markdown(self, links: Links) -> str:
        """The figures as a list."""
        return "\n".join(f"- [{n} {for_markdown(what)}]({links.page(page)})" for n, what, page in self.tiles)


def overview_card(registry: Registry) -> Tiles:
    """How much there is, and how much of it the network can reach."""
    reach = [
        listener_exposure(registry, service, listener, host)
        for service in registry.services.values()
        if service.status != "retired"
        for listener in service.listeners or ()
        for host in registry.hosts_of(service)
    ]
    severities = [finding.severity for finding in findings_of(registry)]
    return Tiles(
        (
            _tile(len(registry.services), "service", "services/index.md"),
            _tile(len(reach), "listener", "ports.md"),
            _tile(len(registry.endpoints), "endpoint", "access.md"),
            _tile(len(registry.ranges), "reserved range", "ranges.md"),
            (reach.count(Exposure.NETWORK), "open to the network", "security.md"),
            (reach.count(Exposure.UNKNOWN), "of unknown exposure", "security.md"),
            _tile(severities.count(Severity.ERROR), "error", "findings.md"),
            _tile(severities.count(Severity.WARNING), "warning", "findings.md"),
        )
    )


def _tile(count: int, what: str, page: str) -> tuple[int, str, str]:
    return (count, what if count == 1 else f"{what}s", page)
