"""Compare a proxy's targets with the declared one: match, difference, or unknown without a DNS lookup."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from portdocs.drift.observed_listeners import same_path
from portdocs.registry import Host, Listener, Registry, Service
from portdocs.registry.addresses import (
    HOST_OF_CONTAINERS,
    UNKNOWN,
    addresses,
    canonical_host,
    is_loopback,
    parse_bind,
    union,
)
from portdocs.registry.urls import Target
from portdocs.topology.routes import Route

_EVERY = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Connecting to a wildcard reaches the loopback address."""


@dataclass(frozen=True)
class ExpectedTarget:
    """The target a proxy should connect to: the next proxy, or the service."""

    registry: Registry
    host: Host
    """The proxy's host."""
    service: Service
    listeners: Sequence[Listener] | None
    """The listeners the endpoint may mean; None if the service's listeners are unknown."""
    declared: Target | None
    """The endpoint's explicit `target`."""

    def __str__(self) -> str:
        return str(self.declared) if self.declared else f"`{self.service.id}`"

    def matches(self, targets: Sequence[Target]) -> bool | None:
        """True if every target is the expected one; None if a lookup would be needed to tell."""
        answers = [self._meets(target) for target in targets]
        if self.declared and True not in answers and None not in answers:
            return False
        if self.declared:
            # An upstream may also list other listeners of the same service.
            others = [self._reaches(target, self.service.listeners) for target in targets]
            answers = [one if one is not False else other for one, other in zip(answers, others, strict=True)]
        return False if False in answers else None if None in answers or not answers else True

    def _meets(self, target: Target) -> bool | None:
        if target.is_container:
            return True if target.host in (self.service.id, *self.service.container_names) else None
        if self.declared is None:
            return self._reaches(target, self.listeners)
        return self._is(self.declared, target)

    def _is(self, declared: Target, target: Target) -> bool | None:
        if declared.path or target.path:
            return bool(declared.path and target.path) and same_path(declared.path, target.path)
        if declared.port != target.port:
            return False
        one, other = _plain(declared.host), _plain(target.host)
        if one == other:
            return True
        if _is_address(one) and _is_address(other):
            if is_loopback(one) and is_loopback(other):  # the same to a service that listens on both
                return self._reaches(target, self.service.listeners) is True and _family(one) != _family(other)
            return False
        literal, name = (one, other) if _is_address(one) else (other, one)
        if known := self.registry.hosts.get(name):
            return literal in known.addresses if _is_address(literal) else None
        # localhost is the only name that means loopback.
        return False if _is_address(literal) and is_loopback(literal) else None

    def _reaches(self, target: Target, listeners: Sequence[Listener] | None) -> bool | None:
        if target.is_container or listeners is None or self.service.external:
            return None
        answers = [self._connects_to(target, listener) for listener in listeners]
        return True if True in answers else None if None in answers else False

    def _connects_to(self, target: Target, listener: Listener) -> bool | None:
        if target.path or listener.socket:
            return bool(target.path and listener.socket) and same_path(target.path, listener.socket or "")
        host = _plain(target.host)
        assert target.port is not None
        if listener.container_port and target.port in listener.container_port:
            if host in (*self.service.container_names, self.service.id):
                return True
            if not _is_address(host):
                return None
        if not listener.port or target.port not in listener.port:
            return False
        return self._is_at(host, listener)

    def _is_at(self, host: str, listener: Listener) -> bool | None:
        hosts = self.registry.hosts_of(self.service)
        is_here = any(one.id == self.host.id for one in hosts)
        if host in HOST_OF_CONTAINERS:
            return is_here
        if not _is_address(host):
            return (
                True if host in {self.service.id, *self.service.container_names, *(one.id for one in hosts)} else None
            )
        takes = UNKNOWN in listener.bind or union(listener.bind).meets(addresses(host))
        if is_loopback(host):
            return is_here and takes
        if any(host in one.addresses for one in hosts):
            return takes
        return None if any(not one.addresses for one in hosts) else False


def expected_target(registry: Registry, host: Host, path: Route, number: int) -> ExpectedTarget | None:
    """The target of the proxy at that position of the path; None for a redirect."""
    if number + 1 < len(path.proxies):
        following = path.proxies[number + 1]
        return ExpectedTarget(registry, host, following, following.listeners, None)
    if path.service is None:
        return None
    meant = path.listeners or path.service.listeners
    return ExpectedTarget(registry, host, path.service, meant, path.endpoint.target)


def same_targets(one: Sequence[Target], other: Sequence[Target]) -> bool:
    """True if two pass lines connect to the same targets, however written."""
    return {_spelled(target) for target in one} == {_spelled(target) for target in other}


def _spelled(target: Target) -> Target:
    return replace(target, host=_plain(target.host)) if target.host else target


def _plain(host: str) -> str:
    host = host.lower().rstrip(".")
    with suppress(ValueError):
        host = parse_bind(host)
    return _EVERY.get(host, canonical_host(host))


def _is_address(host: str) -> bool:
    try:
        return parse_bind(host) not in ("*", UNKNOWN)
    except ValueError:
        return False


def _family(address: str) -> bool:
    return ":" in address
