"""Paths in an untrusted archive: the one place that decides which are accepted, and how they are spelled.

A path that is accepted can be checked out on Linux, macOS and Windows, and names the same file for git and for each of
their file systems.
"""

from __future__ import annotations

import posixpath
import re
import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator

from portdocs.publishing import PublishError

MAX_PART_BYTES = 255
"""NAME_MAX of Linux, and of most file systems."""
MAX_PATH_BYTES = 4096
"""PATH_MAX of Linux, with its final NUL."""
MAX_FOLDER_BYTES = 80
"""Left for the folder that the path is put in, such as `pr/12/`: it is checked out with the rest."""
MAX_DEPTH = 100
"""Git refuses to check out what is nested too deeply (git-config(1), core.maxTreeDepth: 512 or 2048)."""
_UNICODE_PATH = 0x7075
"""The extra field with a second name (APPNOTE 4.6.9); Python 3.12 replaces `ZipInfo.filename` by it."""
# learn.microsoft.com/windows/win32/fileio/naming-a-file
_WINDOWS_CHARACTERS = re.compile(r'[<>:"|?*\\]')
_SHORT_NAME = re.compile(r"[^.]{1,6}~[0-9]{1,6}(\.[^.]{0,3})?")
"""A name that Windows gives to another file, too: git refuses to check out GIT~1, which is .git."""
_WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)


def entry_path(entry: zipfile.ZipInfo) -> str:
    """The path of an entry, without the slash that marks a folder. Raises PublishError if it is not safe."""
    # What the archive says: `filename` may have been cut at a NUL, or replaced by the second name.
    name = entry.orig_filename
    if any(second != name for second in (*_second_names(entry.extra), entry.filename)):
        raise _refused(name, "an entry with two names")
    return safe_path(name.removesuffix("/"))


def safe_path(name: str) -> str:
    """The relative path itself. Raises PublishError if it could lead elsewhere, or a file system refuses it."""
    if problem := _problem(name):
        raise _refused(name, problem)
    return name


def path_inside(folder: str, name: str) -> str:
    """The path of a file in a folder. Raises PublishError if it would not be inside."""
    path = f"{folder}/{safe_path(name)}"
    if posixpath.normpath(path) != path or not path.startswith(f"{folder}/"):
        raise _refused(name, f"a path outside {folder}")
    return path


def check_distinct(paths: Iterable[str]) -> None:
    """Raise PublishError if two paths are one for some file system, or one is a file and a folder."""
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        if (key := _folded(path)) in files:
            raise _refused(path, "the same path twice")
        files[key] = path
        for parent in _parents(path):
            if folders.setdefault(_folded(parent), parent) != parent:
                raise _refused(path, f"whose folder is also spelled {folders[_folded(parent)][:100]!r}")
    if both := files.keys() & folders.keys():
        raise _refused(files[min(both)], "a file and a folder")


def _problem(name: str) -> str:
    """The problem with a path; empty if there is none."""
    parts = name.split("/")
    encoded = [len(part.encode("utf-8", "surrogatepass")) for part in parts]
    total = sum(encoded) + len(parts) + MAX_FOLDER_BYTES
    if not name or max(encoded) > MAX_PART_BYTES or total > MAX_PATH_BYTES or len(parts) > MAX_DEPTH:
        return "a name that is empty or too long"
    if name.startswith("/") or name[1:2] == ":":
        return "an absolute path"
    if _WINDOWS_CHARACTERS.search(name) or not name.isprintable():
        return "a name with invalid characters"
    if any(part in ("", ".", "..") for part in parts):
        return "a path that leaves its folder"
    if any(_is_special(part) for part in parts):
        return "a name with a meaning for git or a file system"
    return ""


def _is_special(part: str) -> bool:
    is_alias = _WINDOWS_DEVICES.fullmatch(part) or _SHORT_NAME.fullmatch(part)
    return part.casefold().startswith(".git") or part.endswith((".", " ")) or bool(is_alias)


def _second_names(extra: bytes) -> Iterator[str]:
    """The names in the extra fields of an entry."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_PATH:
            yield extra[9 : 4 + size].decode("utf-8", "replace")  # after a version and a checksum
        extra = extra[4 + size :]


def _parents(path: str) -> Iterator[str]:
    parts = path.split("/")
    yield from ("/".join(parts[:depth]) for depth in range(1, len(parts)))


def _folded(path: str) -> str:
    """The same for all spellings that a file system may take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _refused(name: str, reason: str) -> PublishError:
    return PublishError(f"the archive contains {name[:100]!r}, {reason}; nothing was published")
