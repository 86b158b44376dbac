"""What a pass line connects to: `proxy_pass`, `grpc_pass`, `fastcgi_pass` and the like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portdocs.registry.addresses import parse_address
from portdocs.registry.ports import parse_port
from portdocs.registry.urls import Target, is_host
from portdocs.scan.nginx.parse import Directive
from portdocs.scan.nginx.variables import Unknown, expand
from portdocs.scan.safe_files import clean

PASSES = ("proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "memcached_pass")
_DEFAULTS = {"http": 80, "https": 443}
_URI = re.compile(r"(?=[/?]|\$(?:request_uri|uri|document_uri|is_args)\b)")
"""Where the address of a URL ends; these variables are empty or begin with a slash or a question mark."""


class Unclear(Exception):
    """Why it cannot be said where a pass leads."""


@dataclass(frozen=True, slots=True)
class Upstreams:
    """The upstreams of one context, http or stream."""

    by_name: Mapping[str, Directive]
    """In small letters: nginx does not tell capitals apart."""
    default_port: int | None
    """What a server of an upstream without a port gets."""
    complete: bool
    """Whether all of nginx's files were read: else a plain name may be an upstream of another file."""


def targets_of(directive: Directive, values: dict[str, str | None], upstreams: Upstreams) -> tuple[str, ...]:
    """The servers that a pass line leads to, as host:port or unix:/path. Raises Unclear with the reason."""
    scheme, address = _split(directive.args[0], values)
    default = _DEFAULTS.get(scheme) if directive.name == "proxy_pass" else None
    if upstream := upstreams.by_name.get(address.lower()):
        return _servers(upstream, upstreams.default_port)
    host = address.rpartition(":")[0].lower()
    if host in upstreams.by_name and "$" not in directive.args[0]:
        raise Unclear(f"the upstream `{clean(host)}` has no port but those of its servers; nginx would not start")
    if not upstreams.complete and is_host(address) and "." not in address and ":" not in address:
        raise Unclear(f"`{clean(address)}` may be an upstream of a file that was not read")
    return (_target(address, default),)


def _split(text: str, values: dict[str, str | None]) -> tuple[str, str]:
    """The scheme and the address of a pass; only the address needs its variables known."""
    try:
        if text.startswith("$") and "://" not in text:
            text = expand(_URI.split(text, 1)[0], values)
        # `unix:///run/app.sock` is a path with more slashes than it needs, not a scheme.
        has_scheme = "://" in text and not text.startswith("unix:")
        scheme, separator, rest = text.partition("://") if has_scheme else ("", "", text)
        if rest.startswith("unix:"):
            rest = "unix:" + rest.split(":")[1]  # behind it stands a path
        address = expand(rest if rest.startswith("unix:") else _URI.split(rest, 1)[0], values)
    except Unknown as unknown:
        raise Unclear(f"what `${clean(str(unknown), 60)}` holds, nginx decides for each request") from None
    return (scheme.lower() if separator else ""), address


def _servers(upstream: Directive, default: int | None) -> tuple[str, ...]:
    if any(line.name.startswith("balancer_by_lua") for line in upstream.block):
        raise Unclear(f"a program chooses where the upstream `{clean(upstream.args[0])}` leads")
    servers = [line for line in upstream.block if line.name == "server" and line.args]
    for server in servers:
        if any(arg.startswith("service=") for arg in server.args):
            raise Unclear(f"DNS says where the upstream `{clean(upstream.args[0])}` leads (service=)")
    found = tuple(dict.fromkeys(_target(s.args[0], default) for s in servers if "down" not in s.args[1:]))
    if not found:
        raise Unclear(f"the upstream `{clean(upstream.args[0])}` names no server that is up")
    return found


def _target(address: str, default: int | None) -> str:
    if address.startswith("unix:"):
        return clean("unix:" + re.sub("^/+", "/", address.split(":")[1]))
    if "@" in address:
        raise Unclear("a user name stands before the host, which nginx does not take")
    host, colon, port = address.rpartition(":") if not address.endswith("]") else (address, "", "")
    host, port = (host, port) if colon else (address, "")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not is_host(bare):
        raise Unclear(f"`{clean(host, 80)}` is not a host")
    try:
        number = parse_port(port) if port else default
    except ValueError as error:
        raise Unclear(str(error)) from None
    if number is None:
        raise Unclear(f"`{clean(bare)}` has no port, and is no upstream that was read")
    return str(Target(_canonical(bare), number))


def _canonical(host: str) -> str:
    try:
        return parse_address(host)
    except ValueError:
        return host
