"""The lines of nginx that an endpoint expects of its last proxy.

Source: https://nginx.org/en/docs/ (ngx_http_core_module, ngx_http_proxy_module, ngx_stream_core_module).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import unquote

from portdocs.pages.commands.shell import Unquotable, plain
from portdocs.registry import Endpoint, Registry
from portdocs.registry.urls import Target, Url
from portdocs.topology.routes import Route, route

_STREAM = ("tcp", "udp", "tls")
_PASSES = {"uwsgi": "uwsgi_pass", "fastcgi": "fastcgi_pass", "scgi": "scgi_pass", "grpc": "grpc_pass grpc://"}
# Outside of quotes these end a word or a directive, or start a comment or a block.
_NEEDS_QUOTES = re.compile(r"[\s;{}#]")
_UPGRADE = (
    "proxy_http_version 1.1;",
    "proxy_set_header Upgrade $http_upgrade;",
    'proxy_set_header Connection "upgrade";',
)


def nginx_lines(registry: Registry, endpoint: Endpoint) -> str:
    """The server blocks of an endpoint that leads to a service through nginx. Raises Unquotable."""
    way = route(registry, endpoint)
    if way.target is None:
        raise Unquotable("what the proxy connects to is not known")
    alike = groupby(sorted(endpoint.url, key=_block), key=_block)
    return "\n\n".join("\n".join(_server(way, way.target, list(urls))) for _, urls in alike)


def _block(url: Url) -> tuple[str, bool, int, str]:
    """Equal for the URLs that share one server block: those that differ in nothing but the name."""
    return ("" if url.scheme in _STREAM else _path(url), url.tls, url.port, url.transport)


def _server(way: Route, target: Target, urls: list[Url]) -> Iterator[str]:
    url = urls[0]
    yield "server {"
    if url.scheme in _STREAM:
        yield f"    listen {url.port}{' ssl' if url.tls else ''}{' udp' if url.scheme == 'udp' else ''};"
        yield f"    proxy_pass {nginx_word(str(target))};"
    else:
        yield from _http(way, target, urls)
    yield "}"


def _http(way: Route, target: Target, urls: list[Url]) -> Iterator[str]:
    default = " default_server" if any(url.host == "*" for url in urls) else ""
    names = " ".join(dict.fromkeys(_server_name(url.host) for url in urls))
    yield f"    listen {urls[0].port}{' ssl' if urls[0].tls else ''}{default};"
    yield f"    server_name {names};"
    yield ""
    yield f"    location {nginx_word(_path(urls[0]))} {{"
    yield f"        {_pass(way, target)};"
    if any(url.scheme in ("ws", "wss") for url in urls):
        yield from (f"        {line}" for line in _UPGRADE)
    yield "    }"


def _pass(way: Route, target: Target) -> str:
    protocol = (way.listeners[0].protocol or "").lower() if way.listeners else ""
    if protocol in _PASSES:
        directive = _PASSES[protocol]
        joint = "" if directive.endswith("://") else " "
        return f"{directive}{joint}{nginx_word(str(target))}"
    scheme = "https" if protocol == "https" else "http"
    return f"proxy_pass {nginx_word(f'{scheme}://{target}')}"


def _server_name(host: str) -> str:
    """A name as nginx compares it: `_` for any, an address in brackets, a domain in its ASCII form."""
    if host == "*":
        return "_"
    if ":" in host:
        return nginx_word(f"[{host}]")
    star, name = ("*.", host[2:]) if host.startswith("*.") else ("", host)
    try:
        return star + name.encode("idna").decode()
    except UnicodeError:
        raise Unquotable(f"`{host[:60]}` has no ASCII form") from None


def _path(url: Url) -> str:
    """The path as nginx compares it: decoded, without query."""
    try:
        return unquote(re.split(r"[?#]", url.path, maxsplit=1)[0], errors="strict") or "/"
    except UnicodeError:
        raise Unquotable("a path is not written in UTF-8") from None


def nginx_word(text: str) -> str:
    """One word of nginx's configuration, quoted where it has to be. Raises Unquotable where no quotes help."""
    if "$" in text:
        raise Unquotable("a value holds `$`, which nginx reads as a variable")
    if any(mark in text for mark in "\"'\\"):
        raise Unquotable("a value holds a quote or a backslash")
    return f'"{text}"' if _NEEDS_QUOTES.search(plain(text)) or not text else text
