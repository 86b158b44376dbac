"""What a run of the trusted workflow does after a build of a pull request has ended, or when one was closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from portdocs.diff import RegistryState, compare
from portdocs.history.revisions import RevisionError, revision
from portdocs.publishing import PublishError, preview
from portdocs.publishing.change_limit import Guard, guard
from portdocs.publishing.comment import body, say
from portdocs.publishing.gh_pages import change_branch, git
from portdocs.publishing.github import GitHub
from portdocs.publishing.pull_request import PullRequest, checked_sha, number_in, pull_request
from portdocs.reports.diff import Report


def after_build(github: GitHub, event: Any, remote: str, site_url: str) -> str:
    """Publishes the preview that the run in `event` built, and says on its pull request what changes."""
    run = event["workflow_run"]
    try:
        done = _publish_build(github, run, remote, site_url)
    finally:
        # Last: who sees a pull request closed while another run publishes it takes that away as well.
        swept = sweep(github, remote)
    return f"{swept}; {done}"


def _publish_build(github: GitHub, run: Any, remote: str, site_url: str) -> str:
    packed = github.archive(int(run["id"]), preview.NAME)
    if packed is None:
        return "the run left no preview"
    number, head, site = preview.read_archive(packed)
    built = checked_sha(run["head_sha"])

    def asked() -> PullRequest:
        request = pull_request(github, number)
        _agree(request, head, built)
        return request

    def publish() -> None:
        # Asked again upon each state of the branch: an older build never replaces a newer one.
        if (now := asked()).may_be_published:
            preview.publish(now, site)

    request, address = asked(), ""
    if site and request.may_be_published:
        change_branch(publish, remote)
        address = f"{site_url}{preview.FOLDER}/{number}/"
    found, much = compared(request, remote)
    say(github, number, body(request, address, found, much, built=bool(site)))
    return f"pull request {number}: {address or 'not published'}"


def sweep(github: GitHub, remote: str) -> str:
    """Takes away the previews of pull requests that are closed, or may not be published any more."""
    gone: list[int] = []

    def take_away() -> None:
        gone[:] = [n for n in preview.published() if not pull_request(github, n).may_be_published]
        preview.remove(gone)

    change_branch(take_away, remote)
    return f"{len(gone)} preview{'' if len(gone) == 1 else 's'} removed"


def _agree(request: PullRequest, claimed: str, built: str) -> None:
    """A run may claim to be of any pull request: only GitHub says whose head it built."""
    if not request.is_open:
        raise PublishError(f"pull request {request.number} is closed; nothing was published")
    if not (claimed == built == request.head):
        raise PublishError(f"the run built {built[:12]}, and pull request {request.number} is at {request.head[:12]}")


def compared(request: PullRequest, remote: str) -> tuple[Report | None, Guard | None]:
    """What a pull request changes: its data is fetched and read, without a checkout. Nothing where that fails."""
    try:
        # By the number, which is checked; the commit that is read is the one that GitHub named.
        git("fetch", "--quiet", "--no-tags", remote, f"refs/pull/{request.number}/head")
        base = git("merge-base", request.base, request.head)
        old, new = (revision(sha, Path("data")) for sha in (base, request.head))
    except (PublishError, RevisionError):
        return None, None
    worlds = RegistryState(old.data), RegistryState(new.data)
    report = Report("the base", "this pull request", compare(*worlds), old.data.findings, new.data.findings)
    return report, guard(*worlds)


def number_of(event: Any) -> tuple[int, str]:
    """The number and head of the pull request that started a workflow."""
    request = event["pull_request"]
    return number_in(request["number"]), checked_sha(request["head"]["sha"])
