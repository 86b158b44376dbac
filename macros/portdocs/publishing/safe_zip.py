"""Opens an archive that somebody else made: every name, kind and size is checked, and nothing of it is run.

Nothing is written: the files come back as bytes once all of them were found good.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator

from portdocs.publishing import PublishError

MOST_FILES = 20_000
MOST_BYTES_A_FILE = 20_000_000
MOST_BYTES = 200_000_000
"""Of all files when they are unpacked."""
MOST_BYTES_PACKED = 100_000_000
# What zipfile raises for archives that are damaged, encrypted, or packed in a way that it does not know.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError)
_LONGEST_NAME = 300
_PIECE = 1 << 16


def unpack(packed: bytes) -> dict[str, bytes]:
    """The files of a zip archive by name. Raises PublishError for anything but plain files with
    plain names, and for more of them than a site has."""
    if len(packed) > MOST_BYTES_PACKED:
        raise PublishError(f"the archive has more than {MOST_BYTES_PACKED:,} bytes; nothing was published")
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            entries = list(_entries(archive))
            return dict(_contents(archive, entries))
    except _UNREADABLE as error:
        raise PublishError(f"the archive cannot be read ({str(error)[:100]!r}); nothing was published") from None


def _entries(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The files of the archive, once all that its directory says of them is in bounds."""
    listed = archive.infolist()
    if len(listed) > MOST_FILES:
        raise PublishError(f"the archive holds {len(listed):,} files, at most {MOST_FILES:,} are published")
    if sum(entry.file_size for entry in listed) > MOST_BYTES:
        raise PublishError(f"the archive unpacks to more than {MOST_BYTES:,} bytes; nothing was published")
    seen: set[str] = set()
    folders: set[str] = set()
    for entry in listed:
        _check(entry)
        name = entry.filename.rstrip("/").casefold()
        if entry.is_dir():
            continue
        parts = name.split("/")
        folders.update("/".join(parts[:depth]) for depth in range(1, len(parts)))
        if name in seen:
            raise PublishError(f"the archive holds {entry.filename[:100]!r} twice; nothing was published")
        seen.add(name)
        yield entry
    if both := seen & folders:
        raise PublishError(f"the archive holds {min(both)[:100]!r} as a file and as a folder; nothing was published")


def _check(entry: zipfile.ZipInfo) -> None:
    # `orig_filename` is what the archive says: zipfile cuts a name at its first NUL.
    name = entry.orig_filename
    if why := _wrong(name.removesuffix("/")):
        raise PublishError(f"the archive holds {name[:100]!r}, {why}; nothing was published")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) != (kind != 0 and entry.is_dir()):
        raise PublishError(f"the archive holds {name[:100]!r}, which is no regular file; nothing was published")
    if entry.flag_bits & 1:
        raise PublishError(f"the archive holds {name[:100]!r}, which is encrypted; nothing was published")
    if entry.file_size > MOST_BYTES_A_FILE:
        raise PublishError(f"the archive holds {name[:100]!r} of {entry.file_size:,} bytes; nothing was published")


def _wrong(name: str) -> str:
    """What is wrong with a name; empty where nothing is."""
    parts = name.split("/")
    if not name or len(name) > _LONGEST_NAME:
        return "a name that is empty or too long"
    if name.startswith("/") or (len(name) > 1 and name[1] == ":"):
        return "an absolute path"
    if "\\" in name or '"' in name or not name.isprintable():
        return "a name with characters that no page has"
    if any(part in ("", ".", "..") for part in parts):
        return "a path that leaves its folder"
    if any(part.casefold() == ".git" or part.endswith((".", " ")) for part in parts):
        return "a name that means something to git or to a file system"
    return ""


def _contents(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Unpacks piece by piece: the sizes in the directory are only what the archive says."""
    left = MOST_BYTES
    for entry in entries:
        pieces = []
        size = 0
        with archive.open(entry) as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                left -= len(piece)
                if size > entry.file_size or left < 0:
                    raise PublishError(
                        f"the archive holds {entry.filename[:100]!r}, larger than it says; nothing was published"
                    )
                pieces.append(piece)
        yield entry.filename, b"".join(pieces)
