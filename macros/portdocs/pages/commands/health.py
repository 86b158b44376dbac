"""Commands that say whether a service is healthy: beside it, and through its endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portdocs.pages.commands.listener_address import container_of, first_port, in_url, is_inside, local_address
from portdocs.pages.commands.shell import MOST, Command, Unquotable, and_more, line, made, plain
from portdocs.registry import Listener, Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.urls import Url
from portdocs.topology.routes import route

HEALTH = "Is it healthy?"
_CURL = ("curl", "-sS", "-i", "-m", "10")
_WEB = {"http": "http", "https": "https", "ws": "http", "wss": "https"}


def local_health(service: Service) -> Iterator[Command]:
    if service.external:
        return
    for listener in service.listeners or ():
        if listener.health:
            yield made(HEALTH, _on_the_machine(service, listener), _check, service, listener)


def _on_the_machine(service: Service, listener: Listener) -> str:
    several = len(service.listeners or ()) > 1
    which = f", {listener.name or listener.address}" if several else ""
    guess = "; its bind is not known, so it may answer elsewhere" if listener.port and UNKNOWN in listener.bind else ""
    inside = "; needs curl in the container" if is_inside(listener) and (listener.health or "").startswith("/") else ""
    return f"On the machine{which}{guess}{inside}"


def _check(service: Service, listener: Listener) -> str:
    health = listener.health or ""
    inside = ("docker", "exec", container_of(service)) if is_inside(listener) else ()
    if health.startswith("$ "):
        asked = plain(health.removeprefix("$ "))
        return line(*inside, "sh", "-c", asked) if inside else asked
    if health == "tcp":
        return line(*inside, *_connect(listener))
    return line(*inside, *_curl(listener, health))


def _connect(listener: Listener) -> tuple[str, ...]:
    if listener.socket:
        return ("nc", "-vzU", "-w", "5", listener.socket)
    udp = () if "tcp" in listener.transport else ("-u",)
    return ("nc", "-vz", *udp, "-w", "5", local_address(listener), str(first_port(listener)))


def _curl(listener: Listener, path: str) -> tuple[str, ...]:
    tls = (listener.protocol or "").lower() == "https"
    scheme, port = ("https", 443) if tls else ("http", 80)
    # The certificate is made out for the public name, which is not asked here.
    options = ("-k",) if tls else ()
    if listener.socket:
        return (*_CURL, *options, *_no_globs(path), "--unix-socket", listener.socket, f"{scheme}://localhost{path}")
    at = "" if first_port(listener) == port else f":{first_port(listener)}"
    return (*_CURL, *options, *_no_globs(path), f"{scheme}://{in_url(local_address(listener))}{at}{path}")


def _no_globs(path: str) -> tuple[str, ...]:
    """What keeps curl from reading brackets and braces of a path as a pattern."""
    return ("-g",) if re.search(r"[\[\]{}]", path) else ()


def public_health(registry: Registry, service: Service) -> Iterator[Command]:
    asked = [
        (url, way.listeners[0].health)
        for endpoint in registry.endpoints_to(service)
        if (way := route(registry, endpoint)).listeners and (way.listeners[0].health or "").startswith("/")
        for url in endpoint.url
        if url.scheme in _WEB
    ]
    for url, health in asked[:MOST]:
        yield made(HEALTH, f"Through {url}", _public_curl, url, health or "")
    if more := len(asked) - MOST:
        yield from and_more(HEALTH, more, "address leads", "addresses lead")


def _public_curl(url: Url, health: str) -> str:
    if "*" in url.host:
        raise Unquotable(f"`{url.host}` is a pattern, and which names there are is not declared")
    scheme = _WEB[url.scheme]
    port = "" if url.port == {"http": 80, "https": 443}[scheme] else f":{url.port}"
    base = re.split(r"[?#]", url.path, maxsplit=1)[0].rstrip("/")
    return line(*_CURL, *_no_globs(base + health), f"{scheme}://{in_url(url.host)}{port}{base}{health}")
