"""`portdocs publish`: build the site into the branch that is served."""

from __future__ import annotations

import os

import click

from portdocs.cli._publishing import PublishingGroup
from portdocs.publishing import PublishError
from portdocs.publishing.versions import publish_dev, publish_tag, release

push_option = click.option("--push", is_flag=True, help="Push to origin, starting from its current state.")


@click.group(cls=PublishingGroup)
def command() -> None:
    """Publish versions of the site to a branch, with mike.

    Exits with 2 if publishing was refused; nothing was published then.
    """


@command.command()
@push_option
def dev(push: bool) -> None:
    """Publish the checked-out commit as the version `dev`."""
    click.echo(publish_dev("origin" if push else None))


@command.command("release")
@click.argument("version")
def release_(version: str) -> None:
    """Tag HEAD as VERSION and publish it, without pushing."""
    click.echo(release(version))


@command.command()
@push_option
def ref(push: bool) -> None:
    """Publish the branch or tag that started a workflow."""
    kind, name = os.environ.get("GITHUB_REF_TYPE", ""), os.environ.get("GITHUB_REF_NAME", "")
    remote = "origin" if push else None
    if kind == "tag":
        click.echo(publish_tag(name, remote))
    elif kind == "branch":
        click.echo(publish_dev(remote))
    else:
        raise PublishError("GITHUB_REF_TYPE is neither `branch` nor `tag`; run this in a workflow")
