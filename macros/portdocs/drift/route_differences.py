"""The differences between a declared URL and a proxy's answer, each as a sentence with both locations."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.drift.coverage import Coverage
from portdocs.drift.expected_target import ExpectedTarget
from portdocs.drift.result import Difference, Kind
from portdocs.registry import Endpoint, Location
from portdocs.registry.urls import Url
from portdocs.registry.verification import DriftKey
from portdocs.scan import ObservedRoute
from portdocs.topology.routes import Route


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
