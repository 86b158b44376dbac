"""The theme's templates: compiled once while serving, and found without listing thousands of icons."""

from __future__ import annotations

import os
from collections.abc import Iterator

import jinja2
from jinja2.bccache import Bucket
from mkdocs.theme import Theme


class TemplateCache(jinja2.BytecodeCache):
    """Compiled templates in memory; Jinja compares the hash of their source."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """See jinja2.BytecodeCache."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """See jinja2.BytecodeCache."""
        self._code[bucket.key] = bucket.bytecode_to_string()


class _VisibleFiles(jinja2.FileSystemLoader):
    """Lists no hidden folders: mkdocs would leave out what is in them, which are Material's 14,000 icons."""

    def list_templates(self) -> list[str]:
        """See jinja2.BaseLoader."""
        return sorted({name for folder in self.searchpath for name in _files_in(folder)})


def _files_in(root: str) -> Iterator[str]:
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = os.path.relpath(folder, root)
        prefix = "" if inside == "." else inside.replace(os.sep, "/") + "/"
        yield from (prefix + name for name in names)


def list_visible_files(theme: Theme) -> None:
    """Let mkdocs find the static files of the theme faster."""
    create = theme.get_env

    def get_env() -> jinja2.Environment:
        environment = create()
        environment.loader = _VisibleFiles(list(theme.dirs))
        return environment

    theme.get_env = get_env  # type: ignore[method-assign] # mkdocs lists the templates before any event of a plugin
