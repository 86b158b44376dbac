"""Locate the files of a configuration: the root that limits access, and the prefix of relative includes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from portdocs.scan.observations import SourceError
from portdocs.scan.safe_files import exists, is_inside, shown

CONF = "nginx.conf"
PREFIXES = ("etc/nginx", "usr/local/nginx/conf", "usr/local/etc/nginx", "opt/homebrew/etc/nginx", "conf", "nginx")
"""Folders of nginx.conf below the root of a machine or of a copy of it."""
PACKAGED = Path("/usr/share/nginx")
"""Debian's packages of modules link their configuration from there to `modules-enabled`."""
_SITES = {"sites-available", "sites-enabled", "conf.d", "http.d", "stream.d", "vhosts.d", "snippets"}


@dataclass(frozen=True, slots=True)
class ConfigRoot:
    """The given configuration: its first file, and the rules to resolve paths in it."""

    start: Path
    root: Path
    """Nothing outside it is read."""
    prefix: Path
    """The folder of nginx.conf, the base of relative includes."""
    relative_to: Path

    def name(self, path: Path) -> str:
        """The path for display."""
        return shown(path, self.relative_to)

    def locate(self, pattern: str) -> Path | None:
        """Resolve an include's path or glob below the root; None if it is outside."""
        pure = PurePosixPath(pattern)
        if not pure.is_absolute():
            return self._below(self.prefix / pure)
        if inside := self._below(Path(pattern)):  # the machine itself, read in place
            return inside
        if self.prefix != self.root and exists((self.root / pattern.lstrip("/")).parent):  # a copy of its root
            return self._below(self.root / pattern.lstrip("/"))
        for known in PREFIXES[:4]:  # a copy of its configuration folder
            if pure.is_relative_to("/" + known):
                return self._below(self.prefix / pure.relative_to("/" + known))
        return None

    def holds(self, path: Path) -> bool:
        """True if the file is below the root after following links, or is part of a package of nginx."""
        return is_inside(path, self.root) or is_inside(path, PACKAGED)

    def follow(self, path: Path) -> Path:
        """Resolve an absolute link inside a copied configuration, as in sites-enabled."""
        try:
            link = str(path.readlink()) if path.is_symlink() and not path.exists() else ""
        except OSError:
            return path
        return (self.locate(link) or path) if link.startswith("/") else path

    def _below(self, path: Path) -> Path | None:
        plain = Path(os.path.normpath(path.absolute()))
        return plain if plain.is_relative_to(self.root) else None


def find_config_root(given: Path, relative_to: Path) -> ConfigRoot | SourceError:
    """The configuration at a path."""
    path = Path(os.path.normpath(given.absolute()))
    if path.is_dir():
        locations = [path / CONF, *(path / below / CONF for below in PREFIXES)]
        start = next((location for location in locations if exists(location) and is_inside(location, path)), None)
        if start is None:
            message = f"no {CONF} in this folder, nor in {', '.join(PREFIXES)} below it; name a site file or the root"
            return SourceError(shown(path, relative_to), 1, message)
        return ConfigRoot(start, path, start.parent, relative_to)
    prefix = path.parent.parent if path.parent.name in _SITES else path.parent
    return ConfigRoot(path, prefix, prefix, relative_to)
