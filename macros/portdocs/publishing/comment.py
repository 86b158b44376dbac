"""The one comment on a pull request: the preview, what changes in the world, and a warning where that is much."""

from __future__ import annotations

from portdocs.publishing.change_limit import Guard
from portdocs.publishing.github import GitHub
from portdocs.publishing.pull_request import LARGE, PUBLISH, PullRequest
from portdocs.reports.diff import Report
from portdocs.reports.diff_markdown import render

MARK = "<!-- portdocs: the preview and the changes of this pull request -->"


def body(request: PullRequest, preview: str, found: Report | None, guard: Guard | None, *, built: bool) -> str:
    """The comment's text; `preview` is its address, empty where nothing is published."""
    blocks = [MARK, "### Ports: what this pull request changes"]
    if guard and guard.is_large:
        meant = (
            f"It has the label `{LARGE}`." if LARGE in request.labels else f"If it is meant, add the label `{LARGE}`."
        )
        blocks.append(f"> [!CAUTION]\n> **A large change**: {guard}. {meant}")
    blocks.append(render(found) if found else "What changes is not known: the data could not be compared.")
    blocks.append(_where(request, preview) if built else f"The site of {_at(request)} does not build: see its checks.")
    return "\n\n".join(block.rstrip("\n") for block in blocks) + "\n"


def _at(request: PullRequest) -> str:
    return f"`{request.head[:12]}`"


def _where(request: PullRequest, preview: str) -> str:
    at = _at(request)
    if preview:
        return f"[Preview]({preview}) of {at}."
    if request.is_fork and PUBLISH not in request.labels:
        return f"The site of {at} is attached to the workflow's run. The label `{PUBLISH}` publishes it as a preview."
    return f"There is no preview of {at}: its site was not built."


def say(github: GitHub, number: int, text: str) -> None:
    """Writes the comment, or puts it in the place of the one that is there."""
    mine = next((one["id"] for one in github.pages(f"issues/{number}/comments") if _is_mine(one)), None)
    if mine is None:
        github.write("POST", f"issues/{number}/comments", {"body": text})
    else:
        github.write("PATCH", f"issues/comments/{int(mine)}", {"body": text})


def _is_mine(comment: dict[str, object]) -> bool:
    """Whether a comment is this one: others may quote its mark."""
    user = comment.get("user")
    by_a_bot = isinstance(user, dict) and user.get("type") == "Bot"
    return by_a_bot and str(comment.get("body", "")).startswith(MARK)
