"""Merge lines and processes that show the same socket into one listener."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from portdocs.registry.addresses import ANY
from portdocs.scan.observations import ObservedListener, Transport
from portdocs.scan.safe_files import clean
from portdocs.scan.sockets.parse import Socket

_WILDCARDS = (ANY, "0.0.0.0", "::")


@dataclass(slots=True)
class _Held:
    """The first line of a socket, and its holders in line order."""

    line: int
    names: dict[str, None] = field(default_factory=dict)
    may_be_ipv6_only: bool = False


class Deduplicator:
    """Collects sockets in line order."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], dict[str, _Held]] = {}
        self._last: _Held | None = None

    def add(self, socket: Socket, line: int) -> None:
        """Add one line of the listing."""
        by_address = self._found.setdefault((socket.transport, socket.port), {})
        self._last = by_address.setdefault(socket.address, _Held(line, may_be_ipv6_only=socket.may_be_ipv6_only))
        self._last.may_be_ipv6_only &= socket.may_be_ipv6_only
        for name in socket.names:
            self._last.names.setdefault(name)

    def name_last(self, name: str) -> None:
        """Name the holder of the last added socket."""
        if self._last:
            self._last.names.setdefault(name)

    def as_old_ss(self) -> None:
        """Reinterpret wildcards as printed by an old ss: `*` is IPv4, `::` may include IPv4."""
        for by_address in self._found.values():
            held = {address: by_address.pop(address) for address in (ANY, "::") if address in by_address}
            for address, one in held.items():
                one.may_be_ipv6_only = address == "::"
                by_address["0.0.0.0" if address == ANY else ANY] = one

    def listeners(self, file: str, source: str = "sockets") -> Iterator[ObservedListener]:
        """A listener for each address and port; wildcards of one port with the same holder are merged."""
        for (transport, port), by_address in self._found.items():
            _merge_wildcards(by_address)
            for address, held in by_address.items():
                name = next(iter(held.names), None)
                kind: Transport = "udp" if transport == "udp" else "tcp"
                shown = clean(name, 80) if name else None
                both = held.may_be_ipv6_only
                yield ObservedListener(
                    kind, address, port, None, None, shown, source, file, held.line, may_be_ipv6_only=both
                )


def _merge_wildcards(by_address: dict[str, _Held]) -> None:
    wild = [by_address[address] for address in _WILDCARDS if address in by_address]
    named = [set(held.names) for held in wild if held.names]
    # Two programs may share a port, one per address family: two listeners.
    if len(wild) < 2 or (len(named) > 1 and not set.intersection(*named)):
        return
    first = min(wild, key=lambda held: held.line)
    for held in wild:
        first.names.update(held.names)
    first.may_be_ipv6_only = "0.0.0.0" not in by_address and all(held.may_be_ipv6_only for held in wild)
    for address in _WILDCARDS:
        by_address.pop(address, None)
    by_address[ANY] = first
