"""The URLs of endpoints, and the addresses that proxies connect to.

Sources: RFC 3986 (generic syntax), RFC 6455 (ws, wss). `tcp`, `udp` and `tls` need a port. The host may be `*` or
`*.example.org`, like a server name of nginx.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portdocs.registry.addresses import in_brackets, parse_ip, with_port
from portdocs.registry.ports import parse_port

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
PORT_SCHEMES = ("tcp", "udp", "tls")
SCHEMES = (*DEFAULT_PORTS, *PORT_SCHEMES)
TLS_SCHEMES = frozenset({"https", "wss", "tls"})

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\s]*)([/?#]\S*)?")
_NAME = re.compile(r"(\*\.)?(?=.{1,253}$)[^\W_]([\w-]{0,61}\w)?(\.[^\W_]([\w-]{0,61}\w)?)*\.?|\*")
_SAFE_REST = re.compile(r"[^\s<>\"'`\\^{}|]*")


@dataclass(frozen=True, slots=True, order=True)
class Url:
    """The URL of an endpoint. Compare URLs by `key`: case, default port and a trailing slash make no difference."""

    scheme: str
    host: str
    port: int
    path: str
    text: str
    """The URL as it is written."""

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> tuple[str, str, int, str]:
        """Equal for all spellings of one URL."""
        return (self.scheme, self.host, self.port, self.path.rstrip("/"))

    @property
    def tls(self) -> bool:
        """True if the scheme implies encryption."""
        return self.scheme in TLS_SCHEMES

    @property
    def transport(self) -> str:
        """`udp` for `udp://`, else `tcp`."""
        return "udp" if self.scheme == "udp" else "tcp"

    @property
    def href(self) -> str | None:
        """The link for a page; None unless it is http or https with a concrete host."""
        return self.text if self.scheme in ("http", "https") and "*" not in self.host else None


def parse_url(text: str) -> Url:
    """A URL from text. Raises ValueError with the problem and its fix."""
    match = _URL.fullmatch(text)
    if not match:
        hint = f"; write https://{text}" if _NAME.fullmatch(text) else ""
        raise ValueError(f"`{text[:80]}` is not a URL, expected one such as https://www.example.org{hint}")
    scheme, authority, rest = match[1].lower(), match[2], match[3] or ""
    if scheme not in SCHEMES:
        raise ValueError(f"`{scheme}:` is not a supported scheme, expected one of: {', '.join(SCHEMES)}")
    if "@" in authority:
        raise ValueError("a URL must not contain a user name or password; remove everything before `@`")
    host, port_text = split_authority(authority)
    _check(host, authority, rest)
    if port_text is None and scheme in PORT_SCHEMES:
        raise ValueError(f"a {scheme} URL needs a port; write {scheme}://{authority}:PORT")
    port = parse_port(port_text) if port_text is not None else DEFAULT_PORTS[scheme]
    return Url(scheme, host.lower().rstrip("."), port, rest, text)


def common_name(one: str, other: str) -> str:
    """The narrower of two names, either of which may be a wildcard; empty if they have no name in common."""
    if one == other or (other.startswith("*.") and one.endswith(other[1:])):
        return one
    return other if one.startswith("*.") and other.endswith(one[1:]) else ""


def host_of_name(name: str) -> str:
    """The host of the URLs that a server name of a proxy answers: `.example.org` means `*.example.org`, too."""
    return f"*{name}" if name.startswith(".") else name


def make_url(scheme: str, host: str, port: int, path: str = "") -> Url:
    """The URL of a host and path, without the port if it is the scheme's default. Raises ValueError."""
    authority = in_brackets(host) if DEFAULT_PORTS.get(scheme) == port else with_port(host, port)
    _check(host, authority, path)
    return Url(scheme, host.lower().rstrip("."), port, path, f"{scheme}://{authority}{path}")


def _check(host: str, authority: str, rest: str) -> None:
    if not host or not is_host(host):
        raise ValueError(f"`{authority[:80]}` is not a host, expected a domain, an address or `*`; correct the URL")
    if not _SAFE_REST.fullmatch(rest):
        raise ValueError(f"`{rest[:80]}` contains characters that are not valid in a URL; write them as %XX")


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """The address that a proxy connects to: a host and port, or a unix socket (`path`).

    An observed one may lack the port: a container whose port no label contains.
    """

    host: str
    port: int | None
    path: str = ""

    @property
    def is_container(self) -> bool:
        """True for a container without its port."""
        return self.port is None and not self.path

    def __str__(self) -> str:
        if self.path:
            return f"unix:{self.path}"
        return self.host if self.port is None else with_port(self.host, self.port)


def parse_target(text: str) -> Target:
    """A proxy's target from text: `127.0.0.1:8000`, `[::1]:8000`, `name:8000`, `unix:/run/app.sock`."""
    if text.startswith("unix:"):
        path = text.removeprefix("unix:")
        if not path.startswith("/"):
            raise ValueError(f"`{text[:80]}` is not a socket, expected a full path such as unix:/run/app/app.sock")
        return Target("", None, path)
    if "://" in text:
        bare = text.split("://", 1)[1].rstrip("/")
        raise ValueError(f"`{text[:80]}` is a URL, expected host:port such as 127.0.0.1:8000; write {bare[:80]}")
    host, port = split_authority(text)
    if not host or not is_host(host) or port is None:
        raise ValueError(f"`{text[:80]}` is not a target, expected host:port such as 127.0.0.1:8000")
    return Target(host, parse_port(port))


def is_host(text: str) -> bool:
    """True for a domain name (also with a wildcard) or an IP address."""
    try:
        parse_ip(text)
    except ValueError:
        return bool(_NAME.fullmatch(text)) and not re.fullmatch(r"[0-9.]+", text)
    return True


def split_authority(authority: str) -> tuple[str, str | None]:
    """The host of `host:port`, without the brackets of an IPv6 address, and the text of the port; None without one."""
    if authority.startswith("["):
        host, bracket, port = authority[1:].partition("]")
        if not bracket or (port and not port.startswith(":")):
            return "", None
        return host, port[1:] if port else None
    host, colon, port = authority.rpartition(":")
    return (host, port) if colon else (authority, None)
