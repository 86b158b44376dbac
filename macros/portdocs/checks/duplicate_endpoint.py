"""A URL is declared by two endpoints, or twice by one.

URLs are compared as in a browser: the case of the host, the default port and a trailing slash make no difference, but
the scheme, the port and the path do. `*`, `localhost` and loopback addresses mean something else on each machine, so
they are compared only if the first services of both routes share a host. One URL may have different targets for
different zones.

## Why it matters

A request has only one target: one of the two is wrong, and readers may follow it.

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

from portdocs.checks._common import Problem, active_endpoints
from portdocs.registry import Endpoint, Location, Registry, Severity
from portdocs.registry.addresses import is_own_machine
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
    """One problem for each use of a URL after the first."""
    reported = set()
    for uses in _by_key(registry).values():
        first, *others = sorted(uses, key=lambda use: use.location)
        for other in others:
            if other.location not in reported:
                reported.add(other.location)
                yield _problem(registry, first, other)


def _by_key(registry: Registry) -> dict[tuple[object, str, str], list[_Use]]:
    """The uses of each URL by machine and zone: split DNS gives one URL several meanings."""
    uses: dict[tuple[object, str, str], list[_Use]] = defaultdict(list)
    for endpoint in active_endpoints(registry):
        for index, url in enumerate(endpoint.url):
            for machine in _machines(registry, endpoint, url):
                for zone in dict.fromkeys(endpoint.from_):
                    use = _Use(endpoint, url, endpoint.at.value_location("url", index))
                    uses[url.key, machine, zone].append(use)
    return uses


def _machines(registry: Registry, endpoint: Endpoint, url: Url) -> list[str]:
    """The ids of the hosts on which the URL has this meaning; an empty id if it means the same everywhere."""
    entry = route(registry, endpoint).entry if _depends_on_machine(url) else None
    return [host.id for host in registry.hosts_of(entry)] if entry else [""]


def _depends_on_machine(url: Url) -> bool:
    return url.host == "*" or is_own_machine(url.host)


def _problem(registry: Registry, first: _Use, other: _Use) -> Problem:
    both = (first.endpoint, other.endpoint)
    same = first.endpoint is other.endpoint
    what = "written twice in one endpoint" if same else f"declared twice: it {_targets(registry, both)}"
    # One spelling, whatever the order of the endpoints in the files.
    url = min(first.url.text, other.url.text)
    about = (first.endpoint,) if same else both
    services = (registry.services[endpoint.to.service] for endpoint in about if endpoint.to)
    return Problem(
        other.location,
        f"{url} is {what}, expected once",
        "remove one or give it another path",
        (*about, *services),
        related=(first.location,),
    )


def _targets(registry: Registry, endpoints: tuple[Endpoint, ...]) -> str:
    targets = sorted({_target(registry, endpoint) for endpoint in endpoints})
    return " and ".join(targets) if len(targets) > 1 else f"{targets[0]} both times"


def _target(registry: Registry, endpoint: Endpoint) -> str:
    if endpoint.to is None:
        return f"redirects to {endpoint.redirect}"
    return f"points to {registry.services[endpoint.to.service].title}"
