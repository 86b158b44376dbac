"""The history of the data in git: its releases, and the changes between them.

Git is read once per build. Results are cached below `.cache/portdocs/`, keyed by the bytes they were derived from.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from portdocs.cache import user_key
from portdocs.diff import RegistryState
from portdocs.diff.timeline import NO_CHANGES, History, ReleaseSummary, build_history
from portdocs.history.cache import HistoryCache
from portdocs.history.data_files import data_files
from portdocs.history.object_store import ObjectStore
from portdocs.history.releases import Tag, release_tags
from portdocs.history.repository import GitError, Repository, find_repository
from portdocs.registry import Finding, Registry
from portdocs.registry.loader import no_garbage_collection, shown_path
from portdocs.registry.partial import PartialRegistry

__all__ = ["load_history"]

SHALLOW = "this clone of the repository is shallow"


def load_history(
    project: Path,
    data: Path,
    sources: Mapping[str, bytes],
    registry: Registry,
    findings: tuple[Finding, ...],
    cache: Path,
) -> History:
    """The history of a registry that was read from `sources`, the files of `data` by their path in the project.

    `findings` are those of `run_checks`. If git has no history, the result contains the reason.
    """
    try:
        repository = find_repository(data)
        if repository.is_shallow:
            return History(unavailable=SHALLOW)
        releases = _releases(repository, repository.path_of(data), shown_path(data, project))
    except GitError as error:
        return History(unavailable=str(error))
    current = RegistryState(PartialRegistry(registry), findings)
    return _history(releases, sources, current, HistoryCache(cache, user_key(project.absolute())))


def _releases(repository: Repository, folder: str, shown: str) -> list[tuple[Tag, dict[str, bytes]]]:
    """The releases that contain data, oldest first, each with its files named by their path in the project."""
    tags = release_tags(repository)
    if not tags:
        return []
    with ObjectStore(repository) as objects:
        releases = [(tag, _files(objects, tag, folder, shown)) for tag in reversed(tags)]
    return [(tag, files) for tag, files in releases if files]


def _files(objects: ObjectStore, tag: Tag, folder: str, shown: str) -> dict[str, bytes]:
    commit = objects.commit(f"refs/tags/{tag.name}")
    tree = objects.tree(commit, folder) if commit else None
    return data_files(objects, tree, shown).sources if tree else {}


def _history(
    releases: list[tuple[Tag, dict[str, bytes]]],
    sources: Mapping[str, bytes],
    state: RegistryState,
    cache: HistoryCache,
) -> History:
    revisions = [cache.revision(files) for _, files in releases]
    current = cache.revision(sources, state)
    diffs = [NO_CHANGES] if revisions else []
    summaries: list[ReleaseSummary] = []
    # In order, so that only two registries are in memory at once and each is parsed right after a similar one.
    with no_garbage_collection():
        for before, after in pairwise([*revisions, current]):
            summaries.append(cache.summarize(before))
            diffs.append(cache.diff(before, after))
            before.release()
    unreleased = diffs.pop() if revisions else NO_CHANGES
    names = [(tag.name, tag.date) for tag, _ in releases]
    return build_history(names, summaries, diffs, cache.summarize(current), unreleased)
