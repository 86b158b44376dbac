"""The commands of `python -m portdocs.publishing`: they take what a workflow knows, call, and print."""

from __future__ import annotations

import os
from pathlib import Path

import click

from portdocs.diff import RegistryState
from portdocs.history.revisions import RevisionError, revision
from portdocs.publishing import PublishError, github
from portdocs.publishing.change_limit import guard as guarded
from portdocs.publishing.gh_pages import git
from portdocs.publishing.preview import pack as packed
from portdocs.publishing.preview import pack_unbuilt
from portdocs.publishing.pull_request import LARGE, checked_sha
from portdocs.publishing.versions import publish_dev, publish_tag, release, site_url
from portdocs.publishing.workflow import after_build, number_of
from portdocs.publishing.workflow import sweep as swept

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
        raise PublishError("GITHUB_REF_TYPE is neither `branch` nor `tag`; this runs in a workflow")


@commands.command()
@click.argument("site", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
def pack(site: Path, target: Path) -> None:
    """Packs the built SITE of a pull request into the folder TARGET, for the run that may publish it."""
    number, head = number_of(github.event())
    click.echo(f"{packed(site, number, head, target)} files of pull request {number}")


@commands.command()
@click.argument("target", type=click.Path(path_type=Path))
def unbuilt(target: Path) -> None:
    """Leaves in the folder TARGET, for the run that comments, that the site of a pull request does not build."""
    number, head = number_of(github.event())
    pack_unbuilt(number, head, target)
    click.echo(f"pull request {number} does not build")


@commands.command()
@click.pass_context
def guard(context: click.Context) -> None:
    """Fails where a pull request removes or changes a large part of the services and has no label for it."""
    request = github.event()["pull_request"]
    base, head = (checked_sha(request[end]["sha"]) for end in ("base", "head"))
    try:
        # From where the two parted: what came to the base since then is no change of this one.
        old, new = (revision(sha, Path("data")) for sha in (git("merge-base", base, head), head))
    except RevisionError as error:
        raise PublishError(str(error)) from None
    found = guarded(RegistryState(old.data), RegistryState(new.data))
    if not found.is_large:
        click.echo(f"{found.removed} of {found.before} services removed, {found.changed} changed")
    elif LARGE in {label["name"] for label in request["labels"]}:
        click.echo(f"{found}; the label {LARGE} says that it is meant")
    else:
        click.echo(f"::error title=A large change::{found}; if it is meant, add the label {LARGE}")
        context.exit(1)


@commands.command()
def preview() -> None:
    """Publishes what a run of the workflow Preview built, and comments on its pull request."""
    click.echo(after_build(github.from_environment(), github.event(), "origin", site_url()))


@commands.command()
def sweep() -> None:
    """Removes the previews of pull requests that are closed."""
    click.echo(swept(github.from_environment(), "origin"))
