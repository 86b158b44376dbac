"""nginx: a test of its configuration, and the server blocks that endpoints expect on their last proxy.

Source: https://nginx.org/en/docs/ (ngx_http_core_module, ngx_http_proxy_module, ngx_stream_core_module).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import unquote

from portdocs.pages.commands.listener_address import container_name
from portdocs.pages.commands.shell import (
    MAX_COMMANDS,
    Command,
    Unquotable,
    build_command,
    more_note,
    require_printable,
    shell_line,
)
from portdocs.registry import Endpoint, Registry, Service
from portdocs.registry.urls import DEFAULT_PORTS, Target, Url
from portdocs.topology.proxies import is_called
from portdocs.topology.routes import Route, route

NGINX = "nginx configuration"
_STREAM = ("tcp", "udp", "tls")
_PASSES = {
    "uwsgi": ("uwsgi_pass", ""),
    "fastcgi": ("fastcgi_pass", ""),
    "scgi": ("scgi_pass", ""),
    "grpc": ("grpc_pass", "grpc://"),
    "https": ("proxy_pass", "https://"),
}
"""By protocol, the directive that passes a request on, and what its address starts with."""
_HTTP_PASS = ("proxy_pass", "http://")
# Outside of quotes, these characters end a word or a directive, or start a comment or a block.
_NEEDS_QUOTES = re.compile(r"[\s;{}#]")
_UPGRADE = (
    "proxy_http_version 1.1;",
    "proxy_set_header Upgrade $http_upgrade;",
    'proxy_set_header Connection "upgrade";',
)


def nginx_commands(registry: Registry, service: Service) -> Iterator[Command]:
    """A test of the configuration on a proxy; the blocks of the endpoints that reach another service."""
    if registry.is_proxy(service) and is_called(service, "nginx") and not service.external:
        yield build_command(NGINX, "Test the configuration", _nginx_test, service)
    proxied = [e for e in registry.endpoints_to(service) if _is_behind_nginx(route(registry, e))]
    for endpoint in proxied[:MAX_COMMANDS]:
        yield build_command(NGINX, _expected(registry, endpoint), _server_blocks, registry, endpoint)
    yield from more_note(NGINX, len(proxied) - MAX_COMMANDS, "endpoint", "endpoints")


def _nginx_test(service: Service) -> str:
    inside = ("docker", "exec", container_name(service)) if service.container else ()
    return shell_line(*inside, "nginx", "-t")


def _is_behind_nginx(path: Route) -> bool:
    return bool(path.proxies) and is_called(path.proxies[-1], "nginx")


def _expected(registry: Registry, endpoint: Endpoint) -> str:
    """The part of the configuration to which the block belongs, and the settings that it lacks."""
    url, proxy = endpoint.url[0], route(registry, endpoint).proxies[-1].title
    part = "http" if url.scheme in DEFAULT_PORTS else "stream"
    certificate = "; add the certificate" if any(one.tls for one in endpoint.url) else ""
    return f"For {url}, in the {part} block of {proxy}{certificate}"


def _server_blocks(registry: Registry, endpoint: Endpoint) -> str:
    """The server blocks of an endpoint that reaches a service through nginx. Raises Unquotable."""
    path = route(registry, endpoint)
    if path.target is None:
        raise Unquotable("the target of the proxy is unknown")
    blocks = groupby(sorted(endpoint.url, key=_block_key), key=_block_key)
    return "\n\n".join("\n".join(_server(path, path.target, list(urls))) for _, urls in blocks)


def _block_key(url: Url) -> tuple[str, bool, int, str]:
    """Equal for URLs that share a server block, because they differ only in their names."""
    return ("" if url.scheme in _STREAM else _path(url), url.tls, url.port, url.transport)


def _server(path: Route, target: Target, urls: list[Url]) -> Iterator[str]:
    url = urls[0]
    yield "server {"
    if url.scheme in _STREAM:
        yield f"    listen {url.port}{' ssl' if url.tls else ''}{' udp' if url.scheme == 'udp' else ''};"
        yield f"    proxy_pass {nginx_word(str(target))};"
    else:
        yield from _http(path, target, urls)
    yield "}"


def _http(path: Route, target: Target, urls: list[Url]) -> Iterator[str]:
    default = " default_server" if any(url.host == "*" for url in urls) else ""
    names = " ".join(dict.fromkeys(_server_name(url.host) for url in urls))
    yield f"    listen {urls[0].port}{' ssl' if urls[0].tls else ''}{default};"
    yield f"    server_name {names};"
    yield ""
    yield f"    location {nginx_word(_path(urls[0]))} {{"
    yield f"        {_pass(path, target)};"
    if any(url.scheme in ("ws", "wss") for url in urls):
        yield from (f"        {line}" for line in _UPGRADE)
    yield "    }"


def _pass(path: Route, target: Target) -> str:
    protocol = (path.listeners[0].protocol or "").lower() if path.listeners else ""
    directive, scheme = _PASSES.get(protocol, _HTTP_PASS)
    return f"{directive} {nginx_word(f'{scheme}{target}')}"


def _server_name(host: str) -> str:
    """A name in the form that nginx compares: `_` for any, an address in brackets, a domain in ASCII."""
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
    """The path in the form that nginx compares: decoded, without the query."""
    try:
        return unquote(re.split(r"[?#]", url.path, maxsplit=1)[0], errors="strict") or "/"
    except UnicodeError:
        raise Unquotable("a path is not valid UTF-8") from None


def nginx_word(text: str) -> str:
    """One word of an nginx configuration, quoted if necessary. Raises Unquotable if quotes do not help."""
    if "$" in text:
        raise Unquotable("a value contains `$`, which nginx reads as a variable")
    if any(char in text for char in "\"'\\"):
        raise Unquotable("a value contains a quote or a backslash")
    return f'"{text}"' if _NEEDS_QUOTES.search(require_printable(text)) or not text else text
