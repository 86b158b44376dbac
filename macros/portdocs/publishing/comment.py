"""The comment on a pull request: its preview, its changes, and a warning if they are large."""

from __future__ import annotations

import re
from typing import Any

from portdocs.diff import ChangeReport
from portdocs.publishing.change_limit import ChangeSize
from portdocs.publishing.github import GitHub
from portdocs.publishing.pull_request import LARGE_CHANGE_LABEL, PREVIEW_LABEL, PullRequest
from portdocs.reports import render

MARKER = "<!-- portdocs: the preview and the changes of this pull request -->"
_COMMIT = re.compile(re.escape(MARKER) + r"\n\n<!-- commit ([0-9a-f]{40,64}) -->\n")


def comment_body(
    request: PullRequest, preview: str, report: ChangeReport | None, size: ChangeSize | None, *, is_built: bool
) -> str:
    """The text of the comment; `preview` is the address of the preview, empty if none is published."""
    blocks = [MARKER, f"<!-- commit {request.head} -->", "### Ports: what this pull request changes"]
    if size and size.is_large:
        has_label = LARGE_CHANGE_LABEL in request.labels
        label = f"label `{LARGE_CHANGE_LABEL}`"
        confirmation = f"It has the {label}." if has_label else f"If this is intended, add the {label}."
        blocks.append(f"> [!CAUTION]\n> **Large change**: {size}. {confirmation}")
    blocks.append(
        render("diff", "markdown", report) if report else "The changes are unknown: the data cannot be compared."
    )
    blocks.append(
        _preview_line(request, preview)
        if is_built
        else f"The site of {_commit(request)} does not build; see its checks."
    )
    return "\n\n".join(block.rstrip("\n") for block in blocks) + "\n"


def _commit(request: PullRequest) -> str:
    return f"`{request.head[:12]}`"


def _preview_line(request: PullRequest, preview: str) -> str:
    commit = _commit(request)
    if preview:
        return f"[Preview]({preview}) of {commit}."
    if request.is_fork and PREVIEW_LABEL not in request.labels:
        return f"The site of {commit} is attached to the workflow run. Add the label `{PREVIEW_LABEL}` to publish it."
    return f"There is no preview of {commit}: its site was not built."


def upsert_comment(github: GitHub, number: int, text: str) -> None:
    """Write the comment, replacing the existing one."""
    existing = _existing(github, number)
    if existing is None:
        github.write("POST", f"issues/{number}/comments", {"body": text})
    else:
        github.write("PATCH", f"issues/comments/{int(existing['id'])}", {"body": text})


def commented_commit(github: GitHub, number: int) -> str:
    """The commit that the comment is about, which is what a label approves; empty without a comment."""
    existing = _existing(github, number)
    match = _COMMIT.match(existing["body"].replace("\r\n", "\n")) if existing else None
    return match[1] if match else ""


def _existing(github: GitHub, number: int) -> dict[str, Any] | None:
    return next((one for one in github.pages(f"issues/{number}/comments") if _is_ours(one)), None)


def _is_ours(comment: dict[str, object]) -> bool:
    """True for the comment of the workflow; people may quote its marker."""
    user = comment.get("user")
    is_bot = isinstance(user, dict) and user.get("type") == "Bot"
    return is_bot and str(comment.get("body", "")).startswith(MARKER)
