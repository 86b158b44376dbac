"""The revisions of the data to compare: a folder, a git revision, or the working tree."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from portdocs.history.data_files import data_files
from portdocs.history.object_store import ObjectStore
from portdocs.history.repository import GitError, find_repository
from portdocs.registry import Finding, sort_by_location
from portdocs.registry.loader import SUFFIXES, load_registry, read_files
from portdocs.registry.mkdocs_yml import FILES
from portdocs.registry.partial import PartialRegistry, SkippedEntry


class RevisionError(Exception):
    """There is nothing to compare; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Revision:
    """The data at one time."""

    name: str
    """Its name in reports."""
    data: PartialRegistry


def load_revisions(old: str, new: str | None, data: Path) -> tuple[Revision, Revision]:
    """The old and the new revision; the new one defaults to the working tree. Raises RevisionError."""
    return _load(old, data), _load(new, data) if new is not None else _folder("the working tree", data)


def _load(name: str, data: Path) -> Revision:
    if os.path.isdir(name):  # noqa: PTH112 - Path raises for a name that contains NUL
        return _folder(_shown(name), _data_in(Path(name), data))
    return load_revision(name, data)


def _data_in(folder: Path, data: Path) -> Path:
    """The folder itself if it contains data files, otherwise the data folder in it."""
    has_data = any(path.suffix in SUFFIXES and path.name not in FILES for path in folder.iterdir())
    inner = folder / data.name
    return inner if inner.is_dir() and not has_data else folder


def _folder(name: str, folder: Path) -> Revision:
    sources, unreadable = read_files(folder, Path.cwd())
    if not sources:
        raise RevisionError(f"{name}: {unreadable[0].location.file}: {unreadable[0].message}")
    return _read(name, sources, unreadable)


def load_revision(name: str, data: Path) -> Revision:
    """The data in a commit. Raises RevisionError."""
    shown = _shown(name)
    try:
        repository = find_repository(data)
        path = repository.path_of(Path(os.path.normpath(data.absolute())))
        with ObjectStore(repository) as objects:
            commit = objects.commit(name)
            if commit is None:
                raise RevisionError(_unknown(shown, shallow=repository.is_shallow))
            tree = objects.tree(commit, path)
            found = data_files(objects, tree, data.as_posix()) if tree else None
    except GitError as error:
        raise RevisionError(
            f"`{shown}` is not a folder, and git cannot look it up: {error}; name two folders"
        ) from None
    if found is None or not found.sources:
        raise RevisionError(
            f"`{shown}` has no data files in `{_shown(path) or '.'}`; name another revision, or see --data"
        )
    return _read(shown, found.sources, list(found.findings))


def _unknown(shown: str, *, shallow: bool) -> str:
    remedy = "; this clone is shallow: run `git fetch --unshallow --tags`" if shallow else ""
    return f"`{shown}` is neither a folder nor a git revision{remedy or '; see `git tag` and `git log`'}"


def _read(name: str, sources: dict[str, bytes], unreadable: Sequence[Finding]) -> Revision:
    partial = load_registry({_shown(path): content for path, content in sources.items()}, partial=True)
    if unreadable:
        findings = sort_by_location([*partial.findings, *unreadable])
        skipped = partial.skipped | {SkippedEntry(finding.location.file) for finding in unreadable}
        partial = replace(partial, findings=findings, skipped=skipped)
    return Revision(name, partial)


def _shown(text: str) -> str:
    """A name that is safe to print on a terminal."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text[:200])
