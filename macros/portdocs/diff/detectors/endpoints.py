"""Public URLs: added and removed ones, their proxies, targets and encryption."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from portdocs.checks import join_names
from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison, RegistryState
from portdocs.registry import Endpoint, Location, Subject
from portdocs.registry.openings import INTERNET
from portdocs.registry.urls import Url
from portdocs.topology.routes import Route, route

_Key: TypeAlias = "tuple[str, str, int, str]"
_Found: TypeAlias = "tuple[Url, Endpoint]"


def endpoints(comparison: Comparison) -> Iterator[Change]:
    """Changes of endpoints; each URL of an endpoint is compared by itself."""
    before, after = _by_url(comparison.old), _by_url(comparison.new)
    removed = {
        key: found
        for key, found in before.items()
        if key not in after and _definitely_absent(comparison.new, key, found)
    }
    added = {
        key: found
        for key, found in after.items()
        if key not in before and _definitely_absent(comparison.old, key, found)
    }
    for key, (url, endpoint) in list(added.items()):
        if other := _other_scheme(key, removed):
            yield _scheme(url, endpoint, *removed.pop(other))
            del added[key]
    for url, endpoint in removed.values():
        yield _change(ChangeLevel.BREAKING, "endpoint-removed", url, f"{url} was removed", old=_location(url, endpoint))
    for url, endpoint in added.values():
        yield _added(comparison.new, url, endpoint)
    for key, (url, endpoint) in after.items():
        if key in before:
            yield from _changed(comparison, url, before[key], endpoint)


def _by_url(state: RegistryState) -> dict[_Key, _Found]:
    found: dict[_Key, _Found] = {}
    for endpoint in state.registry.endpoints:
        for url in endpoint.url:
            found.setdefault(url.key, (url, endpoint))
    return found


def _definitely_absent(state: RegistryState, key: _Key, found: _Found) -> bool:
    return state.definitely_absent("endpoints", str(key), found[1].location.file)


def _other_scheme(key: _Key, removed: dict[_Key, _Found]) -> _Key | None:
    """The same host and path with TLS added or removed."""
    (url_scheme, host, _, path) = key
    tls = url_scheme in ("https", "wss", "tls")
    return next((k for k in removed if (k[1], k[3]) == (host, path) and (k[0] in ("https", "wss", "tls")) != tls), None)


def _scheme(url: Url, endpoint: Endpoint, old_url: Url, old: Endpoint) -> Change:
    locations = {"old": _location(old_url, old), "new": _location(url, endpoint)}
    if url.tls:
        return _change(
            ChangeLevel.IMPROVEMENT, "encrypted", url, f"{url} is now encrypted (was {old_url})", **locations
        )
    return _change(ChangeLevel.DANGER, "plain-http", url, f"{url} is no longer encrypted (was {old_url})", **locations)


def _added(state: RegistryState, url: Url, endpoint: Endpoint) -> Change:
    path = route(state.registry, endpoint)
    plain = not url.tls and url.scheme in ("http", "ws") and path.service is not None
    level, words = (ChangeLevel.DANGER, ", without encryption") if plain else (ChangeLevel.CHANGE, "")
    message = f"{url} was added{words}: {_destination(path)}"
    return _change(level, "endpoint-added", url, message, new=_location(url, endpoint))


def _changed(comparison: Comparison, url: Url, before: _Found, endpoint: Endpoint) -> Iterator[Change]:
    yield from _use_changes(comparison, url, before[1], endpoint)
    old, new = route(comparison.old.registry, before[1]), route(comparison.new.registry, endpoint)
    locations = {"old": before[1].location, "new": endpoint.location}
    if [comparison.current_id(proxy.id) for proxy in old.proxies] != [proxy.id for proxy in new.proxies]:
        level = ChangeLevel.CHANGE if new.proxies else ChangeLevel.DANGER
        message = f"{url} {_passes(old, new)}"
        yield _change(level, "endpoint-proxied", url, message, **locations)
    if _target_key(comparison, old) != _target_key(None, new):
        message = f"{url} {_destination(new)} instead of {_target_name(old)}"
        yield _change(ChangeLevel.BREAKING, "endpoint-retargeted", url, message, **locations)
    elif old.target != new.target and old.proxies and new.proxies:
        before_target, after_target = (path.target or "an unknown address" for path in (old, new))
        message = f"{url} is proxied to {after_target} instead of {before_target}"
        yield _change(ChangeLevel.BREAKING, "endpoint-retargeted", url, message, **locations)


def _use_changes(comparison: Comparison, url: Url, old: Endpoint, new: Endpoint) -> Iterator[Change]:
    """Changes of status, of the zones that use the URL, and of the service that decrypts."""
    locations = {"old": old.location, "new": new.location}
    if old.status != new.status:
        message = f"{url} is {new.status} instead of {old.status}"
        yield _change(ChangeLevel.CHANGE, "endpoint-status", url, message, **locations)
    if set(old.from_) != set(new.from_):
        before, after = _zones(comparison.old, old), _zones(comparison.new, new)
        level = ChangeLevel.DANGER if new.is_public else ChangeLevel.CHANGE
        yield _change(level, "endpoint-zones", url, f"{url} is used from {after} instead of {before}", **locations)
    is_declared = bool(old.tls_ends_at or new.tls_ends_at)  # otherwise the change of the proxy says it
    if is_declared and old.tls_end and new.tls_end and comparison.current_id(old.tls_end) != new.tls_end:
        before, after = _title(comparison.old, old.tls_end), _title(comparison.new, new.tls_end)
        message = f"TLS of {url} ends at {after} instead of {before}"
        yield _change(ChangeLevel.CHANGE, "endpoint-tls", url, message, **locations)


def _zones(state: RegistryState, endpoint: Endpoint) -> str:
    zones = state.registry.zones
    return join_names("the Internet" if id == INTERNET else zones[id].title for id in endpoint.from_)


def _title(state: RegistryState, service: str) -> str:
    return state.registry.services[service].title


def _target_key(comparison: Comparison | None, path: Route) -> tuple[str, str]:
    if path.service is None:
        return ("", path.endpoint.redirect or "")
    return (comparison.current_id(path.service.id) if comparison else path.service.id, "")


def _destination(path: Route) -> str:
    return f"redirects to {path.endpoint.redirect}" if path.service is None else f"points to {_target_name(path)}"


def _target_name(path: Route) -> str:
    if path.service is None:
        return path.endpoint.redirect or ""
    return f"{path.service.title}{f' ({path.target})' if path.target else ''}"


def _via(path: Route) -> str:
    return ", then ".join(proxy.title for proxy in path.proxies)


def _passes(old: Route, new: Route) -> str:
    if not new.proxies:
        return f"no longer passes through {_via(old)}"
    return f"passes through {_via(new)}{f' instead of {_via(old)}' if old.proxies else ''}"


def _location(url: Url, endpoint: Endpoint) -> Location:
    return endpoint.at.value_location("url", endpoint.url.index(url))


def _change(
    level: ChangeLevel, kind: str, url: Url, message: str, *, old: Location | None = None, new: Location | None = None
) -> Change:
    return Change(level, kind, Subject("endpoint", str(url)), message, old, new)
