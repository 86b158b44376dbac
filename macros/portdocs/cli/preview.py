"""`portdocs preview`: previews of pull requests, as the workflows call them."""

from __future__ import annotations

from pathlib import Path

import click

from portdocs.cli._built_site import site_argument
from portdocs.cli._publishing import PublishingGroup
from portdocs.diff import RegistryState
from portdocs.history.revisions import RevisionError
from portdocs.publishing import PublishError, github, site_url
from portdocs.publishing.change_limit import change_size
from portdocs.publishing.preview import pack, pack_failed, unpack_into
from portdocs.publishing.pull_request import LARGE_CHANGE_LABEL, MAX_NUMBER, checked_sha
from portdocs.publishing.workflow import after_build, built_commit, prune_previews, revisions_since_merge_base
from portdocs.reports.findings_github import annotation


@click.group(cls=PublishingGroup)
def command() -> None:
    """Publish previews of pull requests (for workflows).

    Exits with 1 if a large change is not confirmed, 2 if something was refused; nothing was written then.
    """


@command.command("pack")
@site_argument("TARGET")
def pack_(paths: tuple[Path, Path]) -> None:
    """Pack the built SITE of a pull request into the folder TARGET.

    SITE is `site_dir` in mkdocs.yml by default.
    """
    site, target = paths
    number, head = built_commit(github.event())
    click.echo(f"{pack(site, number, head, target)} files of pull request {number}")


@command.command()
@click.argument("target", type=click.Path(path_type=Path))
def unbuilt(target: Path) -> None:
    """Record in TARGET that a pull request does not build."""
    number, head = built_commit(github.event())
    pack_failed(number, head, target)
    click.echo(f"pull request {number} does not build")


@command.command()
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--number", type=click.IntRange(1, MAX_NUMBER - 1), required=True, help="Number of the pull request.")
def unpack(archive: Path, folder: Path, number: int) -> None:
    """Check the untrusted ARCHIVE of a preview and unpack it.

    It is unpacked to pr/NUMBER/ below DIR, replacing that folder. The option `preview_dir` of the plugin names another
    folder than pr.
    """
    try:
        content = archive.read_bytes()
    except OSError as error:
        raise PublishError(f"{archive} cannot be read ({error.strerror}); nothing was written") from None
    click.echo(f"{unpack_into(content, folder, number)} files of pull request {number}")


@command.command()
@click.pass_context
def guard(context: click.Context) -> None:
    """Fail if a large change is not confirmed by a label."""
    request = github.event()["pull_request"]
    try:
        old, new = revisions_since_merge_base(*(checked_sha(request[end]["sha"]) for end in ("base", "head")))
    except RevisionError as error:
        raise PublishError(str(error)) from None
    size = change_size(RegistryState(old.data), RegistryState(new.data))
    if not size.is_large:
        click.echo(f"{size.removed} of {size.before} services removed, {size.changed} changed")
    elif LARGE_CHANGE_LABEL in {label["name"] for label in request["labels"]}:
        click.echo(f"{size}; confirmed by the label {LARGE_CHANGE_LABEL}")
    else:
        message = f"{size}; if this is intended, add the label {LARGE_CHANGE_LABEL}"
        click.echo(annotation("error", None, "Large change", message))
        context.exit(1)


@command.command()
def publish() -> None:
    """Publish a preview and comment on its pull request."""
    click.echo(after_build(github.from_environment(), github.event(), "origin", site_url()))


@command.command()
def sweep() -> None:
    """Remove the previews of closed pull requests."""
    click.echo(prune_previews(github.from_environment(), "origin"))
