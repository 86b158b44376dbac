"""cloudflared: the names that a Cloudflare Tunnel serves, and the target of each (developers.cloudflare.com,
"Configuration file").

Requests come from the Internet to Cloudflare, on 443 with TLS; the tunnel itself opens no port of the machine, only
`metrics` does. One route per rule, in their order; the last one usually answers everything else with a status.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from portdocs.progress import track
from portdocs.registry.addresses import ANY, canonical_host
from portdocs.registry.urls import Target
from portdocs.scan.compose.yaml import Mapping, Scalar, Value, read_value
from portdocs.scan.compose.yaml import Sequence as List
from portdocs.scan.observations import (
    Action,
    FileRead,
    Observation,
    ObservedListener,
    ObservedRoute,
    SourceError,
    Unresolved,
)
from portdocs.scan.path_match import tunnel_path
from portdocs.scan.result import Scan, build_scan, not_read
from portdocs.scan.safe_files import Broken, Unreadable, clean, read_text
from portdocs.scan.safe_files import shown as shown_path
from portdocs.scan.unknown_values import is_known, shown, without_templates
from portdocs.scan.values import parse_address, parse_authority, parse_port

METAVAR = "FILE"
HELP = "cloudflared: the config.yml of a Cloudflare Tunnel."
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ssh": 22, "rdp": 3389, "smb": 445, "tcp": None}
_OWN = ("http_status:", "hello_world", "hello-world", "bastion", "socks-proxy")
"""Services that cloudflared answers itself."""


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """Read the routes of tunnels."""
    return build_scan(one for name in track("Tunnels", dict.fromkeys(given)) for one in _read(Path(name), relative_to))


def _read(path: Path, relative_to: Path) -> Iterator[Observation]:
    name = shown_path(path, relative_to)
    try:
        document = read_value(without_templates(read_text(path)))
        if not isinstance(document, Mapping):
            raise Broken("expected `ingress:` at the top of the file; is this a cloudflared configuration?",
                         document.line)  # fmt: skip
    except Unreadable as error:
        yield from not_read("cloudflared", name, error)
        return
    yield FileRead("cloudflared", name, ("cloudflared",))
    yield from _metrics(document, name)
    yield from _ingress(document, name)


def _metrics(document: Mapping, name: str) -> Iterator[Observation]:
    value = document.values.get("metrics")
    if not isinstance(value, Scalar) or not value.text:
        return
    host, _, port = value.text.strip().rpartition(":")
    try:
        address = parse_address(canonical_host(host)) if host else ANY
        number = parse_port(port)
    except ValueError as error:
        yield SourceError(name, value.line, f"{error}; correct the address of `metrics`")
    else:
        yield ObservedListener("tcp", address, number, None, None, "cloudflared", "cloudflared", name, value.line)


def _ingress(document: Mapping, name: str) -> Iterator[Observation]:
    rules = document.values.get("ingress")
    if isinstance(rules, List):
        for rule in rules.items:
            yield from _rule(rule, name)
    elif rules is not None and not (isinstance(rules, Scalar) and rules.text in ("", "null", "~")):
        yield SourceError(name, rules.line, "expected a list of rules; put `- ` before each")
    elif isinstance(document.values.get("url"), Scalar):  # a tunnel of one service
        yield from _rule(Mapping({**document.values, "service": document.values["url"]}, document.line), name)


def _rule(rule: Value, name: str) -> Iterator[Observation]:
    service = _text(rule, "service")
    if service is None:
        yield SourceError(name, rule.line, "a rule without `service`; add the service that it leads to")
        return
    host, path = _text(rule, "hostname"), _text(rule, "path")
    line = host.line if host else path.line if path else service.line
    action, target = _answer(service, name)
    if isinstance(target, Unresolved):
        yield target
    targets = (target,) if isinstance(target, Target) else ()
    is_unknown = bool(host and not is_known(host.text))
    if host and is_unknown:
        yield Unresolved(name, line, shown(host.text), "it contains a template that is not rendered")
    names = (clean(host.text),) if host and host.text and host.text != "*" and not is_unknown else ()
    yield ObservedRoute(
        names, "unknown", 443, "tcp", True, tunnel_path(clean(path.text)) if path else None, action, targets, name,
        line, server=(name, line), is_default=not names and not is_unknown, source="cloudflared",
        names_unknown=is_unknown,
    )  # fmt: skip


def _text(rule: Value, key: str) -> Scalar | None:
    value = rule.values.get(key) if isinstance(rule, Mapping) else None
    return value if isinstance(value, Scalar) and value.text.strip() else None


def _answer(service: Scalar, name: str) -> tuple[Action, Target | Unresolved | None]:
    text = service.text.strip()
    if text.startswith(_OWN):
        return "status", None
    if text.startswith(("unix:", "unix+tls:")):
        return "proxy", None
    if not is_known(text):
        return "proxy", Unresolved(name, service.line, shown(text, 80), "it contains a template that is not rendered")
    scheme, separator, rest = text.partition("://")
    try:
        if not separator:
            raise ValueError
        return "proxy", parse_authority(rest.split("/")[0], _PORTS[scheme.lower()])
    except (KeyError, ValueError):
        reason = "it is not a URL with a host and port"
        what = clean(scheme, 20) if separator else "no scheme"
        return "proxy", Unresolved(name, service.line, f"service of {what}", reason)
