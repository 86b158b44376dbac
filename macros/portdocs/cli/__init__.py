"""The command line: finds the command, runs it, and turns its result into an exit code.

Exit codes: 0 clean; 1 findings, invalid data, differences or no match; 2 usage errors, or nothing could be read.
Results go to stdout, everything else to stderr.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import pkgutil
import sys
from importlib import import_module
from typing import Any, TextIO

import click

from portdocs.progress import progress_on
from portdocs.registry.findings import inert_lines


class _Visible:
    """The stream of messages: what it writes controls no terminal, and starts no workflow command of GitHub."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text with U+FFFD for what is not visible."""
        return self._stream.write(inert_lines(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class CommandsInFolder(click.Group):
    """The commands of this package, one file each; only the command that is called is imported."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command whose messages control no terminal, whatever the names of files in them are."""
        stream = sys.stderr
        with contextlib.redirect_stderr(_Visible(stream)), progress_on(stream):
            return super().main(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the files."""
        return sorted(_modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The object `command` of a file."""
        module = _modules().get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(f"{__name__}.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest a similar command for an unknown one."""
        from portdocs.registry.suggest import did_you_mean

        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            ctx.fail(f"unknown command `{name}`; {did_you_mean(name, self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


def _modules() -> dict[str, str]:
    """Module names by command name; a trailing underscore avoids a Python keyword."""
    names = (found.name for found in pkgutil.iter_modules(__path__))
    return {name.rstrip("_"): name for name in names if not name.startswith("_")}


@click.command(cls=CommandsInFolder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="portdocs", prog_name="portdocs")
@click.pass_context
def portdocs(ctx: click.Context) -> None:
    """Document network ports from YAML, and check that the documentation is true."""
    if os.environ.get("NO_COLOR"):  # no-color.org
        ctx.color = False


def main() -> None:
    """Run the command line; a reader that closes the output early (`| head`) is not an error."""
    # A command ends before garbage matters, and collecting it takes a third of `check` on a large registry.
    gc.disable()
    # pydantic would read the metadata of every installed package to find plugins.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _buffer_stdout()
    _print_any_character()
    try:
        sys.exit(portdocs(standalone_mode=True))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:  # such as a full disk or a deleted working directory
        click.echo(f"portdocs: error: {error.strerror or error}; the command was stopped", err=True)
        _discard_stdout()
        sys.exit(2)
    finally:
        gc.freeze()  # saves the collection at interpreter exit


def _buffer_stdout() -> None:
    """Undo `python -u`, which writes as much as the disk can hold and reports no error."""
    raw = getattr(sys.stdout, "buffer", None)
    if isinstance(raw, io.RawIOBase):
        writer = io.BufferedWriter(raw)
        sys.stdout = io.TextIOWrapper(writer, sys.stdout.encoding, sys.stdout.errors, line_buffering=True)


def _print_any_character() -> None:
    """Show a character that the encoding of stdout does not have by its number, as Python does on stderr.

    On Windows, a pipe has the encoding of the region.
    """
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def _discard_stdout() -> None:
    """Send what could not be written to nowhere, or the interpreter would try again and report that."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
