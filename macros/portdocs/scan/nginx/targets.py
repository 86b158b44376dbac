"""Targets of pass lines: `proxy_pass`, `grpc_pass`, `fastcgi_pass` and the like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portdocs.registry.urls import Target, is_host, split_authority
from portdocs.scan.nginx.parse import Directive
from portdocs.scan.nginx.variables import UnknownVariable, expand
from portdocs.scan.safe_files import clean
from portdocs.scan.values import parse_address, parse_port

PASSES = ("proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "memcached_pass")
_DEFAULTS = {"http": 80, "https": 443}
_URI = re.compile(r"(?=[/?]|\$(?:request_uri|uri|document_uri|is_args)\b)")
"""The end of a URL's address; these variables are empty or begin with a slash or a question mark."""


class UnresolvedTarget(Exception):
    """A pass whose target cannot be determined, with the reason."""


@dataclass(frozen=True, slots=True)
class Upstreams:
    """The upstreams of one context, http or stream."""

    by_name: Mapping[str, Directive]
    """By lowercase name: nginx ignores case."""
    default_port: int | None
    """The port of upstream servers without one."""
    complete: bool
    """True if all nginx files were read; otherwise a plain name may be an upstream in another file."""


def targets_of(directive: Directive, values: dict[str, str | None], upstreams: Upstreams) -> tuple[Target, ...]:
    """The servers of a pass line. Raises UnresolvedTarget with the reason."""
    scheme, address = _split(directive.args[0], values)
    default = _DEFAULTS.get(scheme) if directive.name == "proxy_pass" else None
    if upstream := upstreams.by_name.get(address.lower()):
        return _servers(upstream, upstreams.default_port)
    host = split_authority(address)[0].lower()
    if ":" in address and host in upstreams.by_name and "$" not in directive.args[0]:
        raise UnresolvedTarget(f"the upstream `{clean(host)}` must be used without a port; nginx would not start")
    if not upstreams.complete and is_host(address) and "." not in address and ":" not in address:
        name = "the value" if "$" in directive.args[0] else f"`{clean(address)}`"  # a variable may be a password
        raise UnresolvedTarget(f"{name} may be an upstream in a file that was not read")
    return (_target(address, default),)


def _split(text: str, values: dict[str, str | None]) -> tuple[str, str]:
    """The scheme and address of a pass; only variables in the address must be known."""
    try:
        if text.startswith("$") and "://" not in text:
            text = expand(_URI.split(text, 1)[0], values)
        # `unix:///run/app.sock` is a path with extra slashes, not a scheme.
        has_scheme = "://" in text and not text.startswith("unix:")
        scheme, separator, rest = text.partition("://") if has_scheme else ("", "", text)
        if rest.startswith("unix:"):
            rest = "unix:" + rest.split(":")[1]  # a URI path may follow
        address = expand(rest if rest.startswith("unix:") else _URI.split(rest, 1)[0], values)
    except UnknownVariable as unknown:
        raise UnresolvedTarget(f"the value of `${clean(str(unknown), 60)}` depends on the request") from None
    return (scheme.lower() if separator else ""), address


def _servers(upstream: Directive, default: int | None) -> tuple[Target, ...]:
    if any(line.name.startswith("balancer_by_lua") for line in upstream.block):
        raise UnresolvedTarget(f"a program chooses the servers of the upstream `{clean(upstream.args[0])}`")
    servers = [line for line in upstream.block if line.name == "server" and line.args]
    for server in servers:
        if any(arg.startswith("service=") for arg in server.args):
            raise UnresolvedTarget(f"DNS provides the servers of the upstream `{clean(upstream.args[0])}` (service=)")
    found = tuple(dict.fromkeys(_target(s.args[0], default) for s in servers if "down" not in s.args[1:]))
    if not found:
        raise UnresolvedTarget(f"the upstream `{clean(upstream.args[0])}` has no active server")
    return found


def _target(address: str, default: int | None) -> Target:
    if address.startswith("unix:"):
        return Target("", None, clean(re.sub("^/+", "/", address.split(":")[1])))
    if "@" in address:
        raise UnresolvedTarget("a user name precedes the host, which nginx does not support")
    host, port = split_authority(address)
    if not is_host(host):
        raise UnresolvedTarget("the target has no valid host")
    try:
        number = parse_port(port) if port else default
    except ValueError as error:
        raise UnresolvedTarget(str(error)) from None
    if number is None:
        raise UnresolvedTarget(f"`{clean(host)}` has no port and is not an upstream that was read")
    return Target(_canonical(host), number)


def _canonical(host: str) -> str:
    try:
        return parse_address(host)
    except ValueError:
        return host
