"""What GitHub says of a pull request: never what an archive says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from portdocs.publishing import PublishError
from portdocs.publishing.github import GitHub

PUBLISH = "preview"
"""The label with which a maintainer lets the preview of a fork be published."""
LARGE = "large-change"
"""The label with which a maintainer lets a large change pass the guard."""

_SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request as it is now."""

    number: int
    head: str
    """The commit that it proposes."""
    base: str
    """The commit that it is proposed for."""
    is_open: bool
    is_fork: bool
    labels: frozenset[str]

    @property
    def may_be_published(self) -> bool:
        """Whether its preview is published: that of a fork only where a maintainer said so."""
        return self.is_open and (not self.is_fork or PUBLISH in self.labels)


def pull_request(github: GitHub, number: int) -> PullRequest:
    """Asks for one by its number. Raises PublishError where there is none."""
    answer = github.get(f"pulls/{number}")
    head = (answer["head"].get("repo") or {}).get("full_name")  # a fork may be deleted
    return PullRequest(
        number,
        checked_sha(answer["head"]["sha"]),
        checked_sha(answer["base"]["sha"]),
        answer["state"] == "open",
        head != github.repository,
        frozenset(label["name"] for label in answer["labels"]),
    )


def number_in(value: Any) -> int:
    """A number of a pull request that somebody else wrote down. Raises PublishError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10**9:
        raise PublishError(f"{str(value)[:40]!r} is no number of a pull request; nothing was published")
    return value


def checked_sha(value: Any) -> str:
    """The id of a commit. Raises PublishError for anything else."""
    if not isinstance(value, str) or not _SHA.fullmatch(value):
        raise PublishError(f"{str(value)[:80]!r} is no id of a commit; nothing was published")
    return value
