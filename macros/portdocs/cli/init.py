"""`portdocs init`: create a site."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from portdocs.cli._options import exit_code
from portdocs.registry.findings import shown_file


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path(), metavar="[DIR]")
@click.option("--name", metavar="TEXT", help="Name of the site (default: from the name of the folder).")
@click.option("--example", is_flag=True, help="Start with example data instead of an empty registry.")
@click.option("--gitlab", is_flag=True, help="Also write a GitLab pipeline.")
@click.option("--public/--no-public", default=None, help="Anyone can read the site: leave out internal details.")
@click.option("--branch", metavar="NAME", help="Branch that workflows publish (default: the one git uses, else main).")
@exit_code
def command(
    folder: Path, name: str | None, example: bool, gitlab: bool, public: bool | None, branch: str | None
) -> int:
    """Create a new site in DIR (default: the current folder).

    The site builds and serves at once, and its checks pass. Existing files are never overwritten. In a folder with a
    mkdocs.yml, prints the lines to add to it and exits with 1.
    """
    from portdocs.new_site import EXISTING_SITE, EXISTING_SITE_DATA, OWN_DATA, new_site_files
    from portdocs.registry.mkdocs_yml import settings_file

    if (settings := settings_file(folder)).exists():
        click.echo(f"{settings} exists; add these lines to it:\n", err=True)
        click.echo(EXISTING_SITE, nl=False)
        click.echo(EXISTING_SITE_DATA, nl=False, err=True)
        return 1
    _check_empty(folder)
    title, published = _checked_title(folder, name), _checked_branch(folder, branch)
    is_public = _ask_if_public() if public is None else public
    files = new_site_files(title, example=example, gitlab=gitlab, public=is_public, branch=published)
    _write_all(folder, files)
    click.echo(f"Created {len(files)} files in {shown_file(folder.resolve().name)}/.")
    click.echo(OWN_DATA)
    first = "portdocs check" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(shown_file(str(folder)))}"
    click.echo(f"Next:\n  {first}\n  mkdocs serve")
    return 0


def _checked_title(folder: Path, name: str | None) -> str:
    from portdocs.new_site import checked_name, default_name

    try:
        return checked_name(name or default_name(folder))
    except ValueError as error:
        raise click.UsageError(f"--name: {error}") from None


def _checked_branch(folder: Path, branch: str | None) -> str:
    """The branch of the option; without it the one that git names, if workflows can name it, too."""
    from portdocs.history.repository import default_branch
    from portdocs.new_site import DEFAULT_BRANCH, checked_branch

    try:
        return checked_branch(branch or default_branch(folder) or DEFAULT_BRANCH)
    except ValueError as error:
        if branch is None:
            return DEFAULT_BRANCH
        raise click.UsageError(f"--branch: {error}") from None


def _ask_if_public() -> bool:
    """The answer of someone at a terminal; a script is not asked."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm("Will anyone be able to read the site, without signing in?", default=False, err=True)


def _check_empty(folder: Path) -> None:
    """Raise UsageError unless a folder is missing or has only hidden entries such as `.git`."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise click.UsageError(f"{folder} is not a folder; choose another name")
    try:
        names = [path.name for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be read ({error.strerror})") from None
    if names:
        raise click.UsageError(f"{folder} is not empty (it contains {min(names)}); choose a new folder")


def _write_all(folder: Path, files: Mapping[str, str]) -> None:
    """Write all files or, after an error, none of them. Raises UsageError."""
    created: list[Path] = []
    try:
        for name, text in files.items():
            path = folder / name
            missing = [parent for parent in path.parents if not parent.exists()]
            path.parent.mkdir(parents=True, exist_ok=True)
            created += reversed(missing)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                created.append(path)
                file.write(text)
    except OSError as error:
        for path in reversed(created):
            path.rmdir() if path.is_dir() else path.unlink()
        problem = error.strerror or "unknown error"
        raise click.UsageError(f"{error.filename or folder}: {problem}; nothing was written") from None
