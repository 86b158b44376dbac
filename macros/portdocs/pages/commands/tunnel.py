"""ssh commands that reach a port which is reachable only from its host."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.pages.commands.listener_address import first_port, is_container_only, local_address
from portdocs.pages.commands.shell import MAX_COMMANDS, Command, Unquotable, build_command, operand, shell_line
from portdocs.registry import Host, Listener, Registry, Service
from portdocs.registry.addresses import with_port
from portdocs.topology.exposure import Exposure, listener_exposure

TUNNEL = "Tunnel"


def tunnels(registry: Registry, service: Service) -> Iterator[Command]:
    for host in registry.hosts_of(service)[:MAX_COMMANDS]:
        for listener in service.listeners or ():
            if _needs_tunnel(registry, service, listener, host):
                local_port = _local_port(listener)
                address = f"Port {listener.port}" if listener.port else listener.address
                purpose = f"{address} of {host.title}, then {_next_step(listener, local_port)}"
                yield build_command(TUNNEL, purpose, _ssh, registry, listener, host, local_port)


def _needs_tunnel(registry: Registry, service: Service, listener: Listener, host: Host) -> bool:
    if is_container_only(listener) or "tcp" not in listener.transport or (listener.port and len(listener.port) > 1):
        return False
    return listener_exposure(registry, service, listener, host) in (Exposure.LOOPBACK, Exposure.CLOSED, Exposure.ZONES)


def _local_port(listener: Listener) -> int:
    """The port on the reader's computer: the same, unless only root may open that."""
    port = listener.port.first if listener.port else 80
    return port if port >= 1024 else port + 8000


def _next_step(listener: Listener, port: int) -> str:
    if listener.speaks_http:
        return f"open {(listener.protocol or '').lower()}://127.0.0.1:{port}"
    return f"connect to 127.0.0.1:{port}"


def _ssh(registry: Registry, listener: Listener, host: Host, local_port: int) -> str:
    if listener.socket and ":" in listener.socket:
        raise Unquotable("the path of the socket contains a colon, which ssh reads as a separator")
    remote = listener.socket or with_port(local_address(listener), first_port(listener))
    return shell_line("ssh", "-N", "-L", f"{local_port}:{remote}", operand(_ssh_name(registry, host)))


def _ssh_name(registry: Registry, host: Host) -> str:
    """The host's first address, else its id, which is usually the name to log in with."""
    if not host.addresses and not registry.declares_hosts:
        raise Unquotable("no host is declared, so its address is unknown")
    return host.addresses[0] if host.addresses else host.id
