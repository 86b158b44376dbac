"""Commands that reach a port which only its machine can reach, through ssh."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.pages.commands.listener_address import first_port, in_brackets, is_inside, local_address
from portdocs.pages.commands.shell import MOST, Command, Unquotable, line, made, operand
from portdocs.registry import Host, Listener, Registry, Service
from portdocs.topology.exposure import Exposure, listener_exposure

TUNNEL = "Reach it from your machine"


def tunnels(registry: Registry, service: Service) -> Iterator[Command]:
    for host in registry.hosts_of(service)[:MOST]:
        for listener in service.listeners or ():
            if _wants_tunnel(registry, service, listener, host):
                near = _near_port(listener)
                what = f"Port {listener.port}" if listener.port else listener.address
                purpose = f"{what} of {host.title}, then {_opened(listener, near)}"
                yield made(TUNNEL, purpose, _ssh, registry, listener, host, near)


def _wants_tunnel(registry: Registry, service: Service, listener: Listener, host: Host) -> bool:
    if is_inside(listener) or "tcp" not in listener.transport or (listener.port and len(listener.port) > 1):
        return False
    return listener_exposure(registry, service, listener, host) in (Exposure.LOOPBACK, Exposure.CLOSED)


def _near_port(listener: Listener) -> int:
    """The port on the reader's machine: the same, unless only root may open that one."""
    port = listener.port.first if listener.port else 80
    return port if port >= 1024 else port + 8000


def _opened(listener: Listener, port: int) -> str:
    if listener.speaks_http:
        return f"open {(listener.protocol or '').lower()}://127.0.0.1:{port}"
    return f"connect to 127.0.0.1:{port}"


def _ssh(registry: Registry, listener: Listener, host: Host, near: int) -> str:
    if listener.socket and ":" in listener.socket:
        raise Unquotable("the path of the socket holds a colon, which ssh takes for its own")
    far = listener.socket or f"{in_brackets(local_address(listener))}:{first_port(listener)}"
    return line("ssh", "-N", "-L", f"{near}:{far}", operand(_ssh_name(registry, host)))


def _ssh_name(registry: Registry, host: Host) -> str:
    """The host's first address, else its id, which teams make the name that they log in with."""
    if not host.addresses and not registry.declares_hosts:
        raise Unquotable("no host is declared, so its address is not known")
    return host.addresses[0] if host.addresses else host.id
