"""What git knows of the data's past: its releases and what changed between them. Git is asked once a build.

What was worked out of two states is kept under `.cache/portdocs/`, by what it was worked out from.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from portdocs.diff import RegistryState
from portdocs.diff.timeline import History, ReleaseDiff, ReleaseSummary, past
from portdocs.history.cache import HistoryCache
from portdocs.history.data_files import data_files
from portdocs.history.object_store import ObjectStore
from portdocs.history.releases import Tag, release_tags
from portdocs.history.repository import GitError, Repository, repository_of
from portdocs.registry import Finding, Registry
from portdocs.registry.loader import no_garbage_collection, shown_path
from portdocs.registry.partial import PartialRegistry

__all__ = ["load_history"]

SHALLOW = "this copy of the repository is shallow"


def load_history(
    project: Path,
    data: Path,
    sources: Mapping[str, bytes],
    registry: Registry,
    findings: tuple[Finding, ...],
    cache: Path,
) -> History:
    """The past of a registry that was read from `sources`, the files of `data` by their path in the project;
    `findings` are those of `checks.run`. Where git knows nothing of it, says why."""
    try:
        repository = repository_of(data)
        if repository.is_shallow:
            return History(unknown=SHALLOW)
        releases = _releases(repository, repository.path_of(data), shown_path(data, project))
    except GitError as error:
        return History(unknown=str(error))
    return _worked_out(releases, sources, RegistryState(PartialRegistry(registry), findings), HistoryCache(cache))


def _releases(repository: Repository, folder: str, shown: str) -> list[tuple[Tag, dict[str, bytes]]]:
    """Each released version that has data, oldest first, with its files; named as they are in the project."""
    tags = release_tags(repository)
    if not tags:
        return []
    with ObjectStore(repository) as objects:
        found = [(tag, _files(objects, tag, folder, shown)) for tag in reversed(tags)]
    return [(tag, files) for tag, files in found if files]


def _files(objects: ObjectStore, tag: Tag, folder: str, shown: str) -> dict[str, bytes]:
    commit = objects.commit(f"refs/tags/{tag.name}")
    tree = objects.tree(commit, folder) if commit else None
    return data_files(objects, tree, shown).sources if tree else {}


def _worked_out(
    releases: list[tuple[Tag, dict[str, bytes]]],
    sources: Mapping[str, bytes],
    now: RegistryState,
    workings: HistoryCache,
) -> History:
    states = [workings.state(files) for _, files in releases]
    current = workings.state(sources, now)
    nothing = ReleaseDiff((), {})
    steps = [nothing] if states else []
    snapshots: list[ReleaseSummary] = []
    # One after the other, so that only two worlds are in memory at once, and each is read beside the one like it.
    with no_garbage_collection():
        for before, after in pairwise([*states, current]):
            snapshots.append(workings.snapshot(before))
            steps.append(workings.step(before, after))
            before.forget()
    last = steps.pop() if states else nothing
    names = [(tag.name, tag.date) for tag, _ in releases]
    return past(names, snapshots, steps, workings.snapshot(current), last)
