"""Targets of nginx redirects."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portdocs.registry.urls import Url, make_url, parse_url

_HOST = re.compile(r"\$\{?(?:host|http_host|hostname)\b\}?")
_SERVER_NAME = re.compile(r"\$\{?server_name\b\}?")


def redirect_url(written: str, url: Url, names: Sequence[str] = ()) -> Url | None:
    """The URL that a redirect sends requests for `url` to; None if it depends on the request. `names` are those of
    the server: `$server_name` is the first one (ngx_http_core_module)."""
    host = url.host.replace("*", "x")
    first = names[0] if names and names[0][:1] not in ("~", "$", "*", ".", "_") else host
    text = _SERVER_NAME.sub(first, _HOST.sub(host, written)).replace("$scheme", url.scheme)
    text = text.split("$", 1)[0]
    try:
        return make_url(url.scheme, url.host, url.port, text) if text.startswith("/") else parse_url(text)
    except ValueError:
        return None


def is_https_upgrade(written: str, url: Url, names: Sequence[str] = ()) -> bool:
    """True if it only upgrades http to https on the same name, which belongs to the https endpoint."""
    to = redirect_url(written, url, names)
    return to is not None and to.tls and not url.tls and to.host == url.host.replace("*", "x")
