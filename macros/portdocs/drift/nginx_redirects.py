"""Targets of nginx redirects."""

from __future__ import annotations

import re

from portdocs.registry.urls import Url, parse_url

_HOST = re.compile(r"\$\{?(host|http_host|server_name|hostname)\b\}?")


def redirect_url(written: str, url: Url) -> Url | None:
    """The URL that a redirect sends requests for `url` to; None if it depends on the request."""
    text = _HOST.sub(url.host.replace("*", "x"), written).replace("$scheme", url.scheme)
    text = text.split("$", 1)[0]
    if text.startswith("/"):
        authority = url.text.split("://", 1)[1].split("/", 1)[0]
        text = f"{url.scheme}://{authority}{text}"
    try:
        return parse_url(text)
    except ValueError:
        return None


def is_https_upgrade(written: str, url: Url) -> bool:
    """True if it only upgrades http to https on the same name, which belongs to the https endpoint."""
    to = redirect_url(written, url)
    return to is not None and to.tls and not url.tls and to.host == url.host.replace("*", "x")
