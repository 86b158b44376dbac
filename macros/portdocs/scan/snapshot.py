"""Snapshots: the result of `portdocs scan --format snapshot` on a machine, to be compared elsewhere and later.

A snapshot contains only what a scan prints (no passwords from units or compose files), so it can be committed. It may
have been edited, so all of it is validated again.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BeforeValidator, ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from portdocs.progress import track
from portdocs.registry.addresses import UNKNOWN, parse_bind
from portdocs.registry.ports import ALL_PORTS, HIGHEST, parse_ports
from portdocs.registry.urls import Target, parse_target
from portdocs.registry.verification import Source
from portdocs.scan.firewall.match import network_of
from portdocs.scan.observations import (
    FileRead,
    Observation,
    ObservedListener,
    ObservedRoute,
    ObservedService,
    Opening,
    SourceError,
    Unresolved,
)
from portdocs.scan.path_match import nginx_path, proxy_path, tunnel_path
from portdocs.scan.result import Scan, build_scan, json_values
from portdocs.scan.safe_files import Unreadable, clean, opened, shown

METAVAR = "FILE"
HELP = "A snapshot that `portdocs scan --format snapshot` wrote."
VERSION = 1
MAX_BYTES = 50_000_000
MAX_TEXT = 1000
SOURCES = set(get_args(Source))
_PATHS = {"nginx": nginx_path, "cloudflared": tunnel_path}
"""The locations of these sources have a syntax of their own."""

T = TypeVar("T", ObservedListener, ObservedRoute, Opening, ObservedService, Unresolved, SourceError, FileRead)


def _with_targets(value: Any) -> Any:
    """The values of a route, with the addresses that its targets mean."""
    if not isinstance(value, dict) or not isinstance(value.get("targets"), list):
        return value
    texts = [clean(str(one), MAX_TEXT) for one in value["targets"]]
    if value.get("action") == "redirect":
        return {**value, "targets": (), "redirect": texts[0] if texts else ""}
    return {**value, "targets": tuple(map(_target, texts)), "redirect": ""}


def _with_paths(value: Any) -> Any:
    """The values of a route, with the paths that its locations mean. Raises ValueError."""
    if not isinstance(value, dict):
        return value
    paths = {name: _path(value[name], value) for name in ("location", "within") if name in value}
    return {name: one for name, one in value.items() if name != "is_exact"} | paths


def _path(text: Any, route: dict[str, Any]) -> Any:
    """The paths of a location, or those of each in a list. Raises ValueError."""
    if isinstance(text, list):
        return tuple(_path(one, route) for one in text)
    if text is None:
        return None
    if not isinstance(text, str):
        raise ValueError("expected the text of a location")
    text, own = clean(text, MAX_TEXT), _PATHS.get(str(route.get("source", "nginx")))
    return own(text) if own else proxy_path(text, is_exact=route.get("is_exact") is True)


def _target(text: str) -> Target:
    try:
        return parse_target(text)
    except ValueError:  # a container whose port no label contains
        return Target(text, None)


def _with_ports(value: Any) -> Any:
    """The values of an opening, with its ports as numbers. Raises ValueError."""
    if not isinstance(value, dict) or "ports" not in value:
        return value
    text = str(value["ports"])
    return {**value, "ports": ALL_PORTS if text == "any" else parse_ports(text)}


@checked(config=ConfigDict(extra="forbid", strict=False), frozen=True)
class Snapshot:
    """The JSON document."""

    schema_version: int
    taken_at: str
    """The time in UTC (RFC 3339)."""
    listeners: tuple[ObservedListener, ...] = ()
    routes: tuple[Annotated[ObservedRoute, BeforeValidator(_with_targets), BeforeValidator(_with_paths)], ...] = ()
    openings: tuple[Annotated[Opening, BeforeValidator(_with_ports)], ...] = ()
    services: tuple[ObservedService, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    errors: tuple[SourceError, ...] = ()
    files: tuple[FileRead, ...] = ()


_ADAPTER = TypeAdapter(Snapshot)


MIN_YEAR = 2000
"""No machine was seen earlier, and strftime(3) writes the years before 1000 with fewer digits."""


def snapshot_of(scan: Scan, taken_at: datetime.datetime) -> str:
    """The JSON text, one line per observation so that versions can be compared."""
    parts = [f'"schema_version": {VERSION}', f'"taken_at": "{taken_at.strftime("%Y-%m-%dT%H:%M:%SZ")}"']
    for field in fields(scan):
        lines = ",\n".join(
            json.dumps(json_values(one, with_internal=True), ensure_ascii=False) for one in getattr(scan, field.name)
        )
        parts.append(f'"{field.name}": [\n{lines}\n]' if lines else f'"{field.name}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """Read snapshots; files keep the names they had on the machine."""
    return build_scan(
        observation for path in track("Snapshots", given) for observation in _observations(Path(path), relative_to)
    )


def taken_at(paths: Sequence[str]) -> datetime.datetime | None:
    """The time of the oldest snapshot; None if one cannot be read."""
    moments = []
    for path in paths:
        try:
            moments.append(_moment(_read(Path(path)).taken_at))
        except Unreadable:
            return None
    return min(moments, default=None)


def _observations(path: Path, relative_to: Path) -> Iterator[Observation]:
    try:
        found = _read(path)
    except Unreadable as error:
        yield SourceError(shown(path, relative_to), error.line, clean(error.message, MAX_TEXT))
        return
    for kind in fields(Scan):
        yield from map(_cleaned, getattr(found, kind.name))


def _read(path: Path) -> Snapshot:
    with opened(path) as file:
        data = file.read(MAX_BYTES + 1) or b""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"it is larger than {MAX_BYTES // 1_000_000} MB, expected a snapshot; take it again")
    try:
        found = _ADAPTER.validate_python(json.loads(data))
    except json.JSONDecodeError as error:
        raise Unreadable(f"not valid JSON ({error.msg}); take the snapshot again", error.lineno) from None
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = clean(".".join(map(str, details["loc"])), 120)
        raise Unreadable(f"`{where}`: {details['msg']}; take the snapshot again") from None
    except (RecursionError, ValueError):
        raise Unreadable("JSON that cannot be read; take the snapshot again") from None
    if found.schema_version != VERSION:
        raise Unreadable(f"its version is {found.schema_version}, expected {VERSION}; take it again with this portdocs")
    _moment(found.taken_at)
    named = {one.source for one in found.listeners} | {one.source for one in found.files}
    if unknown := named - SOURCES:
        raise Unreadable(f"unknown source `{clean(min(unknown), 40)}`; take the snapshot again")
    for listener in found.listeners:
        _check(listener)
    for opening in found.openings:
        _check_opening(opening)
    for route in found.routes:
        _check_port(route.listen_port)
    return found


def _moment(text: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.UTC)
        if moment.year < MIN_YEAR:
            raise ValueError
        return moment
    except ValueError:
        raise Unreadable("`taken_at` is not a time, expected one such as 2026-11-25T08:00:00Z; correct it") from None


def _check(one: ObservedListener) -> None:
    for port in (one.port, one.port_end, one.container_port):
        _check_port(port)
    if one.port_end is not None and (one.port is None or one.port_end < one.port):
        raise Unreadable(f"invalid range of ports that ends at {one.port_end}; take the snapshot again")
    if one.transport != "unix":
        try:
            parse_bind(one.address)
        except ValueError as error:
            raise Unreadable(f"{error}; take the snapshot again") from None


def _check_opening(one: Opening) -> None:
    try:
        for network in (one.from_, one.to):
            if network != "any":
                network_of(network)
    except ValueError:
        raise Unreadable("an opening whose network is invalid; take the snapshot again") from None


def _check_port(port: int | None) -> None:
    if port is not None and not 1 <= port <= HIGHEST:
        raise Unreadable(f"{port} is not a port, expected 1 to {HIGHEST}; take the snapshot again")


def _cleaned(one: T) -> T:
    """Remove control characters."""
    values = {field.name: _clean(getattr(one, field.name)) for field in fields(one)}
    if isinstance(one, ObservedRoute) and one.transport != "unix" and not one.listen_address.startswith("unix:"):
        values["listen_address"] = _bind(one.listen_address)
    return replace(one, **values)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value, MAX_TEXT)
    return tuple(_clean(one) for one in value) if isinstance(value, tuple) else value


def _bind(text: str) -> str:
    try:
        return parse_bind(text)
    except ValueError:
        return UNKNOWN
