"""Commands that check the health of a service: on its host, and through its endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from portdocs.pages.commands.listener_address import (
    container_name,
    first_port,
    in_url,
    is_container_only,
    local_address,
)
from portdocs.pages.commands.shell import (
    MAX_COMMANDS,
    Command,
    Unquotable,
    build_command,
    more_note,
    require_printable,
    shell_line,
)
from portdocs.registry import Listener, Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.urls import Url
from portdocs.topology.routes import route

HEALTH = "Health"
_CURL = ("curl", "-sS", "-i", "-m", "10")
_WEB = {"http": "http", "https": "https", "ws": "http", "wss": "https"}


def local_health(service: Service) -> Iterator[Command]:
    if service.external:
        return
    for listener in service.listeners or ():
        if listener.health:
            command = build_command(HEALTH, _on_the_host(service, listener), _check, service, listener)
            # Every other command is generated here; this one is copied from the data as it is.
            yield replace(command, note="from the data, not checked") if listener.health.startswith("$ ") else command


def _on_the_host(service: Service, listener: Listener) -> str:
    several = len(service.listeners or ()) > 1
    which = f", {listener.name or listener.address}" if several else ""
    guess = "; its bind is unknown, so it may answer elsewhere" if listener.port and UNKNOWN in listener.bind else ""
    inside = (
        "; needs curl in the container"
        if is_container_only(listener) and (listener.health or "").startswith("/")
        else ""
    )
    return f"On the host{which}{guess}{inside}"


def _check(service: Service, listener: Listener) -> str:
    health = listener.health or ""
    inside = ("docker", "exec", container_name(service)) if is_container_only(listener) else ()
    if health.startswith("$ "):
        command = require_printable(health.removeprefix("$ "))
        return shell_line(*inside, "sh", "-c", command) if inside else command
    if health == "tcp":
        return shell_line(*inside, *_connect(listener))
    return shell_line(*inside, *_curl(listener, health))


def _connect(listener: Listener) -> tuple[str, ...]:
    if listener.socket:
        return ("nc", "-vzU", "-w", "5", listener.socket)
    udp = () if "tcp" in listener.transport else ("-u",)
    return ("nc", "-vz", *udp, "-w", "5", local_address(listener), str(first_port(listener)))


def _curl(listener: Listener, path: str) -> tuple[str, ...]:
    tls = (listener.protocol or "").lower() == "https"
    scheme, port = ("https", 443) if tls else ("http", 80)
    # The certificate is for the public name, which this request does not use.
    options = ("-k",) if tls else ()
    if listener.socket:
        return (*_CURL, *options, *_no_globs(path), "--unix-socket", listener.socket, f"{scheme}://localhost{path}")
    at = "" if first_port(listener) == port else f":{first_port(listener)}"
    return (*_CURL, *options, *_no_globs(path), f"{scheme}://{in_url(local_address(listener))}{at}{path}")


def _no_globs(path: str) -> tuple[str, ...]:
    """The option that stops curl from reading brackets and braces in a path as a pattern."""
    return ("-g",) if re.search(r"[\[\]{}]", path) else ()


def public_health(registry: Registry, service: Service) -> Iterator[Command]:
    targets = [
        (url, path.listeners[0].health)
        for endpoint in registry.endpoints_to(service)
        if (path := route(registry, endpoint)).listeners and (path.listeners[0].health or "").startswith("/")
        for url in endpoint.url
        if url.scheme in _WEB
    ]
    for url, health in targets[:MAX_COMMANDS]:
        yield build_command(HEALTH, f"Through {url}", _public_curl, url, health or "")
    yield from more_note(HEALTH, len(targets) - MAX_COMMANDS, "URL", "URLs")


def _public_curl(url: Url, health: str) -> str:
    if "*" in url.host:
        raise Unquotable(f"`{url.host}` is a pattern, and its names are not declared")
    scheme = _WEB[url.scheme]
    port = "" if url.port == {"http": 80, "https": 443}[scheme] else f":{url.port}"
    base = re.split(r"[?#]", url.path, maxsplit=1)[0].rstrip("/")
    return shell_line(*_CURL, *_no_globs(base + health), f"{scheme}://{in_url(url.host)}{port}{base}{health}")
