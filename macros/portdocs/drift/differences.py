"""Differences between what is declared and what was observed, each as a sentence with both locations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portdocs.drift.coverage import Coverage
from portdocs.drift.declared_listeners import DeclaredListener
from portdocs.drift.expected_target import ExpectedTarget
from portdocs.drift.observed_listeners import few, socket_of
from portdocs.drift.result import Difference, Kind
from portdocs.registry import Endpoint, Location, Ports
from portdocs.registry.addresses import addresses
from portdocs.registry.urls import Url
from portdocs.registry.verification import DriftKey
from portdocs.scan import ObservedListener, ObservedRoute
from portdocs.topology.bindings import shown_bind
from portdocs.topology.routes import Route


def held_by_another(one: DeclaredListener, seen: ObservedListener, source: str) -> Difference:
    """A port held by a container or unit that belongs to another service."""
    message = f"{one.socket} is declared for `{one.service.id}`, but `{seen.name}` holds it; correct one of the two"
    return Difference("holder-differs", one.subject, message, one.location, seen.at, source, one.key)


def open_already(one: DeclaredListener, seen: ObservedListener, source: str) -> Difference:
    """A socket of a planned service."""
    message = f"`{one.service.id}` is declared as planned, but {socket_of(seen)} is open already; set its status"
    return _status_differs(one, seen, source, message)


def open_although_retired(one: DeclaredListener, seen: ObservedListener, source: str) -> Difference:
    """A socket of a retired service."""
    message = (
        f"`{one.service.id}` is declared as retired, but {socket_of(seen)} is still there; stop it, or set its status"
    )
    return _status_differs(one, seen, source, message)


def _status_differs(one: DeclaredListener, seen: ObservedListener, source: str, message: str) -> Difference:
    location = one.service.at.value_location("status")
    return Difference("status-differs", one.subject, message, location, seen.at, source, one.key)


def forwards_elsewhere(one: DeclaredListener, seen: ObservedListener, source: str) -> Difference | None:
    """Another port inside the container; None if it is the same, or not known."""
    inside = one.listener.container_port
    if inside is None or seen.container_port is None or one.ports is None or seen.port is None:
        return None
    if seen.container_port - seen.port == inside.first - one.ports.first:
        return None
    actual = seen.container_port + max(one.ports.first - seen.port, 0)
    message = (
        f"{one.socket} is declared to forward to port {inside.first} of the container, but forwards to {actual}; "
        "correct one of the two"
    )
    location = one.listener.at.value_location("container_port")
    return Difference("target-differs", one.subject, message, location, seen.at, source, one.key)


def binds_differ(one: DeclaredListener, ports: Ports, seen: Sequence[ObservedListener], source: str) -> Difference:
    """Other addresses than the declared ones."""
    really = few(list(dict.fromkeys(shown_bind(each.address, ports) for each in seen)), " and ")
    message = f"`{one.service.id}` is declared on {one.socket}, but listens on {really}; correct one of the two"
    wider = next((each for each in seen if not addresses(each.address).is_within(one.addresses)), seen[0])
    binds = tuple(dict.fromkeys(each.address for each in seen))
    return Difference("bind-differs", one.subject, message, one.bind_place, wider.at, source, one.key, binds)


@dataclass(frozen=True, slots=True)
class DeclaredUrl:
    """A URL of an endpoint with its declared path."""

    endpoint: Endpoint
    index: int
    url: Url
    path: Route
    key: DriftKey

    @property
    def location(self) -> Location:
        """The location of the URL in the data."""
        return self.endpoint.at.value_location("url", self.index)


def not_answered(coverage: Coverage, one: DeclaredUrl) -> Difference:
    """A URL that nothing answers."""
    title = coverage.proxy_title
    nothing = "no nginx server" if title == "nginx" else f"{title} has no route that"
    message = f"{one.url} is declared, but {nothing} answers for it; add one, or correct the data"
    return _difference(coverage, one, "missing-route", message, one.location, None)


def answered_elsewhere(coverage: Coverage, one: DeclaredUrl, answer: ObservedRoute, port: int) -> Difference:
    """A URL that is answered on another port."""
    message = f"{one.url} is declared, but {coverage.proxy_title} answers on port {port} instead"
    return _difference(coverage, one, "missing-route", f"{message}; correct one of the two", one.location, answer)


def target_differs(coverage: Coverage, one: DeclaredUrl, answer: ObservedRoute, expected: ExpectedTarget) -> Difference:
    """A URL that leads to another place than the declared one."""
    does = {
        "proxy": f"connects to {' and '.join(answer.shown_targets)}",
        "redirect": f"redirects to {answer.redirect}",
        "files": "serves files",
        "status": "answers by itself",
    }[answer.action]
    message = f"{one.url} is declared to proxy to {expected}, but {coverage.proxy_title} {does}; correct one of the two"
    location = one.endpoint.at.value_location("target" if expected.declared else "to")
    return _difference(coverage, one, "target-differs", message, location, answer)


def redirect_differs(coverage: Coverage, one: DeclaredUrl, answer: ObservedRoute) -> Difference:
    """A URL that does not redirect, or not to the declared URL."""
    does = f"redirects to {answer.redirect}" if answer.action == "redirect" else "does not redirect"
    message = f"{one.url} is declared to redirect to {one.endpoint.redirect}, but {coverage.proxy_title} {does}"
    location = one.endpoint.at.value_location("redirect")
    return _difference(coverage, one, "target-differs", f"{message}; correct one of the two", location, answer)


def tls_differs(coverage: Coverage, one: DeclaredUrl, answer: ObservedRoute, really: bool) -> Difference:
    """A URL that is answered with TLS and declared without, or the other way round."""
    words = {True: "with TLS", False: "without TLS"}
    message = f"{one.url} is declared {words[one.url.tls]}, but {coverage.proxy_title} answers {words[really]}"
    return _difference(coverage, one, "tls-differs", f"{message}; correct one of the two", one.location, answer)


def answered_by_proxy(coverage: Coverage, one: DeclaredUrl, answer: ObservedRoute) -> Difference:
    """A URL that is declared without this proxy."""
    said = " and ".join(f"`{proxy.id}`" for proxy in one.path.proxies)
    declared = f"to pass {said}" if said else "without a proxy"
    message = f"{one.url} is declared {declared}, but {coverage.proxy_title} answers for it; correct `via`"
    location = one.endpoint.at.value_location("via") if said else one.location
    return _difference(coverage, one, "undeclared-route" if said else "target-differs", message, location, answer)


def _difference(
    coverage: Coverage, one: DeclaredUrl, kind: Kind, message: str, declared: Location, answer: ObservedRoute | None
) -> Difference:
    observed = answer.at if answer else None
    return Difference(kind, str(one.url), message, declared, observed, coverage.proxy_source, one.key, found=one.url)
