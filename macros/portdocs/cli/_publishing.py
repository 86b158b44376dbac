"""The base of the commands that publish: a refusal is one line and exit code 2."""

from __future__ import annotations

from typing import Any

import click

from portdocs.publishing import PublishError


class PublishingGroup(click.Group):
    """A group of commands that may raise PublishError."""

    def invoke(self, ctx: click.Context) -> Any:
        """Print why publishing was refused."""
        try:
            return super().invoke(ctx)
        except PublishError as error:
            click.echo(f"error: {error}", err=True)
            ctx.exit(2)
