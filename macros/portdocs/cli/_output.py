"""Output of commands: to stdout, or to files that are written completely or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from portdocs.registry.findings import shown_file

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment] # mypy knows the name as a module only

Function = TypeVar("Function", bound=Callable[..., Any])

STDOUT = Path("-")
"""The name of stdout in options for outputs."""
MAX_TEMPORARY_NAME_CHARACTERS = 100

force_option = click.option("--force", is_flag=True, help="Overwrite existing files.")


def output_option(help: str) -> Callable[[Function], Function]:
    """The option `--output`; `-` is stdout."""
    return click.option("--output", type=click.Path(path_type=Path), metavar="PATH", help=help)


def not_stdout(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """A callback for paths that cannot be stdout. Raises BadParameter for `-`."""
    if value == STDOUT:
        raise click.BadParameter("`-` is not possible here, expected a path", context, parameter)
    return value


def refuse_inputs(output: Path | None, inputs: Iterable[Path]) -> None:
    """Raise UsageError if the output is one of the inputs, or is inside one: it would be read the next time."""
    if output is None or output == STDOUT:
        return
    for path in inputs:
        if output.resolve() == path.resolve() or (output.exists() and path.exists() and output.samefile(path)):
            raise click.UsageError(f"{shown_file(str(output))} is an input; name another output")
        if path.is_dir() and output.resolve().is_relative_to(path.resolve()):
            raise click.UsageError(f"{shown_file(str(output))} is inside an input; name another output")


def write_output(text: str, output: Path | None, *, force: bool) -> None:
    """Write text to a file, or to stdout without one. Raises UsageError (exit code 2) if the file exists."""
    data = text.encode(errors="backslashreplace")  # the name of a file may contain bytes that are not UTF-8
    if output is None or output == STDOUT:
        # As bytes, so that encoding and line endings are the same on every terminal and system.
        click.echo(data, nl=False)
        return
    if os.path.lexists(output) and not force:
        raise click.UsageError(f"{output} exists; add --force to overwrite it")
    _write(output, data)


def write_folder(files: Mapping[str, bytes], folder: Path, *, force: bool) -> None:
    """Write files below a folder, by their path in it. Raises UsageError if it is not empty or a path leaves it.

    With `force`, files of the same name are replaced and others are left alone.
    """
    if os.path.lexists(folder) and not folder.is_dir():
        raise click.UsageError(f"{folder} is not a folder")
    if not force and folder.is_dir() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty; add --force to write into it")
    root = folder.resolve()
    # resolve() follows existing symbolic links, which may point out of the folder.
    paths = {name: (root / name).resolve() for name in files}
    if outside := [name for name, path in paths.items() if not path.is_relative_to(root)]:
        raise click.UsageError(f"{folder}/{outside[0]} is outside the folder; nothing was written")
    for name, path in paths.items():
        _write(path, files[name], make_folders=True)


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Let one process at a time read, merge and write files of a folder, which is created; no lock file is left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written ({error.strerror})") from None
    try:
        if fcntl:
            fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def _write(path: Path, data: bytes, *, make_folders: bool = False) -> None:
    try:
        if make_folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path.resolve(), data)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written ({error.strerror})") from None


def _replace(path: Path, data: bytes) -> None:
    """Replace a file in one step, so that readers never see half of it."""
    if path.exists() and not path.is_file():
        raise OSError(0, "it is not a regular file")
    # Not tempfile: its files are readable by their owner only, and a server may have to read this one.
    temporary = path.with_name(f".{path.name[:MAX_TEMPORARY_NAME_CHARACTERS]}.{os.getpid()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
