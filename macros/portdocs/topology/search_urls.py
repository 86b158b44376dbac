"""Search for the endpoints of a URL, or of a domain and its subdomains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.registry.model import Endpoint
from portdocs.registry.registry import Registry
from portdocs.registry.urls import Url, is_host, parse_url


def search_urls(registry: Registry, query: str) -> Iterator[Endpoint]:
    """The endpoints of a URL, or of a domain and its subdomains, optionally with a port."""
    if "://" in query:
        try:
            wanted = parse_url(query)
        except ValueError:
            return
        yield from _most_specific((e for e in registry.endpoints if any(_serves(u, wanted) for u in e.url)), wanted)
        return
    host, _, port = query.lower().partition(":")
    if not is_host(host) or "." not in host or (port and not port.isdigit()):
        return
    for endpoint in registry.endpoints:
        if any(_is_below(url.host, host) and port in ("", str(url.port)) for url in endpoint.url):
            yield endpoint


def _serves(url: Url, wanted: Url) -> bool:
    """True if this URL serves requests for the wanted one: same scheme, port and name, and a path above it."""
    same_server = (url.scheme, url.port) == (wanted.scheme, wanted.port) and _is_named(url.host, wanted.host)
    path, below = url.path.rstrip("/"), wanted.path.rstrip("/")
    return same_server and (below == path or below.startswith((path + "/", path + "?")) or not path)


def _most_specific(endpoints: Iterable[Endpoint], wanted: Url) -> list[Endpoint]:
    """The endpoints with the most specific URL: an exact name before a wildcard, then the longest path."""
    ranked = [
        (max((url.host == wanted.host, len(url.path.rstrip("/"))) for url in e.url if _serves(url, wanted)), e)
        for e in endpoints
    ]
    best = max((rank for rank, _ in ranked), default=None)
    return [endpoint for rank, endpoint in ranked if rank == best]


def _is_named(name: str, host: str) -> bool:
    """True if a server name, which may start with a wildcard, matches a host."""
    return name in (host, "*") or (name.startswith("*.") and host.endswith(name[1:]))


def _is_below(name: str, domain: str) -> bool:
    return _is_named(name, domain) or name.endswith("." + domain)
