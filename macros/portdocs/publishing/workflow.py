"""The trusted workflow: publishes previews after a pull request was built, and removes those of closed ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from portdocs.diff import ChangeReport, RegistryState, compare
from portdocs.history.revisions import RevisionError, load_revision
from portdocs.publishing import PublishError, preview, preview_folder
from portdocs.publishing.change_limit import ChangeSize, change_size
from portdocs.publishing.comment import comment_body, commented_commit, upsert_comment
from portdocs.publishing.gh_pages import git, update_with_retry
from portdocs.publishing.github import GitHub, NotFound
from portdocs.publishing.pull_request import PREVIEW_LABEL, PullRequest, checked_number, checked_sha, pull_request
from portdocs.registry.findings import counted
from portdocs.registry.mkdocs_yml import default_data_dir


def after_build(github: GitHub, event: Any, remote: str, site_url: str) -> str:
    """Publish the preview that the run in `event` built, and comment on its pull request."""
    try:
        published = _publish_build(github, event["workflow_run"], remote, site_url)
    finally:
        # Last, so that a pull request that was closed in the meantime is removed as well.
        removed = prune_previews(github, remote)
    return f"{removed}; {published}"


def _publish_build(github: GitHub, run: Any, remote: str, site_url: str) -> str:
    archive = github.archive(int(run["id"]), preview.ARTIFACT)
    if archive is None:
        return "the run left no preview"
    number, head, site = preview.read_artifact(archive)
    built = checked_sha(run["head_sha"])

    def current_request() -> PullRequest:
        request = pull_request(github, number)
        _check_head(request, head, built)
        return request

    def publish() -> None:
        # Checked again for each state of the branch, so that an older build never replaces a newer one.
        if (current := current_request()).may_be_published:
            preview.publish(current, site)

    request, address = _approved(github, current_request()), ""
    if site and request.may_be_published:
        update_with_retry(publish, remote)
        address = f"{site_url}{preview_folder()}/{number}/"
    report, size = compare_with_base(request, remote)
    upsert_comment(github, number, comment_body(request, address, report, size, is_built=bool(site)))
    return f"pull request {number}: {address or 'not published'}"


def _approved(github: GitHub, request: PullRequest) -> PullRequest:
    """The pull request without the label for previews if that was added for another commit; GitHub removes it too.

    A label approves the commit that the comment named: code that was pushed later was not reviewed.
    """
    if not request.is_fork or PREVIEW_LABEL not in request.labels:
        return request
    if commented_commit(github, request.number) == request.head:
        return request
    github.delete(f"issues/{request.number}/labels/{PREVIEW_LABEL}")
    return replace(request, labels=request.labels - {PREVIEW_LABEL})


def prune_previews(github: GitHub, remote: str) -> str:
    """Remove the previews of pull requests that are closed or may no longer be published."""
    removed: list[int] = []

    def remove() -> None:
        removed[:] = [number for number in preview.published() if not _may_stay(github, number)]
        preview.remove(removed)

    update_with_retry(remove, remote)
    return f"{counted(len(removed), 'preview')} removed"


def _may_stay(github: GitHub, number: int) -> bool:
    """False for a pull request that is closed, lost its label, or does not exist."""
    try:
        return pull_request(github, number).may_be_published
    except NotFound:
        return False


def _check_head(request: PullRequest, claimed: str, built: str) -> None:
    """Raise PublishError unless the run built the head of the pull request; only GitHub is trusted."""
    if not request.is_open:
        raise PublishError(f"pull request {request.number} is closed; nothing was published")
    if not (claimed == built == request.head):
        raise PublishError(f"the run built {built[:12]}, and pull request {request.number} is at {request.head[:12]}")


def compare_with_base(request: PullRequest, remote: str) -> tuple[ChangeReport | None, ChangeSize | None]:
    """The changes of a pull request, from its data without a checkout; None if they cannot be determined."""
    try:
        # Fetched by its number, which is checked; only the commit that GitHub named is read.
        git("fetch", "--quiet", "--no-tags", remote, f"refs/pull/{request.number}/head")
        old, new = revisions_since_merge_base(request.base, request.head)
    except (PublishError, RevisionError):
        return None, None
    states = RegistryState(old.data), RegistryState(new.data)
    report = ChangeReport("the base", "this pull request", compare(*states), old.data.findings, new.data.findings)
    return report, change_size(*states)


def revisions_since_merge_base(base: str, head: str) -> tuple[Any, Any]:
    """The data at the common ancestor of two commits, and at `head`: changes of the base since then do not count.

    Raises PublishError or RevisionError.
    """
    data = default_data_dir(Path())
    return load_revision(git("merge-base", base, head), data), load_revision(head, data)


def built_commit(event: Any) -> tuple[int, str]:
    """The number and head of the pull request that started a workflow."""
    request = event["pull_request"]
    return checked_number(request["number"]), checked_sha(request["head"]["sha"])
