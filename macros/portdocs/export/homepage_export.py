"""Services for Homepage (gethomepage): a group per suite, with the services that have a URL.

Homepage replaces `{{HOMEPAGE_VAR_...}}` in its files, so braces are separated.
Source: https://gethomepage.dev/configs/services/
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from portdocs.export._health_targets import HTTP, health_targets
from portdocs.export._quoted_yaml import quoted_yaml
from portdocs.registry import Registry, Service


def homepage_export(registry: Registry) -> str:
    """A `services.yaml`: groups by title, each with its services by title."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for service in sorted(registry.services.values(), key=lambda service: (service.title, service.id)):
        url = _url(registry, service)
        if url and service.is_running:
            suite = registry.suite_of(service)
            groups[_literal(suite.title if suite else "Other")].append(
                {_literal(service.title): _card(registry, service, url)}
            )
    return quoted_yaml([{group: cards} for group, cards in sorted(groups.items())])


def _url(registry: Registry, service: Service) -> str | None:
    """The first URL that a browser can open: of an endpoint, or else a link."""
    urls = (url for endpoint in registry.endpoints_to(service) for url in endpoint.url)
    opened = (url.text for url in urls if url.scheme in ("http", "https") and "*" not in url.host)
    return next(opened, next(iter(service.links.values()), None))


def _card(registry: Registry, service: Service, url: str) -> dict[str, str]:
    check = next((one.address for one in health_targets(registry, service) if one.module == HTTP), None)
    card = {"href": url, "description": service.description, "siteMonitor": check}
    return {key: _literal(value) for key, value in card.items() if value}


def _literal(text: str) -> str:
    return " ".join(text.split()).replace("{{", "{ {")
