"""Scans of files that a test writes, as short tuples: the expectations in these tests read as tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from portdocs.scan import ObservedListener, ObservedRoute, Opening, Scan, read_sources


def scan(source: str, folder: Path, files: Mapping[str, str], *given: str) -> Scan:
    """Writes the files below the folder, and reads what is given of them (else the first file)."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return read_sources({source: [str(folder / one) for one in given or tuple(files)[:1]]}, folder)


def listeners(found: Scan) -> list[str]:
    """`file:line tcp 0.0.0.0:80`, with ` -> 8000` for a container's port, the name, and ` ?` for a hint."""
    return [_listener(one) for one in found.listeners]


def _listener(one: ObservedListener) -> str:
    port = f":{one.port or 'random'}" if one.transport != "unix" else ""
    port += f"-{one.port_end}" if one.port_end else ""
    port += f" -> {one.container_port}" if one.container_port else ""
    return f"{one.file}:{one.line} {one.transport} {one.address}{port} {one.name}{'' if one.certain else ' ?'}"


def routes(found: Scan) -> list[str]:
    """`file:line names on address:port [tls] location action targets`."""
    return [_route(one) for one in found.routes if one.source == "nginx" or one.is_said]


def _route(one: ObservedRoute) -> str:
    tls = {True: " tls", False: "", "passthrough": " passthrough", None: " tls?"}[one.tls]
    names = ",".join(one.server_names) or "-"
    targets = ",".join(one.shown_targets) or "-"
    udp = "udp " if one.transport == "udp" else ""
    where = f"{udp}{one.listen_address}:{one.listen_port}"
    return f"{one.file}:{one.line} {names} on {where}{tls} {one.location} {one.action} {targets}"


def unresolved(found: Scan) -> list[str]:
    """`file:line text`."""
    return [f"{one.file}:{one.line} {one.text}" for one in found.unresolved]


def errors(found: Scan) -> list[str]:
    """`file:line message`, the message up to what to do."""
    return [f"{one.file}:{one.line} {one.message.split(';')[0]}" for one in found.errors]


def openings(found: Scan) -> list[str]:
    """`line action transport ports`, with ` from X` and ` on X` where it is not for all, in the firewall's order."""
    return [_opening(one) for one in sorted(found.openings, key=lambda one: (one.order, one.line, one.shown_ports))]


def _opening(one: Opening) -> str:
    source = f" from {one.from_}" if one.from_ != "any" else ""
    interface = f" on {one.interface}" if one.interface else ""
    return f"{one.line} {one.action} {one.transport} {one.shown_ports}{source}{interface}"
