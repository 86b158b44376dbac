"""Packs a built site into one file to carry around: `python -m macros.offline SITE ZIP` (see `make offline`).

The same site gives the same bytes: files are sorted, and have one time and one mode.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

FOLDER = "portdocs"
"""The folder within the archive, so that unpacking it litters nothing."""

_TIME = (1980, 1, 1, 0, 0, 0)
"""The first that the format knows."""
_MODE = 0o644 << 16


def pack(site: Path, archive: Path) -> int:
    """Writes the files of a built site to a zip archive, which is replaced as a whole; returns how many there are."""
    files = sorted((path.relative_to(site).as_posix(), path) for path in site.rglob("*") if path.is_file())
    archive.parent.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_name(archive.name + ".part")
    with zipfile.ZipFile(unfinished, "w") as packed:
        for name, path in files:
            packed.writestr(_entry(name), path.read_bytes(), compresslevel=9)
    unfinished.replace(archive)
    return len(files)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(f"{FOLDER}/{name}", _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = _MODE
    entry.create_system = 3  # as on Unix, wherever it is made
    return entry


def main(arguments: list[str]) -> int:
    """0 where the archive was written, 2 where there is no built site."""
    if len(arguments) != 2:
        print("usage: python -m macros.offline SITE ZIP", file=sys.stderr)
        return 2
    site, archive = map(Path, arguments)
    if not (site / "index.html").is_file():
        print(f"{site} holds no built site: there is no index.html", file=sys.stderr)
        return 2
    count = pack(site, archive)
    print(f"{archive}: {count} files; unpack it and open {FOLDER}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
