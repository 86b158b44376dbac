"""Trips → ways: the endpoints of a drawing, told step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.pages.diagrams.hops import EndpointHops
from portdocs.pages.diagrams.model import Way
from portdocs.registry.urls import Url

_MOST = 40
"""How many endpoints a drawing tells."""


def ways(trips: Iterable[EndpointHops]) -> tuple[Way, ...]:
    """Every endpoint step by step, or nothing where they are too many to read."""
    doors = [(url, trip) for trip in trips for url in trip.route.endpoint.url]
    if len(doors) > _MOST:
        return ()
    doors.sort(key=lambda door: (door[0].host, door[0].key))
    return tuple(_way(url, trip) for url, trip in doors)


def _way(url: Url, trip: EndpointHops) -> Way:
    steps = [("Internet", True), (_door(url), False), *_steps(trip)]
    stops = tuple(index for index, (_, is_card) in enumerate(steps) if is_card)
    return Way(url.text, tuple(step for step, _ in steps), stops)


def _door(url: Url) -> str:
    facts = (str(url.port), *(["udp"] if url.transport == "udp" else ()), *(["TLS"] if url.tls else ()))
    return f"{url} ({', '.join(facts)})"


def _steps(trip: EndpointHops) -> Iterator[tuple[str, bool]]:
    """What a request meets, each with whether it is a card."""
    way = trip.route
    yield from ((proxy.title, True) for proxy in way.proxies)
    if way.endpoint.redirect:
        yield f"redirects to {way.endpoint.redirect}", True
        return
    if way.target:
        yield str(way.target), False
    if way.service:
        yield way.service.title, True
