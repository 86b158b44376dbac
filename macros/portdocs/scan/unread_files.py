"""Find files next to the given ones that look like the configuration of another proxy, and were not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from portdocs.scan.observations import Unresolved
from portdocs.scan.safe_files import shown

_FILES = {
    "caddy": ("Caddyfile", "caddy/Caddyfile"),
    "cloudflared": ("cloudflared/config.yml", "cloudflared/config.yaml"),
    "nginx": ("nginx.conf", "nginx/nginx.conf"),
    "traefik": (
        "traefik.yml", "traefik.yaml", "traefik.toml", "traefik/traefik.yml", "traefik/traefik.yaml",
        "traefik/traefik.toml",
    ),
}  # fmt: skip
"""The option that reads a file, and the names that people give such files."""
_FROM = (*_FILES, "compose")
"""The sources whose files have such neighbors."""


def unread_files(given: Mapping[str, Sequence[str]], relative_to: Path) -> Iterator[Unresolved]:
    """The configurations of proxies next to what was given, and the option that reads each."""
    folders = dict.fromkeys(folder for name in _FROM for path in given.get(name, ()) for folder in _around(Path(path)))
    for option, names in _FILES.items():
        if given.get(option):
            continue
        for path in dict.fromkeys(folder / name for folder in folders for name in names):
            if _is_file(path):
                reason = f"it was not read; give it with --{option}"
                yield Unresolved(shown(path, relative_to), 1, path.name, reason)


def _around(path: Path) -> Iterator[Path]:
    """The folder of a file; a given folder and the one around it."""
    if path.is_dir():
        yield path
    yield path.absolute().parent


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
