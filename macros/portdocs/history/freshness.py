"""When the data last changed, and by which commit: of each entry by its own lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from macros.git import NoGit
from macros.git.lines import Commit, last_changes
from macros.git.repository import repository_of

Lines = dict[str, list[Commit | None]]
"""By file, and in it by line: the first is at 0. Empty where git knows nothing."""


def read_lines(project: Path, sources: Mapping[str, bytes]) -> Lines:
    """The last change of each line of the data files, which are named by their path in the project."""
    try:
        repository = repository_of(project)
        prefix = repository.path_of(project / "data")
        names = {name: f"{prefix}/{name.removeprefix('data/')}" for name in sources}
        lengths = {names[name]: len(content.removesuffix(b"\n").split(b"\n")) for name, content in sources.items()}
        found = last_changes(repository, prefix, lengths)
    except NoGit:
        return {}
    return {name: found[path] for name, path in names.items()}
