"""The released versions of a repository: its tags `v...` that are versions."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from portdocs.history.repository import Repository

_FORMAT = "%(refname:strip=2)%00%(creatordate:short)"


@dataclass(frozen=True, slots=True)
class Tag:
    """A released version."""

    name: str
    """Such as `v1.2`."""
    date: str
    """The day on which it was tagged, such as 2026-01-31."""
    version: Version


def release_tags(repository: Repository) -> tuple[Tag, ...]:
    """The versions in the history of what is checked out, newest first; a tag that is no version is none of them.

    Newest by number, since a correction of an old version may come after a newer one.
    """
    answer = repository.ask("for-each-ref", "--merged=HEAD", f"--format={_FORMAT}", "refs/tags/v*")
    lines = (line.split("\0") for line in answer.decode("utf-8", "replace").splitlines())
    tags = (Tag(name, date, version) for name, date in lines if (version := version_of(name)))
    return tuple(sorted(tags, key=lambda tag: (tag.version, tag.name), reverse=True))


def version_of(tag: str) -> Version | None:
    """The version that a tag names: `v1.2`, `v1.2.0`, `v2.0rc1`; None for a tag that names none."""
    if not tag.startswith("v") or not tag[1:2].isdigit() or not tag.isascii():
        return None
    try:
        return Version(tag[1:])
    except InvalidVersion:
        return None
