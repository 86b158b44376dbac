"""Find the sources of this machine: configuration in the usual places, enabled units, containers and open sockets."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil

from portdocs.scan.containers.engine import inspect_all, sockets
from portdocs.scan.containers.inspect import label
from portdocs.scan.safe_files import Unreadable

_PLACES = {
    "nginx": ("etc/nginx/nginx.conf", "usr/local/nginx/conf/nginx.conf", "usr/local/etc/nginx/nginx.conf",
              "opt/homebrew/etc/nginx/nginx.conf"),
    "caddy": ("etc/caddy/Caddyfile", "usr/local/etc/Caddyfile"),
    "traefik": ("etc/traefik/traefik.yml", "etc/traefik/traefik.yaml", "etc/traefik/traefik.toml"),
    "cloudflared": ("etc/cloudflared/config.yml", "usr/local/etc/cloudflared/config.yml"),
    "firewall": ("etc/iptables/rules.v4", "etc/nftables.conf", "etc/sysconfig/iptables"),
}  # fmt: skip
"""Files below the root of a machine; the first one that exists is read."""
_UNITS = "etc/systemd/system"
_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
_OVERRIDES = ("compose.override.yaml", "compose.override.yml", "docker-compose.override.yml")
_COMPOSE_FOLDERS = ("opt", "srv", "root", "home")
MAX_FOLDERS = 2_000


@dataclass(slots=True)
class Here:
    """The sources of a machine as `read_sources` takes them, and what was left out, with the reason."""

    given: dict[str, list[str]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    def add(self, source: str, path: Path) -> None:
        """Add a file if it can be read."""
        if os.access(path, os.R_OK):
            self.given.setdefault(source, []).append(str(path))
        else:
            self.skipped.append(f"{path}: not readable; run as root to include it")


def find_sources(root: Path = Path("/"), folder: Path | None = None) -> Here:
    """The sources of the machine at a root, and of a folder (default: the current one)."""
    here = Here()
    running = {"nginx": _nginx_files()} if root == Path("/") else {}
    for source, places in _PLACES.items():
        usual = next((root / place for place in places if _exists(root / place)), None)
        for found in dict.fromkeys(one or usual for one in running.get(source) or [usual]):
            if found:
                here.add(source, found)
    for unit in _units(root / _UNITS):
        here.add("systemd", unit)
    containers = _containers(here) if root == Path("/") else []
    for path in dict.fromkeys([*_running(containers), *_usual(root, folder or Path.cwd(), here)]):
        here.add("compose", path)
    if root == Path("/"):
        here.given["sockets"] = ["live"]
        if hasattr(os, "geteuid") and os.geteuid() != 0:
            here.skipped.append("open sockets: the processes of other users are hidden; run as root to see them")
    if "firewall" not in here.given:
        here.skipped.append("firewall: no saved rules found; as root: nft list ruleset | portdocs scan --firewall -")
    return here


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that may not be entered
        return False


def _nginx_files() -> list[Path | None]:
    """The configuration of each nginx that runs here; None for one that was started without an option (nginx(8))."""
    found: list[Path | None] = []
    for process in psutil.process_iter(["name", "cmdline"]):
        words = " ".join(process.info["cmdline"] or ()).split()
        is_worker = words[:1] == ["nginx:"] and words[1:2] != ["master"]
        if process.info["name"] == "nginx" and not is_worker and _is_of_this_machine(process.pid):
            options = dict(pairwise(words))
            path = Path(options.get("-p", "/"), options["-c"]) if "-c" in options else None
            found.append(path)
    return found


def _is_of_this_machine(pid: int) -> bool:
    """False for a process that sees other files, as one in a container does."""
    try:
        return Path(f"/proc/{pid}/root").samefile("/")
    except OSError:  # no /proc, or a process of another user
        return not Path("/proc/self").exists()


def _units(folder: Path) -> Iterator[Path]:
    """The units of the administrator, and those that are enabled: linked from a `.wants` folder."""
    names = [path for path in _listed(folder) if path.suffix in (".service", ".socket")]
    enabled = [path for wants in _listed(folder) if wants.suffix == ".wants" for path in _listed(wants)]
    found: dict[str, Path] = {}
    for path in (*names, *enabled):
        if path.suffix in (".service", ".socket") and path.name not in found and _exists(path) and path.is_file():
            found[path.name] = path if not path.is_symlink() else path.resolve()
    yield from dict.fromkeys(path for path in found.values() if path.suffix in (".service", ".socket"))


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError:
        return []


def _containers(here: Here) -> list[Any]:
    """The running containers; adds the engine as a source if its socket can be opened."""
    if not any(_exists(path) for path in sockets()):
        return []
    try:
        found = inspect_all()
    except Unreadable as error:
        here.skipped.append(f"containers: {error.message}")
        return []
    here.given["containers"] = ["live"]
    return found


def _running(containers: Iterable[Any]) -> Iterator[Path]:
    """The compose files that running containers come from."""
    for one in containers:
        folder = Path(label(one, "project.working_dir"))
        for name in filter(None, label(one, "project.config_files").split(",")):
            if _exists(folder / name):
                yield folder / name


def _usual(root: Path, folder: Path, here: Here) -> Iterator[Path]:
    """The compose files of a folder, and of the folders in which people keep projects."""
    tops = [root / name for name in _COMPOSE_FOLDERS]
    folders = [folder, *(one for top in tops for one in (top, *_folders(top)))]
    if len(folders) > MAX_FOLDERS:
        here.skipped.append(f"compose files: more than {MAX_FOLDERS} folders; give the others with --compose")
    for one in folders[:MAX_FOLDERS]:
        for names in (_COMPOSE, _OVERRIDES):
            if found := next((one / name for name in names if _exists(one / name)), None):
                yield found


def _folders(top: Path) -> Iterator[Path]:
    """The folders below one, and their folders where it holds homes."""
    for one in _listed(top):
        if one.is_dir() and not one.is_symlink():
            yield one
            if top.name == "home":
                yield from (inner for inner in _listed(one) if inner.is_dir() and inner.name[0] != ".")
