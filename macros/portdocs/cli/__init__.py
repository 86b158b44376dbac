"""The command line: finds the command, runs it, and turns what it returns into an exit code.

Exit codes: 0 clean; 1 findings, invalid data, differences, a name that nobody has; 2 usage, or nothing readable at all.
Results go to stdout, everything else to stderr.
"""

from __future__ import annotations

import gc
import os
import pkgutil
import sys
from importlib import import_module

import click


class CommandsInFolder(click.Group):
    """The commands of this package, one file each; only the one that is called is imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the files."""
        return sorted(_modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command `command` of the file."""
        module = _modules().get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(f"{__name__}.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Says which command was meant."""
        from portdocs.registry.suggest import did_you_mean

        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            ctx.fail(f"no command is called `{name}`; {did_you_mean(name, self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


def _modules() -> dict[str, str]:
    """Module names by command name; a trailing underscore avoids a keyword of Python."""
    names = (found.name for found in pkgutil.iter_modules(__path__))
    return {name.rstrip("_"): name for name in names if not name.startswith("_")}


@click.command(cls=CommandsInFolder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="portdocs", prog_name="portdocs")
@click.pass_context
def portdocs(ctx: click.Context) -> None:
    """Port documentation that was checked: reads data/*.yml, checks it and answers questions about it."""
    if os.environ.get("NO_COLOR"):  # no-color.org
        ctx.color = False


def main() -> None:
    """Runs the command line; an output that is closed early (`| head`) is no mistake."""
    # A command ends before garbage could matter, and looking for it costs a third of `check` on a large registry.
    gc.disable()
    # Plugins of pydantic are for the program that installs them; looking for one reads the metadata of every package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        sys.exit(portdocs(standalone_mode=True))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:  # a disk that is full, a working folder that is gone
        click.echo(f"portdocs: error: {error.strerror or error}; nothing more could be done", err=True)
        sys.exit(2)
    finally:
        gc.freeze()  # Python looks once more as it ends: at nothing
