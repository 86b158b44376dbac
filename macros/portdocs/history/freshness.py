"""When the data last changed, and by which commit: of each entry by its own lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from portdocs.history.blame import Commit, blame_files
from portdocs.history.repository import GitError, repository_of
from portdocs.registry.loader import shown_path

Lines = dict[str, list[Commit | None]]
"""By file, and in it by line: the first is at 0. Empty where git knows nothing."""


def read_lines(project: Path, data: Path, sources: Mapping[str, bytes]) -> Lines:
    """The last change of each line of the data files, which are named by their path in the project."""
    try:
        repository = repository_of(data)
        prefix = repository.path_of(data)
        shown = shown_path(data, project)
        names = {name: f"{prefix}/{name.removeprefix(f'{shown}/')}" for name in sources}
        lengths = {names[name]: len(content.removesuffix(b"\n").split(b"\n")) for name, content in sources.items()}
        found = blame_files(repository, prefix, lengths)
    except GitError:
        return {}
    return {name: found[path] for name, path in names.items()}
