"""Public URLs: those that came and went, where they lead, and whether the way is encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.registry import Endpoint, Location
from portdocs.registry.urls import Url
from portdocs.topology.routes import Route, route

_Key: TypeAlias = "tuple[str, str, int, str]"
_Found: TypeAlias = "tuple[Url, Endpoint]"


def endpoints(comparison: Comparison) -> Iterator[Change]:
    """Changes of endpoints, each URL by itself: an endpoint with two URLs is two ways in."""
    before, after = _by_url(comparison.old), _by_url(comparison.new)
    gone = {key: found for key, found in before.items() if key not in after and _lacks(comparison.new, key, found)}
    come = {key: found for key, found in after.items() if key not in before and _lacks(comparison.old, key, found)}
    for key, (url, endpoint) in list(come.items()):
        if swapped := _other_scheme(key, gone):
            yield _scheme(url, endpoint, *gone.pop(swapped))
            del come[key]
    for url, endpoint in gone.values():
        yield _one(ChangeLevel.BREAKING, "endpoint-removed", url, f"{url} was removed", old=_location(url, endpoint))
    for url, endpoint in come.values():
        yield _added(comparison.new, url, endpoint)
    for key, (url, endpoint) in after.items():
        if key in before:
            yield from _kept(comparison, url, before[key], endpoint)


def _by_url(world: RegistryState) -> dict[_Key, _Found]:
    found: dict[_Key, _Found] = {}
    for endpoint in world.registry.endpoints:
        for url in endpoint.url:
            found.setdefault(url.key, (url, endpoint))
    return found


def _lacks(world: RegistryState, key: _Key, found: _Found) -> bool:
    return world.lacks("endpoints", str(key), found[1].location.file)


def _other_scheme(key: _Key, gone: dict[_Key, _Found]) -> _Key | None:
    """The same name and path with TLS in place of none, or none in place of TLS."""
    (url_scheme, host, _, path) = key
    tls = url_scheme in ("https", "wss", "tls")
    return next((k for k in gone if (k[1], k[3]) == (host, path) and (k[0] in ("https", "wss", "tls")) != tls), None)


def _scheme(url: Url, endpoint: Endpoint, old_url: Url, old: Endpoint) -> Change:
    locations = {"old": _location(old_url, old), "new": _location(url, endpoint)}
    if url.tls:
        return _one(ChangeLevel.BETTER, "encrypted", url, f"{url} is encrypted now (was {old_url})", **locations)
    return _one(ChangeLevel.DANGER, "plain-http", url, f"{url} is not encrypted any more (was {old_url})", **locations)


def _added(world: RegistryState, url: Url, endpoint: Endpoint) -> Change:
    way = route(world.registry, endpoint)
    plain = not url.tls and url.scheme in ("http", "ws") and way.service is not None
    level, words = (ChangeLevel.DANGER, ", without encryption") if plain else (ChangeLevel.CHANGE, "")
    message = f"{url} was added{words}: {_leads(way)}"
    return _one(level, "endpoint-added", url, message, new=_location(url, endpoint))


def _kept(comparison: Comparison, url: Url, before: _Found, endpoint: Endpoint) -> Iterator[Change]:
    old, new = route(comparison.old.registry, before[1]), route(comparison.new.registry, endpoint)
    locations = {"old": before[1].location, "new": endpoint.location}
    if [comparison.now(proxy.id) for proxy in old.proxies] != [proxy.id for proxy in new.proxies]:
        level = ChangeLevel.CHANGE if new.proxies else ChangeLevel.DANGER
        message = f"{url} {_passes(old, new)}"
        yield _one(level, "endpoint-proxied", url, message, **locations)
    if _goal(comparison, old) != _goal(None, new):
        message = f"{url} {_leads(new)} instead of {_whither(old)}"
        yield _one(ChangeLevel.BREAKING, "endpoint-retargeted", url, message, **locations)
    elif old.target != new.target and old.proxies and new.proxies:
        was, is_ = (way.target or "an address that is not known" for way in (old, new))
        message = f"{url} is passed to {is_} instead of {was}"
        yield _one(ChangeLevel.BREAKING, "endpoint-retargeted", url, message, **locations)


def _goal(comparison: Comparison | None, way: Route) -> tuple[str, str]:
    if way.service is None:
        return ("", way.endpoint.redirect or "")
    return (comparison.now(way.service.id) if comparison else way.service.id, "")


def _leads(way: Route) -> str:
    return f"redirects to {way.endpoint.redirect}" if way.service is None else f"leads to {_whither(way)}"


def _whither(way: Route) -> str:
    if way.service is None:
        return way.endpoint.redirect or ""
    return f"{way.service.title}{f' ({way.target})' if way.target else ''}"


def _via(way: Route) -> str:
    return ", then ".join(proxy.title for proxy in way.proxies)


def _passes(old: Route, new: Route) -> str:
    if not new.proxies:
        return f"no longer passes through {_via(old)}"
    return f"passes through {_via(new)}{f' instead of {_via(old)}' if old.proxies else ''}"


def _location(url: Url, endpoint: Endpoint) -> Location:
    return endpoint.at.value_location("url", endpoint.url.index(url))


def _one(
    level: ChangeLevel, kind: str, url: Url, message: str, *, old: Location | None = None, new: Location | None = None
) -> Change:
    return Change(level, kind, f"endpoint:{url}", message, old, new)
