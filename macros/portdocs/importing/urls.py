"""Public addresses in a text: URLs, and domains without a scheme."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from portdocs.importing.pages import Words
from portdocs.importing.ports import plain
from portdocs.registry.addresses import is_loopback
from portdocs.registry.urls import parse_url

_URL = re.compile(r"(?:https?|wss?|tcp|udp|tls)://[^\s|<>\"'`(),;\u3001\uff0c]+", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@/.:-])(?!(?:com|org)\.)(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!(?:md|yml|yaml|conf|json|js|ts|py|sh|service|go|rs|txt|env|toml|html|php|xml|cfg|ini|log|sock|socket|jar|war|exe|java|rb)\b)"
    r"[a-z][a-z0-9-]{1,24}(?::[0-9]{1,5})?(?:/[^\s|<>\"'`(),;]*)?(?![\w(])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.])")


def urls_in(words: Words) -> list[str]:
    """The public addresses of a cell, as written: neither loopback nor an IP address, which are ways to a port."""
    text = plain(words.text)
    found = [match[0].rstrip(".:*`") for match in _URL.finditer(text)]
    rest = _URL.sub(" ", text)
    found += [match[0].rstrip(".") for match in _DOMAIN.finditer(rest)]
    if not found:
        found = [link for link in words.links if _URL.fullmatch(link)]
    return [one for one in dict.fromkeys(found) if is_public(one)]


def is_link(url: str) -> bool:
    """Whether an address can be followed: whole, and without a place to fill in."""
    try:
        return bool(parse_url(url).href) and not re.search(r"[\[<{$]", url.replace("[::1]", ""))
    except ValueError:
        return False


def is_public(url: str) -> bool:
    """Whether a URL has a name that others use."""
    host = host_of(url)
    if not host or host in ("localhost", "host", "server") or "$" in url or "{" in url or "<" in url:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not re.fullmatch(r"[0-9.]+", host)
    return False


def host_of(url: str) -> str:
    """The name or address in a URL, without its port."""
    authority = re.sub(r"^[A-Za-z][\w+.-]*://", "", url).split("/")[0].split("?")[0].split("#")[0].rpartition("@")[2]
    if authority.startswith("["):
        return authority[1:].split("]")[0]
    return authority.split(":")[0].lower()


def machine_of(urls: Iterable[str]) -> str | None:
    """The IPv4 address of the one machine that all URLs lead to; not that of the machine they are opened on."""
    addresses = {address_in(host_of(url)) for url in urls}
    found = addresses.pop() if len(addresses) == 1 else None
    return None if not found or is_loopback(found) or found == "0.0.0.0" else found


def address_in(text: str) -> str | None:
    """The first IPv4 address of a text."""
    for match in _ADDRESS.finditer(text):
        try:
            return str(ipaddress.ip_address(match[0]))
        except ValueError:
            continue
    return None
