"""Previews of pull requests: packed by an untrusted build, then checked and published by a trusted run."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from portdocs.publishing import PublishError, gh_pages, preview_folder
from portdocs.publishing.pull_request import PullRequest, checked_number, checked_sha
from portdocs.publishing.safe_path import path_inside
from portdocs.publishing.safe_zip import MAX_BYTES, unpack

ARTIFACT = "preview"
"""The name of the artifact of the workflow."""
ARCHIVE = "preview.zip"
CHANGES = "changes/index.html"
"""The page with the changes, which the notice of a preview links to."""
_METADATA = "preview.json"
_SITE = "site/"
_HEAD = re.compile(rb"<head(?:\s[^>]*)?>", re.IGNORECASE)
_BODY = re.compile(rb"<body(?:\s[^>]*)?>", re.IGNORECASE)


def pack(site: Path, number: int, head: str, target: Path) -> int:
    """Pack a built site together with its pull request and commit; returns the number of files."""
    files = sorted(path for path in site.rglob("*") if path.is_file() and not path.is_symlink())
    if not files:
        raise PublishError(f"{site} contains no site; run `mkdocs build` first")
    _write_archive(site, files, number, head, target)
    return len(files)


def pack_failed(number: int, head: str, target: Path) -> None:
    """Pack only the pull request and commit of a site that does not build, for the comment."""
    _write_archive(target, [], number, head, target)


def _write_archive(site: Path, files: Iterable[Path], number: int, head: str, target: Path) -> None:
    metadata = json.dumps({"number": checked_number(number), "head": checked_sha(head)})
    unfinished = target / f"{ARCHIVE}.part"
    try:
        target.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_METADATA, metadata)
            for path in files:
                archive.write(path, _SITE + path.relative_to(site).as_posix())
        unfinished.replace(target / ARCHIVE)
    except OSError as error:
        raise PublishError(f"{target / ARCHIVE} cannot be written ({error.strerror})") from None
    finally:
        unfinished.unlink(missing_ok=True)


def read_artifact(artifact: bytes) -> tuple[int, str, dict[str, bytes]]:
    """The claimed number and commit, and the files of the site by path (empty if it does not build).

    GitHub wraps the uploaded archive in another ZIP archive. Raises PublishError.
    """
    outer = unpack(artifact)
    if list(outer) != [ARCHIVE]:
        raise PublishError(f"the artifact contains other files than {ARCHIVE}; nothing was published")
    files = unpack(outer[ARCHIVE])
    number, head = _read_metadata(files.pop(_METADATA, b""))
    site = _site_files(files)
    if site and "index.html" not in site:
        raise PublishError("the archive has no index.html; nothing was published")
    return number, head, site


def _read_metadata(content: bytes) -> tuple[int, str]:
    try:
        metadata = json.loads(content)
        return checked_number(metadata["number"]), checked_sha(metadata["head"])
    except (KeyError, TypeError, ValueError, RecursionError):
        raise PublishError(f"the archive has no valid {_METADATA}; nothing was published") from None


def _site_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the site by their path in it. Raises PublishError for any other file."""
    if other := [name for name in files if not name.startswith(_SITE)]:
        raise PublishError(f"the archive contains {other[0][:100]!r} outside {_SITE}; nothing was published")
    return {name.removeprefix(_SITE): content for name, content in files.items()}


def unpack_into(archive: bytes, folder: Path, number: int) -> int:
    """Unpack a preview to `pr/NUMBER/` below a folder, replacing what is there; returns the number of files.

    Accepts the archive of `pack`, the artifact around it, and an archive of a plain site. Nothing is written unless the
    whole archive is valid.
    Raises PublishError.
    """
    files = unpack(archive)
    if list(files) == [ARCHIVE]:
        files = unpack(files[ARCHIVE])
    if _METADATA in files and (claimed := _read_metadata(files.pop(_METADATA))[0]) != number:
        raise PublishError(f"the archive belongs to pull request {claimed}, not to {number}; nothing was written")
    is_plain = not any(name.startswith(_SITE) for name in files)
    site = files if is_plain else _site_files(files)
    if not site:
        raise PublishError("the archive contains no site; nothing was written")
    target = folder.resolve() / preview_folder() / str(checked_number(number))
    _replace_folder(target, site)
    return len(site)


def _replace_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write files to a folder in place of its previous contents. Raises PublishError if a path is outside it."""
    if target.parent.resolve() != target.parent or target.is_symlink():
        raise PublishError(f"{target} is a symbolic link or below one; nothing was written")
    new = target.with_name(f".{target.name}.new")
    paths = {name: new / name for name in files}
    if outside := [name for name, path in paths.items() if not path.resolve().is_relative_to(new)]:
        raise PublishError(f"{outside[0][:100]!r} is outside {target}; nothing was written")
    shutil.rmtree(new, ignore_errors=True)
    try:
        for name, path in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[name])
        shutil.rmtree(target, ignore_errors=True)
        new.rename(target)
    except OSError as error:
        raise PublishError(f"{target} cannot be written ({error.strerror})") from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def publish(request: PullRequest, site: dict[str, bytes]) -> None:
    """Replace the published preview of a pull request by a site, with a notice on each page."""
    folder = f"{preview_folder()}/{request.number}"
    changes = CHANGES if CHANGES in site else ""
    marked = {path_inside(folder, name): with_notice(name, content, request, changes) for name, content in site.items()}
    if sum(map(len, marked.values())) > MAX_BYTES:
        raise PublishError(f"the preview has more than {MAX_BYTES:,} bytes; nothing was published")
    gh_pages.write(f"Preview of pull request {request.number} at {request.head[:12]}", marked, [folder])


def published() -> list[int]:
    """The numbers of the pull requests with a preview."""
    return sorted(int(name) for name in gh_pages.files(preview_folder()) if name.isascii() and name.isdigit())


def remove(numbers: Iterable[int]) -> None:
    """Remove previews."""
    if folders := [f"{preview_folder()}/{number}" for number in numbers]:
        gh_pages.write(f"Remove the preview{'s' if len(folders) > 1 else ''} {', '.join(folders)}", {}, folders)


def with_notice(name: str, content: bytes, request: PullRequest, changes: str = "") -> bytes:
    """A page with a notice that says it is a preview, and links to the page `changes` if the site has one.

    It is hidden from search engines. Other files are unchanged.
    """
    if not name.lower().endswith((".html", ".htm")):
        return content
    robots = b'<meta name="robots" content="noindex, nofollow">'
    text = f"Preview of pull request {request.number} at {request.head[:12]}. Nothing here is released."
    if changes:
        path = posixpath.relpath(changes, posixpath.dirname(name) or ".")
        text += f' <a href="{path}" style="color:#fff;text-decoration:underline">Changes</a>'
    # In a corner: at the top it would cover the header, which stays visible.
    style = "position:fixed;bottom:0;left:0;z-index:99;border-radius:0 4px 0 0;padding:6px 12px"
    colours = "background:#7a3e00;color:#fff;font:14px sans-serif"
    banner = f'<p role="note" style="margin:0;{style};{colours}">{text}</p>'.encode()
    if not _HEAD.search(content):
        # Browsers open the missing head at the first element.
        return robots + banner + content
    content = _HEAD.sub(lambda match: match[0] + robots, content, count=1)
    return _BODY.sub(lambda match: match[0] + banner, content, count=1)
