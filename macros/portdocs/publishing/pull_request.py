"""Pull requests as GitHub describes them; the claims of an archive are not trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from portdocs.publishing import PublishError
from portdocs.publishing.github import GitHub

PREVIEW_LABEL = "preview"
"""The label with which a maintainer allows the preview of a fork to be published."""
LARGE_CHANGE_LABEL = "large-change"
"""The label with which a maintainer confirms a large change."""
MAX_NUMBER = 10**9

_SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The current state of a pull request."""

    number: int
    head: str
    """The commit to be merged."""
    base: str
    """The commit that it is to be merged into."""
    is_open: bool
    is_fork: bool
    labels: frozenset[str]

    @property
    def may_be_published(self) -> bool:
        """True if its preview may be published; that of a fork needs a label of a maintainer."""
        return self.is_open and (not self.is_fork or PREVIEW_LABEL in self.labels)


def pull_request(github: GitHub, number: int) -> PullRequest:
    """The pull request with a number. Raises PublishError if there is none."""
    answer = github.get(f"pulls/{number}")
    source = (answer["head"].get("repo") or {}).get("full_name")  # null for a deleted fork
    return PullRequest(
        number,
        checked_sha(answer["head"]["sha"]),
        checked_sha(answer["base"]["sha"]),
        answer["state"] == "open",
        source != github.repository,
        frozenset(label["name"] for label in answer["labels"]),
    )


def checked_number(value: Any) -> int:
    """An untrusted pull request number. Raises PublishError if it is invalid."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < MAX_NUMBER:
        raise PublishError(f"invalid pull request number {str(value)[:40]!r}; nothing was published")
    return value


def checked_sha(value: Any) -> str:
    """An untrusted commit id. Raises PublishError if it is invalid."""
    if not isinstance(value, str) or not _SHA.fullmatch(value):
        raise PublishError(f"invalid commit id {str(value)[:80]!r}; nothing was published")
    return value
