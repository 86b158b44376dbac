"""What changed from release to release, as a list for each release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portdocs.diff import Change, ChangeLevel
from portdocs.diff.timeline import History, Release
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.inline import Badge
from portdocs.pages.links import Links

_BADGES = {
    ChangeLevel.DANGER: Badge("danger", "error", "It opens something, or makes something untrue that was promised"),
    ChangeLevel.BREAKING: Badge("breaking", "warning", "Something that others use is gone or elsewhere"),
    ChangeLevel.CHANGE: Badge("change", "unknown", "Something else is different"),
    ChangeLevel.IMPROVEMENT: Badge("better", "good", "It closes something, or mends it"),
}
MOST_OPEN = 20
"""A longer list shows that many, the rest is folded."""


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """The releases, newest first, each with what changed since the one before."""

    past: History

    def html(self, links: Links) -> str:
        """The log for a page: a section for each release."""
        if sentence := _nothing(self.past):
            return f'<p class="pd-empty">{for_html(sentence)}</p>'
        return "\n".join(_section(*section, links) for section in _sections(self.past))

    def words(self) -> str:
        """The log as plain text, for the search."""
        return "\n".join(change.message for _, _, _, changes in _sections(self.past) for change in changes)

    def markdown(self, links: Links) -> str:
        """The log as Markdown."""
        if sentence := _nothing(self.past):
            return for_markdown(sentence)
        return "\n\n".join(_markdown(title, lead, changes) for title, _, lead, changes in _sections(self.past))


def _nothing(past: History) -> str:
    if past.unavailable:
        return f"What changed is unknown: {past.unavailable}."
    return "" if past.releases else "Nothing is released yet: no tag is a version such as v1.0."


def _sections(past: History) -> Iterator[tuple[str, str, str, Sequence[Change]]]:
    if past.unreleased and past.releases:
        yield "Not released yet", "not-released-yet", f"Since {past.releases[0].name}.", past.unreleased
    for release in past.releases:
        yield release.name, release.name.replace(".", "-"), _lead(release), release.changes


def _lead(release: Release) -> str:
    count = f"{release.count} service{'' if release.count == 1 else 's'}"
    first = f"The first release, with {count}." if release.is_first else ""
    sentences = [f"Released on {release.date}." if release.date else "", first]
    if not (release.is_first or release.changes):
        sentences.append("Nothing changed in the world.")
    if release.problems:
        sentences.append(f"Parts of its data did not load and were not compared: {'; '.join(release.problems[:3])}.")
    return " ".join(filter(None, sentences))


def _section(title: str, anchor: str, lead: str, changes: Sequence[Change], links: Links) -> str:
    items = [_item(change, links) for change in changes]
    shown = f'<ul class="pd-changes">{"".join(items[:MOST_OPEN])}</ul>' if items else ""
    more = len(items) - MOST_OPEN
    rest = "".join(items[MOST_OPEN:])
    folded = f'<details><summary>{more} more</summary><ul class="pd-changes">{rest}</ul></details>' if more > 0 else ""
    return f'<h2 id="{for_html(anchor)}">{for_html(title)}</h2>\n<p>{for_html(lead)}</p>\n{shown}{folded}'


def _item(change: Change, links: Links) -> str:
    return f"<li>{_BADGES[change.level].html(links)} <span>{for_html(change.message)}</span></li>\n"


def _markdown(title: str, lead: str, changes: Sequence[Change]) -> str:
    items = "\n".join(f"- **{change.level}:** {for_markdown(change.message)}" for change in changes)
    return f"## {for_markdown(title)}\n\n{for_markdown(lead)}" + (f"\n\n{items}" if items else "")
