"""Where a command's result goes: to stdout, or into files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

force_option = click.option("--force", is_flag=True, help="Overwrite what is there.")


def output_option(help: str) -> Callable[[F], F]:
    """The option `--output`."""
    return click.option("--output", type=click.Path(path_type=Path), metavar="PATH", help=help)


def deliver(text: str, output: Path | None, *, force: bool) -> None:
    """Writes text to a file, or to stdout where none is named. Raises UsageError (exit code 2) where it may not."""
    data = text.encode(errors="backslashreplace")  # the name of a file need not be UTF-8
    if output is None:
        # Bytes: UTF-8 and line ends stay as they are on every terminal and system.
        click.echo(data, nl=False)
        return
    if os.path.lexists(output) and not force:
        raise click.UsageError(f"{output} exists; add --force to overwrite it")
    _write(output, data)


def deliver_folder(files: Mapping[str, bytes], folder: Path, *, force: bool) -> None:
    """Writes files below a folder, by their path in it. Raises UsageError where it is in use, or a path leaves it.

    With `force` files of the same name are replaced; whatever else the folder holds stays.
    """
    if os.path.lexists(folder) and not folder.is_dir():
        raise click.UsageError(f"{folder} is not a folder")
    if not force and folder.is_dir() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty; add --force to write into it")
    root = folder.resolve()
    # resolve() follows links that are already there: one of them may lead elsewhere.
    paths = {name: (root / name).resolve() for name in files}
    if strays := [name for name, path in paths.items() if not path.is_relative_to(root)]:
        raise click.UsageError(f"{folder}/{strays[0]} leads out of the folder; nothing was written")
    for name, path in paths.items():
        _write(path, files[name], make_folders=True)


def _write(path: Path, data: bytes, *, make_folders: bool = False) -> None:
    try:
        if make_folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path.resolve(), data)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written ({error.strerror})") from None


def _replace(path: Path, data: bytes) -> None:
    """Puts a file in the place of another in one step, so that no reader sees half of it."""
    if path.exists() and not path.is_file():
        raise OSError(0, "it is not a regular file")
    # Not tempfile: its files are for their owner only, and a server may have to read this one.
    temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
