"""A scan for a terminal: one line per listener and route, in columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portdocs.registry.addresses import with_port
from portdocs.registry.findings import at_line
from portdocs.scan.observations import ObservedListener, ObservedRoute, Opening
from portdocs.scan.result import Scan

_MAX_COLUMN_CHARACTERS = 90
"""A longer cell does not widen its column."""


def render(scan: Scan) -> str:
    """The listeners, then the routes and openings; each line starts with its file and line."""
    rows = (
        [_listener(one) for one in scan.said_listeners],
        [_route(one) for one in scan.said_routes],
        [_opening(one) for one in scan.openings],
    )
    return "".join(line + "\n" for kind in rows for line in _columns(kind))


def _listener(one: ObservedListener) -> tuple[str, ...]:
    inside = f"-> {one.container_port} in the container" if one.container_port else ""
    hint = "" if one.certain else "(hint)"
    rest = " ".join(part for part in (inside, hint) if part)
    return (at_line(one.file, one.line), "listener", _socket(one), one.name or "?", rest)


def _socket(one: ObservedListener) -> str:
    if one.transport == "unix":
        return one.address
    port = f"{one.port}-{one.port_end}" if one.port_end else str(one.port or "random")
    return f"{one.transport} {with_port(one.address, port)}"


def _route(one: ObservedRoute) -> tuple[str, ...]:
    tls = {True: "tls", False: "plain", None: "tls?", "passthrough": "passthrough"}[one.tls]
    is_path = one.listen_address.startswith("unix:")
    where = one.listen_address if is_path else with_port(one.listen_address, str(one.listen_port or "?"))
    targets = ", ".join(one.shown_targets) or ("?" if one.action == "proxy" else "")
    names = " ".join(one.server_names) or "-"
    listens = f"{one.transport} {where} {tls}"
    return (
        at_line(one.file, one.line),
        "route",
        listens,
        names,
        str(one.location or "") or "-",
        f"{one.action} {targets}".rstrip(),
    )


def _opening(one: Opening) -> tuple[str, ...]:
    on = f"on {one.interface}" if one.interface else ""
    return (
        at_line(one.file, one.line),
        "opening",
        f"{one.transport} {one.shown_ports}",
        one.action,
        f"from {one.from_}",
        on,
    )


def _columns(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [min(_MAX_COLUMN_CHARACTERS, max(map(len, column))) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
