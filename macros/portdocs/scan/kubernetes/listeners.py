"""The ports that a cluster's nodes and load balancers open: services, ports of hosts, and gateways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portdocs.registry.addresses import ANY
from portdocs.scan.compose.yaml import Scalar, Value
from portdocs.scan.kubernetes.cluster import Cluster, Workload, as_port, container_port, health_of
from portdocs.scan.kubernetes.manifests import Manifest
from portdocs.scan.observations import Observation, ObservedListener, SourceError, Transport, Unresolved
from portdocs.scan.settings_tree import is_on, items, scalar, text
from portdocs.scan.values import parse_address


def service_listeners(cluster: Cluster, service: Manifest) -> Iterator[Observation]:
    """The ports of a service: of nodes and load balancers, and those that are reached by its name."""
    kind = text(service.spec, "type") or "ClusterIP"
    name = cluster.shown_name(service.namespace, service.name)
    for port in items(service.spec, "ports"):
        number = scalar(port, "port")
        transport = _transport(port)
        if number is None:
            yield SourceError(service.file, port.line, f"a port of `{name}` without `port`; add it")
        elif transport is None:
            reason = "a protocol other than tcp and udp is not compared"
            yield Unresolved(service.file, number.line, f"{name} {number.text}", reason)
        else:
            yield from _port(cluster, service, kind, port, number, transport, name)


def _port(
    cluster: Cluster, service: Manifest, kind: str, port: Value, number: Scalar, transport: Transport, name: str
) -> Iterator[Observation]:
    workloads = cluster.behind(service)
    inside = container_port(port, workloads)
    opened: Scalar | None = None
    if kind == "LoadBalancer":
        opened = number
    elif kind == "NodePort":
        opened = scalar(port, "nodePort")
        if opened is None or opened.text == "0":
            reason = "Kubernetes picks a free node port for it"
            yield Unresolved(service.file, number.line, f"nodePort of {name}", reason)
            return
    found = as_port((opened or number).text)
    if found is None:
        yield SourceError(service.file, number.line, f"invalid port of `{name}`, expected 1 to 65535; correct it")
        return
    listener = ObservedListener(
        transport, ANY, found, None, inside, name, "kubernetes", service.file, (opened or number).line,
        aliases=tuple(one.manifest.name for one in workloads), health=health_of(inside, workloads),
    )  # fmt: skip
    if opened is None and kind == "ClusterIP":
        listener = replace(listener, port=None, container_port=found, by_name_only=True)
    if opened is not None or kind == "ClusterIP":
        yield listener


def _transport(port: Value) -> Transport | None:
    protocol = text(port, "protocol").upper()
    return "udp" if protocol == "UDP" else "tcp" if protocol in ("", "TCP") else None


def host_ports(workload: Workload) -> Iterator[ObservedListener]:
    """The ports of nodes that pods take themselves: `hostPort`, and what `hostNetwork` suggests."""
    on_host = is_on(workload.pod, "hostNetwork")
    for container in workload.containers:
        for port in items(container, "ports"):
            inside = scalar(port, "containerPort")
            opened = scalar(port, "hostPort") or (inside if on_host else None)
            number, transport = as_port(opened.text) if opened else None, _transport(port)
            if opened is None or number is None or transport is None:
                continue
            manifest = workload.manifest
            target = as_port(inside.text) if inside else None
            yield ObservedListener(
                transport, _host_ip(port), number, None, target, manifest.name, "kubernetes", manifest.file,
                opened.line, certain=scalar(port, "hostPort") is not None, health=health_of(target, [workload]),
            )  # fmt: skip


def _host_ip(port: Value) -> str:
    address = text(port, "hostIP")
    try:
        return parse_address(address) if address else ANY
    except ValueError:
        return ANY


def gateway_listeners(gateway: Manifest) -> Iterator[Observation]:
    """The listeners of a gateway."""
    for one in items(gateway.spec, "listeners"):
        port = scalar(one, "port")
        number = as_port(port.text) if port else None
        if port is None or number is None:
            line = port.line if port else one.line
            yield SourceError(gateway.file, line, "a listener without a port, expected 1 to 65535; add it")
            continue
        transport: Transport = "udp" if text(one, "protocol").upper() == "UDP" else "tcp"
        yield ObservedListener(transport, ANY, number, None, None, gateway.name, "kubernetes", gateway.file, port.line)
