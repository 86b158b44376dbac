"""An endpoint is not encrypted: its URL starts with http or ws.

Only endpoints that are used from the Internet are checked. Redirects to https are fine, and so are URLs of the machine
itself (localhost).

## Why it matters

Anyone on the network path can read passwords and cookies, and can change responses.

## Fails

```yaml
services:
  nginx:
    listeners: [{port: 80, bind: "*"}]
  shop:
    listeners: [{port: 8000, bind: 127.0.0.1}]
endpoints:
  - {url: http://shop.example.org, via: nginx, to: shop}
```

## Passes

```yaml
services:
  nginx:
    listeners: [{port: 80, bind: "*"}, {port: 443, bind: "*"}]
  shop:
    listeners: [{port: 8000, bind: 127.0.0.1}]
endpoints:
  - {url: https://shop.example.org, via: nginx, to: shop}
  - {url: http://shop.example.org, via: nginx, redirect: https://shop.example.org}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._common import Problem, active_endpoints
from portdocs.registry import Endpoint, Ports, Registry, Severity
from portdocs.registry.addresses import is_own_machine
from portdocs.registry.urls import Url

SEVERITY = Severity.WARNING
INSPECTS = ("endpoints",)

SECURE = {"http": "https", "ws": "wss"}


def plain_http_endpoint(registry: Registry) -> Iterator[Problem]:
    """One problem for each URL."""
    for endpoint in active_endpoints(registry):
        if not endpoint.is_public or (endpoint.redirect or "").lower().startswith("https:"):
            continue
        for index, url in enumerate(endpoint.url):
            if url.scheme in SECURE and not is_own_machine(url.host):
                yield _problem(registry, endpoint, index, url)


def _problem(registry: Registry, endpoint: Endpoint, index: int, url: Url) -> Problem:
    secure = SECURE[url.scheme]
    if endpoint.redirect:
        problem, fix = f"{url} redirects to {endpoint.redirect}, which is not encrypted", "redirect to https"
    else:
        problem = f"{url} is not encrypted, expected {secure}"
        fix = f"serve it with {secure}, and redirect {url.scheme} to it"
    return Problem(
        endpoint.at.value_location("url", index),
        problem,
        fix,
        (endpoint, *((registry.services[endpoint.to.service],) if endpoint.to else ())),
        ports=(Ports.one(url.port),),
    )
