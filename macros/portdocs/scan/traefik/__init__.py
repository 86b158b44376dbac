"""Traefik: entry points and routers of its static and dynamic configuration, in YAML and TOML (doc.traefik.io).

Labels of containers are read with the compose file that contains them; a compose file may be given here too, for the
entry points in Traefik's command line. An entry point is a listener; one route per router, host and entry point. A
port or name that no given file contains is left open, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Mapping_
from dataclasses import replace
from pathlib import Path

from portdocs.progress import track
from portdocs.scan.compose.yaml import Mapping, read_value
from portdocs.scan.observations import FileRead, Observation, ObservedListener, ObservedRoute
from portdocs.scan.result import Scan, build_scan, not_read
from portdocs.scan.safe_files import Broken, Unreadable, read_text, shown
from portdocs.scan.settings_tree import child
from portdocs.scan.traefik.entry_points import EntryPoint, entry_points, listeners, redirect_route
from portdocs.scan.traefik.routers import Provider, Traefik
from portdocs.scan.traefik.toml import read_toml
from portdocs.scan.traefik.version_1 import of_version_1
from portdocs.scan.unknown_values import without_templates

METAVAR = "FILE"
HELP = "Traefik: a static or dynamic configuration in YAML or TOML; labels come with --compose."
_SECTIONS = ("http", "tcp", "udp", "tls", "entryPoints", "providers", "api", "log")


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """Read the entry points and routers of all files; they are one Traefik's."""
    return build_scan(_observations(given, relative_to))


def complete(scan: Scan) -> Scan:
    """The same scan with the ports of entry points that other sources define: labels name them, a static file has
    their addresses."""
    points = {one.entry_point: one for one in scan.listeners if one.source == "traefik" and one.entry_point}
    if not points:
        return scan
    redirecting = {one.listen_port for one in scan.routes if _is_redirect_of_all(one)}
    routes = [route for one in scan.routes for route in _with_ports(one, points, redirecting)]
    rest = (scan.listeners, scan.openings, scan.unresolved, scan.errors, scan.files)
    return build_scan(one for kind in (*rest, routes) for one in kind)


def _is_redirect_of_all(route: ObservedRoute) -> bool:
    everything = not route.server_names and route.location is None
    return route.source == "traefik" and route.action == "redirect" and everything and not route.names_unknown


def _with_ports(
    route: ObservedRoute, points: Mapping_[str, ObservedListener], redirecting: set[int | None]
) -> Iterator[ObservedRoute]:
    named = [points[route.entry_point]] if route.entry_point in points else []
    if route.entry_point == "*":
        named = [one for name, one in points.items() if name != "traefik" and one.transport == route.transport]
    reached = [one for one in named if route.is_stream or one.port not in redirecting]
    for one in reached:
        tls = one.has_tls if route.tls is None else route.tls
        yield replace(route, listen_address=one.address, listen_port=one.port, tls=tls, entry_point="")
    if not named:
        yield route


def _observations(given: Sequence[str], relative_to: Path) -> Iterator[Observation]:
    traefik = Traefik()
    for path in track("Traefik files", dict.fromkeys(given)):
        name = shown(Path(path), relative_to)
        try:
            tree = _tree(Path(path))
        except Unreadable as error:
            yield from not_read("traefik", name, error)
            continue
        yield FileRead("traefik", name)
        if child(tree, "services") is not None and not any(child(tree, one) is not None for one in _SECTIONS):
            yield from _compose(path, relative_to)
            continue
        traefik.providers += [Provider(name, tree), Provider(name, of_version_1(tree))]
        for found in entry_points(tree, name):
            if isinstance(found, EntryPoint):
                traefik.entry_points.setdefault(found.name, found)
                yield from listeners(found)
            else:
                yield found
    for entry_point in traefik.entry_points.values():
        if redirect := redirect_route(entry_point, traefik.entry_points, ""):
            yield redirect
    yield from traefik.observe()


def _tree(path: Path) -> Mapping:
    text = without_templates(read_text(path))
    if path.suffix.lower() == ".toml":
        return read_toml(text)
    value = read_value(text)
    if not isinstance(value, Mapping):
        raise Broken("expected Traefik settings, such as `http:` or `entryPoints:`; is this a Traefik configuration?",
                     value.line)  # fmt: skip
    return value


def _compose(path: str, relative_to: Path) -> Iterator[Observation]:
    """The routes of a compose file that was given for its entry points."""
    from portdocs.scan.compose import read as read_compose

    found = read_compose([path], relative_to)
    yield from found.routes
    yield from found.unresolved
    yield from found.errors
