"""The manifests of a cluster combined: services by name, container ports, and probes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from portdocs.scan.compose.yaml import Value
from portdocs.scan.kubernetes.manifests import Manifest
from portdocs.scan.safe_files import clean
from portdocs.scan.settings_tree import child, items, text, texts

Name = tuple[str, str]
"""Namespace and name."""
_TEMPLATES = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job")


@dataclass(frozen=True, slots=True)
class Workload:
    """The pods of a deployment or the like."""

    manifest: Manifest
    labels: dict[str, str]
    pod: Value
    """Their `spec`."""

    @property
    def containers(self) -> Iterator[Value]:
        """The containers that keep running."""
        yield from items(self.pod, "containers")


@dataclass(slots=True)
class Cluster:
    """All manifests, found by name."""

    manifests: list[Manifest] = field(default_factory=list)
    services: dict[Name, Manifest] = field(default_factory=dict)
    gateways: dict[Name, Manifest] = field(default_factory=dict)
    workloads: list[Workload] = field(default_factory=list)
    _by_label: dict[tuple[str, str, str], list[Workload]] = field(default_factory=lambda: defaultdict(list))
    _namespaces: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, manifest: Manifest) -> None:
        """Add a manifest."""
        self.manifests.append(manifest)
        key = (manifest.namespace, manifest.name)
        if manifest.kind == "Service":
            self.services.setdefault(key, manifest)
            self._namespaces[manifest.name].add(manifest.namespace)
        elif manifest.kind == "Gateway":
            self.gateways.setdefault(key, manifest)
        elif pod := _pod_of(manifest):
            known = texts(pod, "metadata", "labels") if manifest.kind != "Pod" else {}
            spec = child(pod, "spec") if manifest.kind != "Pod" else pod
            if spec is not None:
                workload = Workload(manifest, known, spec)
                self.workloads.append(workload)
                for pair in known.items():
                    self._by_label[manifest.namespace, *pair].append(workload)

    def shown_name(self, namespace: str, name: str) -> str:
        """The name of a service; with its namespace if another namespace has one of the same name."""
        return f"{name}.{namespace}" if namespace and len(self._namespaces.get(name, ())) > 1 else name

    def port_number(self, namespace: str, name: str, port: str) -> str | None:
        """The number of a service's port that is given by number or name; None if no manifest contains it."""
        if port.isascii() and port.isdigit():
            return port
        service = self.services.get((namespace, name))
        named = (
            (text(one, "port") for one in items(service.spec, "ports") if text(one, "name") == port) if service else ()
        )
        return next(filter(None, named), None)

    def behind(self, service: Manifest) -> list[Workload]:
        """The workloads whose pods a service selects."""
        selector = texts(service.spec, "selector")
        if not selector:
            return []
        pair = next(iter(selector.items()))
        candidates = self._by_label.get((service.namespace, *pair), ())
        return [one for one in candidates if selector.items() <= one.labels.items()]


def _pod_of(manifest: Manifest) -> Value | None:
    """The template of a workload's pods; a pod's own spec."""
    if manifest.kind in _TEMPLATES:
        return child(manifest.spec, "template")
    if manifest.kind == "CronJob":
        return child(manifest.spec, "jobTemplate", "spec", "template")
    return manifest.spec if manifest.kind == "Pod" else None


def container_port(port: Value, workloads: Iterable[Workload]) -> int | None:
    """The port inside the pod that a service's port leads to; None if only the pod knows it."""
    target = text(port, "targetPort") or text(port, "port")
    if not target or (number := as_port(target)):
        return number if target else None
    containers = (container for workload in workloads for container in workload.containers)
    return next(filter(None, (_named_port(container, target) for container in containers)), None)


def as_port(text: str) -> int | None:
    """A port; None for anything else."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number if 1 <= number <= 65535 else None


def health_of(port: int | None, workloads: Iterable[Workload]) -> str | None:
    """The health check of a probe: a path, or `tcp`."""
    for workload in workloads:
        for container in workload.containers:
            for kind in ("readinessProbe", "livenessProbe", "startupProbe"):
                if port is not None and (found := _probe(child(container, kind), container, port)):
                    return found
    return None


def _probe(probe: Value | None, container: Value, port: int) -> str | None:
    for action in ("httpGet", "tcpSocket"):
        target = text(probe, action, "port")
        if target and _named_port(container, target) == port:
            return "tcp" if action == "tcpSocket" else clean(text(probe, action, "path")) or "/"
    return None


def _named_port(container: Value, name: str) -> int | None:
    """The port inside a container that is given by number or name."""
    named = (text(one, "containerPort") for one in items(container, "ports") if text(one, "name") == name)
    return as_port(next(named, name))
