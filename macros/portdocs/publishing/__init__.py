"""Publishing the site to a branch: versions with mike, and previews of pull requests.

Workflows call `portdocs publish` and `portdocs preview` and contain no logic of their own, so all of it can be run and
tested without GitHub. Files from a pull request are untrusted: they are checked and copied, and never executed.
"""

from __future__ import annotations

from pathlib import Path

from portdocs.registry.mkdocs_yml import preview_dir, read_mkdocs_yml

DEFAULT_BRANCH = "gh-pages"


class PublishError(Exception):
    """Publishing was refused; the message says why and what to do."""


def published_branch() -> str:
    """The branch that is served: `remote_branch` in mkdocs.yml, as for mkdocs and mike."""
    branch = read_mkdocs_yml(Path()).get("remote_branch")
    return branch if isinstance(branch, str) and branch else DEFAULT_BRANCH


def preview_folder() -> str:
    """The folder of previews in the branch: `preview_dir` of the plugin in mkdocs.yml. Raises PublishError."""
    try:
        return preview_dir(Path())
    except ValueError as error:
        raise PublishError(f"mkdocs.yml: preview_dir: {error}") from None


def site_url() -> str:
    """The address of the site from mkdocs.yml, with a trailing slash. Raises PublishError if it is missing."""
    address = read_mkdocs_yml(Path()).get("site_url")
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        raise PublishError("mkdocs.yml: site_url is missing; set it to the address of the site")
    return address.rstrip("/") + "/"
