"""Names and locations of proxies, in one spelling: a location as nginx has it, a name as a URL has it."""

from __future__ import annotations

import re

from portdocs.scan.observations import ObservedRoute

_SIMPLE = re.compile(r"\^?(/[\w/-]*)(\.\*)?(\$)?")
"""A regular expression of cloudflared that is a path: `^/api/.*`."""


def nginx_location(route: ObservedRoute) -> str:
    """The paths that a route of another proxy answers, as nginx would write them: `/api/` for `/api/*`."""
    path = route.location or "/"
    if route.source == "cloudflared" and (simple := _SIMPLE.fullmatch(path)):
        return f"= {simple[1]}" if simple[3] and not simple[2] else simple[1]
    if route.source == "cloudflared" and route.location:
        return f"~ {path}"
    if not path.startswith("/") or re.search(r"[()\[\]^$|\\{}]", path):
        return f"~ {path}"
    if route.is_exact:
        return f"= {path}"
    if "*" not in path:
        return path
    bare = path.removesuffix("*")
    return f"~ ^{re.escape(path).replace(re.escape('*'), '.*')}$" if "*" in bare else bare


def host_of_name(name: str) -> str:
    """The host of the URLs that a server name answers: `.example.org` means `*.example.org`, too."""
    return f"*{name}" if name.startswith(".") else name
