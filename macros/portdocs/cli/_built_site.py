"""The folder of the built site: by default, commands find it in mkdocs.yml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from portdocs.cli._output import not_stdout
from portdocs.registry.mkdocs_yml import default_site_dir


def site_argument(target: str) -> Callable[..., Any]:
    """An argument `paths`, the built site and what to write: `[SITE] TARGET`. The site is `site_dir` by default."""
    return click.argument(
        "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=f"[SITE] {target}", callback=_paths
    )


def _paths(context: click.Context, parameter: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, Path]:
    if len(paths) > 2:
        raise click.UsageError(f"unexpected argument `{paths[2]}`, expected {parameter.make_metavar(context)}")
    not_stdout(context, parameter, paths[-1])
    return (paths[0], paths[1]) if len(paths) == 2 else (default_site_dir(Path()), paths[0])
