"""Versions of the site with mike: `dev` for the main branch, a version for each release, `latest` for the newest."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from packaging.version import InvalidVersion, Version

from portdocs.history.releases import version_of
from portdocs.pages.escape import for_html
from portdocs.publishing import PublishError, gh_pages, published_branch, site_url
from portdocs.publishing.gh_pages import git, update_with_retry
from portdocs.publishing.transaction import all_or_nothing, undo_unfinished

DEV = "dev"
LATEST = "latest"
# Without leading zeros, so that a version has one spelling and one folder.
_NUMBER = "(0|[1-9][0-9]*)"
_VERSION = re.compile(rf"{_NUMBER}(\.{_NUMBER}){{1,3}}((a|b|rc){_NUMBER})?", re.ASCII)


def publish_dev(remote: str | None) -> str:
    """Publish the checked-out commit as `dev`; returns a message."""
    undo_unfinished()
    site_url()  # the files at the root need it; raises before anything is changed
    update_with_retry(lambda: _deploy(DEV, []), remote)
    return f"{DEV} was published to the branch {published_branch()}"


def publish_tag(tag: str, remote: str | None) -> str:
    """Publish the version of a tag. Raises PublishError for a tag that is not a version."""
    version = tag.removeprefix("v")
    if version_of(tag) is None or not _VERSION.fullmatch(version):
        raise PublishError(f"the tag {_shown(tag)} is not a version, expected one such as v1.2; nothing was published")
    undo_unfinished()
    return _publish(version, remote)


def _publish(version: str, remote: str | None) -> str:
    update_with_retry(lambda: _deploy(version, [LATEST] if _is_newest(version) else []), remote)
    return f"{version} was published to the branch {published_branch()}"


def release(version: str) -> str:
    """Tag HEAD as a version and publish it without a push: both, or nothing."""
    tag = f"v{version}"
    if version_of(tag) is None or not _VERSION.fullmatch(version):
        raise PublishError(f"{_shown(version)} is not a version, expected one such as 1.2")
    if changed := git("status", "--porcelain"):
        first = changed.splitlines()[0].strip()
        raise PublishError(
            f"there are uncommitted changes ({_shown(first)}); commit or stash them, so that the tag matches the site"
        )
    undo_unfinished()
    if same := _tag_of(version):
        raise PublishError(f"{same} was already released; choose another version")
    site_url()  # every page needs it; raises before anything is changed
    with all_or_nothing(tag):
        git("tag", "--annotate", "--message", f"Version {version}", tag)
        _publish(version, None)
    return (
        f"{tag} was tagged and published to the branch {published_branch()}; run `git push origin {tag}` to release it"
    )


def _deploy(version: str, aliases: list[str]) -> None:
    """Build strictly with mike, then update the files that all versions share."""
    _mike("deploy", "--ignore-remote-status", "--branch", published_branch(), "--update-aliases", version, *aliases)
    newest = LATEST if LATEST in gh_pages.files() else DEV
    shared = {
        "index.html": _page("redirect.html", version=newest),
        "404.html": _page("not_found.html", version=newest, root=urlsplit(site_url()).path),
    }
    gh_pages.write("Update the files that all versions share", shared)


def _mike(*arguments: str) -> None:
    # mike runs mkdocs from the PATH, and strictness is set in mkdocs.yml.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    # The build does not need the token.
    inherited = {name: value for name, value in os.environ.items() if name != "GITHUB_TOKEN"}
    environment = inherited | {"DOCS_STRICT": "true", "PATH": path, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-c", "from mike.driver import main; raise SystemExit(main())", *arguments]
    if run_visibly(command, environment):
        raise PublishError("the site does not build, see above; nothing was published")


def run_visibly(command: list[str], environment: dict[str, str]) -> int:
    """Run a command, and return its exit code. Its messages are shown at once on a terminal and in CI, where they
    include the progress of a build; elsewhere only if it fails."""
    is_shown = sys.stderr.isatty() or "CI" in environment
    variables = environment | ({"CI": "true"} if is_shown else {})
    messages = []
    with subprocess.Popen(
        command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        for line in process.stderr or ():
            messages.append(line)
            if is_shown:
                print(line, end="", file=sys.stderr, flush=True)
    if process.returncode and not is_shown:
        print("".join(messages), file=sys.stderr)
    return process.returncode


def _tag_of(version: str) -> str:
    """The existing tag of a version in any spelling (1.2.0 equals 1.2); empty if there is none."""
    tags = git("tag", "--list", "v*").splitlines()
    return next((tag for tag in tags if version_of(tag) == Version(version)), "")


def _is_newest(version: str) -> bool:
    """True if no published version is newer, so that a fix for an old release does not become the latest; a
    pre-release (1.2rc1) is the newest only until the first release."""
    listed = json.loads(gh_pages.read("versions.json") or b"[]")
    mine, others = Version(version), [_parsed(entry["version"]) for entry in listed]
    is_early = mine.is_prerelease
    return all(other <= mine if other.is_prerelease == is_early else other.is_prerelease for other in others if other)


def _parsed(name: str) -> Version | None:
    try:
        return Version(name)
    except InvalidVersion:
        return None


def _shown(text: str) -> str:
    return repr(text[:80])


def _page(name: str, **values: str) -> bytes:
    """A page that all versions share: the start page redirects and keeps query and fragment; the one for unknown
    addresses is shown at any depth, so its link is absolute."""
    template = Template((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return template.substitute({key: for_html(value) for key, value in values.items()}).encode()
