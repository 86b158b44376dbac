"""Declarations that no given source can confirm or contradict, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from portdocs.drift.coverage import Coverage
from portdocs.drift.declared_listeners import DeclaredListener
from portdocs.drift.ownership import is_owner
from portdocs.drift.result import Unknown
from portdocs.registry import Registry
from portdocs.registry.findings import at_line
from portdocs.registry.verification import DriftKey
from portdocs.scan import Scan
from portdocs.topology.verification_keys import endpoint_key


def unknown_listeners(coverage: Coverage, declared: Sequence[DeclaredListener]) -> Iterator[Unknown]:
    """The listeners that should be open; those that a source shows are left out by the caller."""
    for one in declared:
        if one.should_be_open:
            yield Unknown(one.key, one.subject, one.location, _listener_reason(coverage, one))


def _listener_reason(coverage: Coverage, one: DeclaredListener) -> str:
    inactive = next(
        (seen for seen in coverage.scan.listeners if not seen.is_active and is_owner(one.service, seen)), None
    )
    if inactive:
        return f"only an inactive profile starts it ({at_line(inactive.file, inactive.line)})"
    if one.path:
        return "no source lists unix sockets, and no unit that was read opens it"
    if one.ports is None:
        return "only a compose file that was read can show a port inside a container"
    listings = [read for read in coverage.scan.files if read.source == "sockets"]
    if not listings:
        return "no listing of open sockets was given (`--sockets`)"
    if not any(one.transport in read.sees for read in listings):
        return f"the listing does not cover {one.transport}; list the sockets of both transports as root"
    if one.transport == "udp" and len(one.ports) > 1:
        return "a range of UDP ports opens on demand"
    return "the listing has a line that may be this socket"


def unknown_endpoints(registry: Registry, keys: Iterable[DriftKey], scan: Scan) -> Iterator[Unknown]:
    """The endpoints that pass through the host; those that a source shows are left out by the caller."""
    wanted = set(keys)
    reason = (
        "the routes that were read do not cover it"
        if scan.routes
        else "no configuration of a proxy was given (such as `--nginx`)"
    )
    for endpoint in registry.endpoints:
        for index, url in enumerate(endpoint.url):
            key = endpoint_key(registry, endpoint, url)
            if key in wanted:
                yield Unknown(key, str(url), endpoint.at.value_location("url", index), reason)
