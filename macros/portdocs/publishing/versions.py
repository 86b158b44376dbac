"""Versions of the site with mike: `dev` for the main branch, a version for each release, `latest` for the newest."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from packaging.version import InvalidVersion, Version

from portdocs.history.releases import version_of
from portdocs.publishing import BRANCH, PublishError
from portdocs.publishing import gh_pages as pages
from portdocs.publishing.gh_pages import change_branch, git

DEV = "dev"
LATEST = "latest"
_VERSION = re.compile(r"[0-9]+(\.[0-9]+){1,3}((a|b|rc)[0-9]+)?", re.ASCII)


def publish_dev(remote: str | None) -> str:
    """Builds what is checked out as `dev`; returns what was done, in a sentence."""
    change_branch(lambda: _deploy(DEV, []), remote)
    return f"{DEV} is on the branch {BRANCH}"


def publish_tag(tag: str, remote: str | None) -> str:
    """Builds the version that a tag names; a tag that is no version is refused."""
    version = tag.removeprefix("v")
    if version_of(tag) is None or not _VERSION.fullmatch(version):
        raise PublishError(f"the tag {_shown(tag)} is no version, expected one such as v1.2; nothing was published")
    change_branch(lambda: _deploy(version, [LATEST] if _is_newest(version) else []), remote)
    return f"{version} is on the branch {BRANCH}"


def release(version: str) -> str:
    """Tags what is committed as a version and builds it, without a push; a build that fails leaves no tag behind."""
    tag = f"v{version}"
    if version_of(tag) is None or not _VERSION.fullmatch(version):
        raise PublishError(f"{_shown(version)} is no version, expected one such as 1.2; write make release VERSION=1.2")
    if changed := git("status", "--porcelain"):
        first = changed.splitlines()[0].strip()
        raise PublishError(
            f"not everything is committed ({_shown(first)}); commit or stash it, so that the tag says what is built"
        )
    if same := _tag_of(version):
        raise PublishError(f"{same} is released already; choose another version")
    git("tag", "--annotate", "--message", f"Version {version}", tag)
    try:
        publish_tag(tag, None)
    except BaseException:  # also where somebody ends it
        git("tag", "--delete", tag)
        raise
    return f"{tag} is tagged and on the branch {BRANCH}; `git push origin {tag}` lets everybody have it"


def _deploy(version: str, aliases: list[str]) -> None:
    """Builds with mike, a warning being an error; then what every version shares."""
    _mike("deploy", "--ignore-remote-status", "--branch", BRANCH, "--update-aliases", version, *aliases)
    newest = LATEST if LATEST in pages.files() else DEV
    shared = {"index.html": _redirect(newest), "404.html": _not_found(newest)}
    pages.write("What the versions share", shared)


def _mike(*arguments: str) -> None:
    # mike finds mkdocs by the PATH, and takes strictness from mkdocs.yml.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    # A build needs no token.
    inherited = {name: value for name, value in os.environ.items() if name != "GITHUB_TOKEN"}
    environment = inherited | {"DOCS_STRICT": "true", "PATH": path, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-c", "from mike.driver import main; raise SystemExit(main())", *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        print(result.stderr, file=sys.stderr)
        raise PublishError("the site does not build, see above; nothing was published")


def _tag_of(version: str) -> str:
    """The tag that names a version already, however it is written (1.2.0 is 1.2); empty where none does."""
    tags = git("tag", "--list", "v*").splitlines()
    return next((tag for tag in tags if version_of(tag) == Version(version)), "")


def _is_newest(version: str) -> bool:
    """Whether no published version is newer: a correction of an old one does not become the latest, and one before a
    release (1.2rc1) only while nothing is released."""
    listed = json.loads(pages.read("versions.json") or b"[]")
    mine, others = Version(version), [_number(entry["version"]) for entry in listed]
    early = mine.is_prerelease
    return all(other <= mine if other.is_prerelease == early else other.is_prerelease for other in others if other)


def _number(name: str) -> Version | None:
    try:
        return Version(name)
    except InvalidVersion:
        return None


def _shown(text: str) -> str:
    return repr(text[:80])


def _redirect(version: str) -> bytes:
    """The root of the site leads to the latest version, with what stands behind the address."""
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Redirecting</title>
<meta http-equiv="refresh" content="0; url={escape(version)}/">
<link rel="canonical" href="{escape(version)}/">
<script>location.replace("{escape(version)}/" + location.search + location.hash)</script>
<a href="{escape(version)}/">The documentation</a>
</html>
""".encode()


def _not_found(version: str) -> bytes:
    """For an address that no version has. It is shown at any depth, so it leads to the root of its own address."""
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<link rel="icon" href="data:,">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width">
<title>Not found</title>
<style>body {{ font: 1rem/1.5 sans-serif; margin: 15vh auto; max-width: 32rem; padding: 0 1rem }}</style>
<h1>There is no such page</h1>
<p>It may have been renamed or removed, or it is of a version or preview that is gone.</p>
<p><a href="ROOT{escape(version)}/">Go to the documentation</a></p>
</html>
""".replace("ROOT", escape(urlsplit(site_url()).path)).encode()


def site_url() -> str:
    """The address of the site, from mkdocs.yml; its last character is a slash. Raises PublishError without one."""
    text = Path("mkdocs.yml").read_text(encoding="utf-8")
    found = re.search(r"^site_url:\s*['\"]?(https?://[^\s'\"?#]+)", text, re.MULTILINE)
    if not found:
        raise PublishError("mkdocs.yml has no site_url; write the address of the site into it")
    return found[1].rstrip("/") + "/"
