"""The endpoints: where a public URL goes."""

from __future__ import annotations

from operator import itemgetter

from portdocs.pages.cells import (
    SERVICE_FACETS,
    endpoint_badges,
    proxy_links,
    service_facets,
    service_link,
    target,
    url_links,
)
from portdocs.pages.filters import selected_endpoints
from portdocs.pages.inline import NOTHING, Badge, Cell, Code, SourceIcon, Text, lines
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.table import Column, Row, Table
from portdocs.pages.verification import ORDER, endpoint_verification
from portdocs.registry import Endpoint, Registry
from portdocs.topology.routes import route

COLUMNS = (
    Column("URL", "name"),
    Column("Service", "name"),
    Column("Target", "address"),
    Column("Through", "long", facet=True),
    Column("TLS", facet=True),
    Column("Port", "port"),
    Column("Purpose", optional=True),
    Column("Verified", optional=True, order=ORDER),
    Column("Declared", "source"),
)
TLS = Badge("TLS", "tls", "Encrypted between client and proxy")
PLAIN = Badge("plain", "plain", "Not encrypted")


def endpoint_table(
    registry: Registry, *, suite: str | None = None, host: str | None = None, service: str | None = None
) -> Table:
    """Every endpoint with its proxies, target and service, by URL.

    With `service`, the endpoints that lead to it or pass through it, without a column that only names it.
    """
    chosen = selected_endpoints(registry, suite=suite, host=host, service=service)
    found = [registry.of_entry(_row, endpoint) for endpoint in chosen]
    rows = tuple(row for _, row in sorted(found, key=itemgetter(0)))
    empty = "No endpoint is declared here."
    table = Table("endpoints", "Endpoints", COLUMNS, rows, empty, facets=SERVICE_FACETS)
    return table.without_repeating(service_link(registry.services[service])) if service and rows else table


def _row(registry: Registry, endpoint: Endpoint) -> tuple[tuple[object, ...], Row]:
    """The row of an endpoint, with its sort key."""
    order = tuple(natural_key(str(url.key)) for url in endpoint.url)
    return order, Row(_cells(registry, endpoint), facets=_facets(registry, endpoint))


def _facets(registry: Registry, endpoint: Endpoint) -> tuple[str, ...]:
    service = route(registry, endpoint).service
    return service_facets(registry, service) if service else ("",) * len(SERVICE_FACETS)


def _cells(registry: Registry, endpoint: Endpoint) -> tuple[Cell, ...]:
    path = route(registry, endpoint)
    return (
        (*url_links(endpoint), *endpoint_badges(registry, endpoint)),
        service_link(path.service) if path.service else NOTHING,
        target(registry, endpoint),
        proxy_links(path),
        lines((TLS if tls else PLAIN,) for tls in dict.fromkeys(url.tls for url in endpoint.url)),
        lines((Code(str(port)),) for port in dict.fromkeys(url.port for url in endpoint.url)),
        (Text(endpoint.purpose),) if endpoint.purpose else NOTHING,
        endpoint_verification(registry, endpoint),
        (SourceIcon(endpoint.at.value_location("url", 0)),),
    )
