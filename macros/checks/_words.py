"""How messages name hosts, listeners and lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from macros.registry import Host, Listener, Registry
from macros.registry.bindings import shown_bind


def listed(words: Iterable[str], most: int = 4) -> str:
    """`a`, `a and b`, `a, b and c`; beyond `most` only how many more there are."""
    words = list(dict.fromkeys(words))
    if len(words) > most:
        words = [*words[: most - 1], f"{len(words) - most + 1} more"]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def on(registry: Registry, hosts: Sequence[Host]) -> str:
    """` on A and B`; nothing where the data names no host, since there is only one."""
    return f" on {listed(host.title for host in hosts)}" if registry.declares_hosts and hosts else ""


def shown(listener: Listener) -> str:
    """Where a listener is found: `0.0.0.0:80 and [::]:80`, `unix:/run/a.sock`, `container port 8000`."""
    if listener.port:
        return listed(shown_bind(bind, listener.port) for bind in listener.bind)
    return listener.address if listener.socket else f"container port {listener.container_port}"
