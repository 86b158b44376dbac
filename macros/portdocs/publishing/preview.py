"""Previews of pull requests: packed by an untrusted build, checked and published by a trusted run."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from portdocs.publishing import PublishError
from portdocs.publishing import gh_pages as pages
from portdocs.publishing.pull_request import PullRequest, checked_sha, number_in
from portdocs.publishing.safe_zip import MOST_BYTES, unpack

FOLDER = "pr"
"""Previews are below it, by number."""
NAME = "preview"
"""What the workflow's archive is called."""
_ABOUT = "preview.json"
_SITE = "site/"
_PAGE = re.compile(rb"<head(?:\s[^>]*)?>", re.IGNORECASE)
_BODY = re.compile(rb"<body(?:\s[^>]*)?>", re.IGNORECASE)


def pack(site: Path, number: int, head: str, target: Path) -> int:
    """Packs a built site with the pull request that it is of; returns how many files there are."""
    files = sorted(path for path in site.rglob("*") if path.is_file() and not path.is_symlink())
    if not files:
        raise PublishError(f"{site} holds no built site; run `make build`")
    _write(site, files, number, head, target)
    return len(files)


def pack_unbuilt(number: int, head: str, target: Path) -> None:
    """Packs only which pull request it is whose site could not be built: it is commented on all the same."""
    _write(target, [], number, head, target)


def _write(site: Path, files: Iterable[Path], number: int, head: str, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target / "preview.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_ABOUT, json.dumps({"number": number_in(number), "head": checked_sha(head)}))
        for path in files:
            archive.write(path, _SITE + path.relative_to(site).as_posix())


def read_archive(packed: bytes) -> tuple[int, str, dict[str, bytes]]:
    """What a run left: the number and the commit that it claims to be of, and the files of the site; none where it
    could not be built.

    A workflow's archive is a zip archive with what was uploaded, here another one. Raises PublishError.
    """
    outer = unpack(packed)
    if list(outer) != ["preview.zip"]:
        raise PublishError("the archive holds something else than preview.zip; nothing was published")
    files = unpack(outer["preview.zip"])
    try:
        about = json.loads(files.pop(_ABOUT))
        number, head = number_in(about["number"]), checked_sha(about["head"])
    except (KeyError, TypeError, ValueError, RecursionError):
        raise PublishError(f"the archive holds no {_ABOUT} that can be read; nothing was published") from None
    if strays := [name for name in files if not name.startswith(_SITE)]:
        raise PublishError(f"the archive holds {strays[0][:100]!r} beside the site; nothing was published")
    site = {name.removeprefix(_SITE): content for name, content in files.items()}
    if site and "index.html" not in site:
        raise PublishError("the archive holds no index.html; nothing was published")
    return number, head, site


def publish(request: PullRequest, site: dict[str, bytes]) -> None:
    """Puts a preview in the place of the one before it, marked as what it is."""
    folder = f"{FOLDER}/{request.number}"
    marked = {f"{folder}/{name}": _marked(name, content, request) for name, content in site.items()}
    if sum(map(len, marked.values())) > MOST_BYTES:
        raise PublishError(f"the preview has more than {MOST_BYTES:,} bytes; nothing was published")
    pages.write(f"Preview of pull request {request.number} at {request.head[:12]}", marked, [folder])


def published() -> list[int]:
    """The numbers of the pull requests that have a preview."""
    return sorted(int(name) for name in pages.files(FOLDER) if name.isascii() and name.isdigit())


def remove(numbers: Iterable[int]) -> None:
    """Takes previews away."""
    if folders := [f"{FOLDER}/{number}" for number in numbers]:
        pages.write(f"Without the preview{'s' if len(folders) > 1 else ''} {', '.join(folders)}", {}, folders)


def _marked(name: str, content: bytes, request: PullRequest) -> bytes:
    """A page that no search engine lists and that says what it is; other files as they are."""
    if not name.lower().endswith((".html", ".htm")):
        return content
    robots = b'<meta name="robots" content="noindex, nofollow">'
    words = f"Preview of pull request {request.number} at {request.head[:12]}. Nothing here is released."
    style = "position:sticky;top:0;z-index:99;padding:.4rem 1rem;background:#7a3e00;color:#fff;font:14px sans-serif"
    banner = f'<p role="note" style="margin:0;{style}">{words}</p>'.encode()
    if not _PAGE.search(content):
        # A page without a head: what stands before everything else opens one.
        return robots + banner + content
    content = _PAGE.sub(lambda match: match[0] + robots, content, count=1)
    return _BODY.sub(lambda match: match[0] + banner, content, count=1)
