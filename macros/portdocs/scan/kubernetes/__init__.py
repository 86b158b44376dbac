"""Kubernetes: what manifests open, and which routes lead into the cluster (kubernetes.io/docs).

The cluster is a host. A Service of type NodePort listens on its node port, one of type LoadBalancer on its port; one of
type ClusterIP is reached by its name only. Ingress and routes of the Gateway API are routes to `service:port`; a
Gateway's listeners are listeners. Templates that are not rendered are unresolved, once per file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from portdocs.scan.kubernetes.cluster import Cluster
from portdocs.scan.kubernetes.listeners import gateway_listeners, host_ports, service_listeners
from portdocs.scan.kubernetes.manifests import Manifest, manifests
from portdocs.scan.kubernetes.routes import KINDS, gateway_routes, ingress_routes
from portdocs.scan.observations import Observation, Unresolved
from portdocs.scan.result import Scan, build_scan

METAVAR = "FILE|DIR"
HELP = "Kubernetes: manifests, or a folder of manifests."
_UNREAD = (
    "IngressRoute",
    "IngressRouteTCP",
    "IngressRouteUDP",
    "VirtualService",
    "VirtualServer",
    "HTTPProxy",
    "Route",
)
"""Kinds of other projects that name routes."""


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """Read the listeners and routes of all manifests; they are one cluster's."""
    return build_scan(_observations(given, relative_to))


def _observations(given: Sequence[str], relative_to: Path) -> Iterator[Observation]:
    cluster = Cluster()
    for name in dict.fromkeys(given):
        for found in manifests(Path(name), relative_to):
            if isinstance(found, Manifest):
                cluster.add(found)
            else:
                yield found
    for manifest in cluster.manifests:
        yield from _manifest(cluster, manifest)
    for workload in cluster.workloads:
        yield from host_ports(workload)


def _manifest(cluster: Cluster, manifest: Manifest) -> Iterator[Observation]:
    if manifest.kind == "Service":
        yield from service_listeners(cluster, manifest)
    elif manifest.kind == "Gateway":
        yield from gateway_listeners(manifest)
    elif manifest.kind == "Ingress":
        yield from ingress_routes(cluster, manifest)
    elif manifest.kind in KINDS:
        yield from gateway_routes(cluster, manifest)
    elif manifest.kind in _UNREAD:
        reason = "it has routes, but manifests of this kind are not read"
        yield Unresolved(manifest.file, manifest.line, f"{manifest.kind} {manifest.name}", reason)
