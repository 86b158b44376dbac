"""A URL is declared by two endpoints, or twice by one.

URLs are compared as browsers do: the case of the host, the scheme's own port and a trailing slash say nothing. Another
scheme, port or path is another URL. `*`, `localhost` and loopback addresses mean something else on each machine, so
they are compared only where the first service on the way shares a host.

## Why it matters

A request can only go one way: one of the two is wrong, and readers follow it.

## Fails

```yaml
services:
  api: {listeners: unknown}
  web: {listeners: unknown}
endpoints:
  - url: https://www.example.org
    to: web
  - url: https://WWW.example.org:443/
    to: api
```

## Passes

```yaml
services:
  api: {listeners: unknown}
  web: {listeners: unknown}
endpoints:
  - url: https://www.example.org
    to: web
  - url: https://www.example.org/api
    to: api
```
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from portdocs.checks._problem import Problem
from portdocs.registry import Endpoint, Location, Registry, Severity
from portdocs.registry.urls import Url
from portdocs.topology.routes import route

SEVERITY = Severity.ERROR
INSPECTS = ("endpoints",)


@dataclass(frozen=True, slots=True)
class _Use:
    endpoint: Endpoint
    url: Url
    location: Location


def duplicate_endpoint(registry: Registry) -> Iterator[Problem]:
    """One problem for each use of a URL after the first one in the files."""
    reported = set()
    for uses in _by_key(registry).values():
        first, *others = sorted(uses, key=lambda use: use.location)
        for other in others:
            if other.location not in reported:
                reported.add(other.location)
                yield _problem(registry, first, other)


def _by_key(registry: Registry) -> dict[tuple[object, str], list[_Use]]:
    uses: dict[tuple[object, str], list[_Use]] = defaultdict(list)
    for endpoint in registry.endpoints:
        for index, url in enumerate(endpoint.url):
            for machine in _machines(registry, endpoint, url):
                uses[url.key, machine].append(_Use(endpoint, url, endpoint.at.value_location("url", index)))
    return uses


def _machines(registry: Registry, endpoint: Endpoint, url: Url) -> list[str]:
    """The hosts on which the URL means what it means; one nameless for a URL that is the same everywhere."""
    entry = route(registry, endpoint).entry if _is_relative(url) else None
    return [host.id for host in registry.hosts_of(entry)] if entry else [""]


def _is_relative(url: Url) -> bool:
    try:
        return ip_address(url.host).is_loopback
    except ValueError:
        return url.host in ("*", "localhost")


def _problem(registry: Registry, first: _Use, other: _Use) -> Problem:
    both = (first.endpoint, other.endpoint)
    same = first.endpoint is other.endpoint
    what = "written twice in one endpoint" if same else f"declared twice: it {_ways(registry, both)}"
    # The spelling that sorts first, so that moving the endpoints does not change the message.
    url = min(first.url.text, other.url.text)
    about = (first.endpoint,) if same else both
    services = (registry.services[endpoint.to.service] for endpoint in about if endpoint.to)
    return Problem(
        other.location,
        f"{url} is {what}, expected it once; remove one or give it another path",
        (*about, *services),
        related=(first.location,),
    )


def _ways(registry: Registry, endpoints: tuple[Endpoint, ...]) -> str:
    ways = sorted({_way(registry, endpoint) for endpoint in endpoints})
    return " and ".join(ways) if len(ways) > 1 else f"{ways[0]} both times"


def _way(registry: Registry, endpoint: Endpoint) -> str:
    if endpoint.to is None:
        return f"redirects to {endpoint.redirect}"
    return f"leads to {registry.services[endpoint.to.service].title}"
