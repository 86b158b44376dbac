"""Endpoints for Gatus, one for each health check that another machine can run.

Gatus replaces environment variables in its configuration, so every `$` is doubled.
Source: https://github.com/TwiN/gatus#endpoints
"""

from __future__ import annotations

from typing import Any

from portdocs.export._health_targets import HTTP, HealthTarget, health_targets
from portdocs.export._quoted_yaml import quoted_yaml
from portdocs.registry import Registry

INTERVAL = "60s"


def gatus_export(registry: Registry) -> str:
    """The key `endpoints` of a configuration: grouped by suite, with unique names."""
    targets = sorted({target for service in registry.services.values() for target in health_targets(registry, service)})
    return quoted_yaml({"endpoints": [_endpoint(registry, target) for target in targets]})


def _endpoint(registry: Registry, target: HealthTarget) -> dict[str, Any]:
    service = registry.services[target.service]
    suite = registry.suite_of(service)
    is_http = target.module == HTTP
    return {
        "name": _literal(f"{service.title} ({target.address})"),
        "group": _literal(suite.title if suite else "Other"),
        "url": _literal(target.address if is_http else f"tcp://{target.address}"),
        "interval": INTERVAL,
        "conditions": ["[STATUS] == 200" if is_http else "[CONNECTED] == true"],
    }


def _literal(text: str) -> str:
    return " ".join(text.split()).replace("$", "$$")
