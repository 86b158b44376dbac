"""Redirects of nginx, as far as they say where a request for a URL ends."""

from __future__ import annotations

import re

from portdocs.registry.urls import Url, parse_url

_HOST = re.compile(r"\$\{?(host|http_host|server_name|hostname)\b\}?")


def leads_to(written: str, url: Url) -> Url | None:
    """The URL that a redirect sends a request for another one to; None where only the request would tell."""
    text = _HOST.sub(url.host.replace("*", "x"), written).replace("$scheme", url.scheme)
    text = text.split("$", 1)[0]
    if text.startswith("/"):
        authority = url.text.split("://", 1)[1].split("/", 1)[0]
        text = f"{url.scheme}://{authority}{text}"
    try:
        return parse_url(text)
    except ValueError:
        return None


def is_only_tls(written: str, url: Url) -> bool:
    """Whether it sends plain http to https of the same name: a part of what the https endpoint is."""
    to = leads_to(written, url)
    return to is not None and to.tls and not url.tls and to.host == url.host.replace("*", "x")
