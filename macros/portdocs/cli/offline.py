"""`portdocs offline`: pack a built site into one archive.

The same site gives the same bytes: files are sorted and share one time and one mode.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import click

from portdocs.cli._built_site import site_argument
from portdocs.cli._options import exit_code
from portdocs.cli._output import refuse_inputs
from portdocs.registry.findings import counted, shown_file

FOLDER = "portdocs"
"""The folder within the archive, so that unpacking creates one folder."""

_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time in the ZIP format."""
_MODE = 0o644 << 16


def pack(site: Path, archive: Path) -> int:
    """Write the files of a built site to a ZIP archive, which is replaced as a whole; returns their number."""
    files = sorted((path.relative_to(site).as_posix(), path) for path in site.rglob("*") if path.is_file())
    archive.parent.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_name(archive.name + ".part")
    try:
        with zipfile.ZipFile(unfinished, "w") as packed:
            for name, path in files:
                packed.writestr(_entry(name), path.read_bytes(), compresslevel=9)
        unfinished.replace(archive)
    finally:
        unfinished.unlink(missing_ok=True)
    return len(files)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(f"{FOLDER}/{name}", _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = _MODE
    entry.create_system = 3  # Unix, on every system
    return entry


@click.command
@site_argument("ARCHIVE")
@exit_code
def command(paths: tuple[Path, Path]) -> int:
    """Pack a built site into a ZIP archive that works without a server.

    SITE is `site_dir` in mkdocs.yml by default.
    Build the site with the plugin `offline` first; without it, the search does not work from disk.
    """
    site, archive = paths
    if not (site / "index.html").is_file():
        raise click.UsageError(f"{site} is not a built site: index.html is missing; build it first")
    refuse_inputs(archive, [site])
    try:
        count = pack(site, archive)
    except OSError as error:
        raise click.UsageError(f"{archive} cannot be written ({error.strerror})") from None
    click.echo(f"{shown_file(str(archive))}: {counted(count, 'file')}; unpack it and open {FOLDER}/index.html")
    return 0
