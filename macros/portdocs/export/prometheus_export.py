"""Health checks for Prometheus' blackbox exporter, as a target file for `file_sd_configs`.

A listener with a `health` path gives an http target, one with `health: tcp` a tcp target: through each endpoint that
leads to it, and at each address of its host if the network can reach it. Planned, retired and unreachable listeners
give no targets, and neither does a `$ command`.
Source: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config
"""

from __future__ import annotations

import json
from typing import Any

from portdocs.export._health_targets import HealthTarget, health_targets
from portdocs.registry import Registry, Service


def prometheus_export(registry: Registry) -> str:
    """Groups of one target, sorted by service, with labels for alerts and for the choice of the module."""
    groups = [group for service in registry.services.values() for group in registry.of_entry(_groups, service)]
    lines = ",\n".join(text for _, text in sorted(groups))
    return f"[\n{lines}\n]\n" if groups else "[]\n"


def _groups(registry: Registry, service: Service) -> tuple[tuple[HealthTarget, str], ...]:
    """The targets of a service, each with its group as indented JSON."""
    groups = (
        (target, {"targets": [target.address], "labels": _labels(registry, target)})
        for target in {*health_targets(registry, service)}
    )
    return tuple((target, f"  {_indented(group)}") for target, group in groups)


def _indented(group: dict[str, Any]) -> str:
    return json.dumps(group, indent=2, ensure_ascii=False).replace("\n", "\n  ")


def _labels(registry: Registry, target: HealthTarget) -> dict[str, str]:
    """The labels of a target that have a value."""
    service = registry.services[target.service]
    labels = {
        "module": target.module,
        "service": service.id,
        "suite": service.suite,
        "owner": registry.owner_of(service),
        "host": target.host,
        "port": target.port,
    }
    return {name: value for name, value in labels.items() if value}
