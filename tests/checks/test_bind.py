"""Compare the overlap of binds with bind(2) on this machine.

The second socket binds the port of the first one. Neither sets SO_REUSEADDR or SO_REUSEPORT, with which Linux accepts
some pairs that it refuses to a plain server. `*` is an IPv6 socket on `::` without IPV6_V6ONLY, so it takes both
families; `::` is one with it.
"""

from __future__ import annotations

import errno
import socket
from contextlib import ExitStack
from itertools import product

import pytest

from portdocs.registry.addresses import binds_meet

BINDS = ["*", "0.0.0.0", "::", "127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"]
KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}


def opened(bind: str, kind: socket.SocketKind, port: int) -> socket.socket:
    """An open socket with this bind; port 0 means any free port. Raises OSError."""
    one = socket.socket(socket.AF_INET6 if ":" in bind or bind == "*" else socket.AF_INET, kind)
    try:
        if one.family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, bind in ("::", "::1"))
        one.bind(("::" if bind == "*" else bind, port))
    except OSError:
        one.close()
        raise
    return one


def is_refused(first: str, second: str, kind: socket.SocketKind) -> bool:
    """True if bind(2) refuses the second of the two."""
    with ExitStack() as stack:
        one = stack.enter_context(opened(first, kind, 0))
        try:
            stack.enter_context(opened(second, kind, one.getsockname()[1]))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return True
    return False


@pytest.mark.parametrize("transport", KINDS)
@pytest.mark.parametrize(("first", "second"), list(product(BINDS, BINDS)))
def test_overlap_is_the_same_as_in_bind_2(transport: str, first: str, second: str) -> None:
    kind = KINDS[transport]
    try:
        refused = is_refused(first, second, kind)
        if refused and not binds_meet(first, second):
            # Another process may use the port on the second address, but not three times in a row.
            refused = all(is_refused(first, second, kind) for _ in range(3))
    except OSError as error:
        pytest.skip(f"this machine cannot bind {first} or {second}: {error}")
    assert refused == binds_meet(first, second)


def test_tcp_and_udp_never_overlap() -> None:
    with opened("127.0.0.1", socket.SOCK_STREAM, 0) as one, ExitStack() as stack:
        try:
            stack.enter_context(opened("127.0.0.1", socket.SOCK_DGRAM, one.getsockname()[1]))
        except OSError as error:  # pragma: no cover - another process holds the udp port
            pytest.skip(str(error))
