"""Reads an untrusted archive: every name, kind and size is checked, and nothing in it is run.

Nothing is written: the files are returned as bytes once all of them are known to be valid.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator

from portdocs.publishing import PublishError
from portdocs.publishing.safe_path import check_distinct, entry_path

MAX_FILES = 20_000
MAX_FILE_BYTES = 20_000_000
MAX_BYTES = 200_000_000
"""Of all files when they are unpacked."""
MAX_PACKED_BYTES = 100_000_000
# What zipfile raises for archives that are damaged, encrypted, or packed in a way that it does not know.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError)
_PIECE = 1 << 16


def unpack(packed: bytes) -> dict[str, bytes]:
    """The files of a ZIP archive by path. Raises PublishError for anything but plain files with safe paths, and for
    more or larger files than a site has."""
    if len(packed) > MAX_PACKED_BYTES:
        raise PublishError(f"the archive has more than {MAX_PACKED_BYTES:,} bytes; nothing was published")
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return dict(_contents(archive, _entries(archive)))
    except _UNREADABLE as error:
        raise PublishError(f"the archive cannot be read ({str(error)[:100]!r}); nothing was published") from None


def _entries(archive: zipfile.ZipFile) -> list[tuple[str, zipfile.ZipInfo]]:
    """The files of the archive by their paths, if their entries in its directory are within bounds."""
    listed = archive.infolist()
    if len(listed) > MAX_FILES:
        raise PublishError(f"the archive contains {len(listed):,} files, at most {MAX_FILES:,} are published")
    if sum(entry.file_size for entry in listed) > MAX_BYTES:
        raise PublishError(f"the archive unpacks to more than {MAX_BYTES:,} bytes; nothing was published")
    files = [(_check(entry), entry) for entry in listed]
    files = [(path, entry) for path, entry in files if not entry.is_dir()]
    check_distinct(path for path, _ in files)
    return files


def _check(entry: zipfile.ZipInfo) -> str:
    """The path of an entry. Raises PublishError unless it is a plain file or folder within bounds."""
    name = entry_path(entry)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) != (kind != 0 and entry.is_dir()):
        raise PublishError(f"the archive contains {name[:100]!r}, not a regular file; nothing was published")
    if entry.flag_bits & 1:
        raise PublishError(f"the archive contains {name[:100]!r}, which is encrypted; nothing was published")
    if entry.file_size > MAX_FILE_BYTES:
        raise PublishError(f"the archive contains {name[:100]!r} of {entry.file_size:,} bytes; nothing was published")
    return name


def _contents(archive: zipfile.ZipFile, entries: list[tuple[str, zipfile.ZipInfo]]) -> Iterator[tuple[str, bytes]]:
    """Unpacks piece by piece: the sizes in the directory are only claims of the archive."""
    left = MAX_BYTES
    for path, entry in entries:
        pieces = []
        size = 0
        with archive.open(entry) as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                left -= len(piece)
                if size > entry.file_size or left < 0:
                    raise PublishError(
                        f"the archive contains {path[:100]!r}, larger than it says; nothing was published"
                    )
                pieces.append(piece)
        yield path, b"".join(pieces)
