"""The commands of `python -m macros.publishing`: they take what a workflow knows, call, and print."""

from __future__ import annotations

import os

import click

from macros.publishing import Refused
from macros.publishing.versions import publish_dev, publish_tag, release

push_option = click.option("--push", is_flag=True, help="Push to origin, upon what is there.")


@click.group()
def commands() -> None:
    """Publishes the site to a branch: versions, and previews of pull requests."""


@commands.command()
@push_option
def dev(push: bool) -> None:
    """Builds what is checked out as the version `dev`."""
    click.echo(publish_dev("origin" if push else None))


@commands.command("release")
@click.argument("version")
def release_(version: str) -> None:
    """Tags what is committed as VERSION and builds it, without a push."""
    click.echo(release(version))


@commands.command()
@push_option
def ref(push: bool) -> None:
    """Publishes what a workflow was started for: a tag that is a version, or the main branch as `dev`."""
    kind, name = os.environ.get("GITHUB_REF_TYPE", ""), os.environ.get("GITHUB_REF_NAME", "")
    remote = "origin" if push else None
    if kind == "tag":
        click.echo(publish_tag(name, remote))
    elif kind == "branch":
        click.echo(publish_dev(remote))
    else:
        raise Refused("GITHUB_REF_TYPE is neither `branch` nor `tag`; this runs in a workflow")
