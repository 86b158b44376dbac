"""How messages name hosts, listeners and lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portdocs.registry import Host, Listener, Registry
from portdocs.topology.bindings import shown_bind


def join_names(words: Iterable[str], most: int = 4, last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; beyond `most` only how many more there are."""
    words = list(dict.fromkeys(words))
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} more"]
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def on(registry: Registry, hosts: Sequence[Host]) -> str:
    """` on A and B`; nothing where the data names no host, since there is only one."""
    return f" on {join_names(host.title for host in hosts)}" if registry.declares_hosts and hosts else ""


def shown(listener: Listener) -> str:
    """Where a listener is found: `0.0.0.0:80 and [::]:80`, `udp *:53`, `unix:/run/a.sock`, `container port 8000`."""
    if listener.socket:
        return listener.address
    transport = "" if listener.transport == ("tcp",) else f"{join_names(listener.transport)} "
    inner = f"container port {listener.container_port}" if listener.container_port else ""
    if not listener.port:
        return transport + inner
    binds = join_names(shown_bind(bind, listener.port) for bind in listener.bind)
    return f"{transport}{binds} ({inner})" if inner else transport + binds
