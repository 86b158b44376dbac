"""The releases of a repository: its tags that are versions, such as `v1.2`."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from portdocs.history.repository import Repository

_FORMAT = "%(refname:strip=2)%00%(creatordate:short)"


@dataclass(frozen=True, slots=True)
class Tag:
    """The tag of a release."""

    name: str
    """Such as `v1.2`."""
    date: str
    """The date of the tag, such as 2026-01-31."""
    version: Version


def release_tags(repository: Repository) -> tuple[Tag, ...]:
    """The releases in the history of HEAD, newest first; other tags are ignored.

    Sorted by version, because a fix for an old release may be tagged after a newer one.
    """
    output = repository.run("for-each-ref", "--merged=HEAD", f"--format={_FORMAT}", "refs/tags/v*")
    lines = (line.split("\0") for line in output.decode("utf-8", "replace").splitlines())
    tags = (Tag(name, date, version) for name, date in lines if (version := version_of(name)))
    return tuple(sorted(tags, key=lambda tag: (tag.version, tag.name), reverse=True))


def version_of(tag: str) -> Version | None:
    """The version of a tag such as `v1.2`, `v1.2.0` or `v2.0rc1`; None for other tags."""
    if not tag.startswith("v") or not tag[1:2].isdigit() or not tag.isascii():
        return None
    try:
        return Version(tag[1:])
    except InvalidVersion:
        return None
