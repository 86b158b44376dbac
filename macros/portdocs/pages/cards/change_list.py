"""The changes in each release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portdocs.diff import Change, ChangeLevel
from portdocs.diff.timeline import History, Release
from portdocs.pages.cards.finding_list import grouped_item
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.inline import Badge, cell_html, cell_text, message
from portdocs.pages.links import Links
from portdocs.pages.markdown import heading
from portdocs.registry import Registry, Service

_BADGES = {
    ChangeLevel.DANGER: Badge("danger", "error", "Opens something, or contradicts a claim"),
    ChangeLevel.BREAKING: Badge("breaking", "warning", "Removes or moves something that others use"),
    ChangeLevel.CHANGE: Badge("change", "unknown", "Any other difference"),
    ChangeLevel.IMPROVEMENT: Badge("better", "good", "Closes something, or fixes it"),
}
MAX_SHOWN = 20
"""Changes of a release that are shown; the others are collapsed."""


def change_list(registry: Registry, history: History | None) -> ChangeLog:
    """The changes since the last release, and those in each release, newest first."""
    history = history or History(unavailable="git was not read")
    changes = (change for _, _, _, changes in _sections(history) for change in changes)
    ids = {str(change.subject.name) for change in changes if change.subject.kind == "service"}
    return ChangeLog(history, {id: registry.services[id] for id in sorted(ids) if id in registry.services})


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """The releases, newest first, each with its changes."""

    history: History
    services: Mapping[str, Service]
    """The services that changes are about, by their id."""

    def html(self, links: Links) -> str:
        """A section for each release."""
        if sentence := _empty(self.history):
            return f'<p class="pd-empty">{for_html(sentence)}</p>'
        return "\n".join(
            _section(title, anchor, lead, [self._item(change, links) for change in changes])
            for title, anchor, lead, changes in _sections(self.history)
        )

    def search_text(self) -> str:
        """The changes as plain text for the search index."""
        changes = (change for section in _sections(self.history) for change in section[-1])
        return "\n".join(cell_text(message(change.message)) for change in changes)

    def markdown(self, links: Links) -> str:
        """The sections as Markdown."""
        if sentence := _empty(self.history):
            return for_markdown(sentence)
        return "\n\n".join(_markdown(title, lead, changes) for title, _, lead, changes in _sections(self.history))

    def _item(self, change: Change, links: Links) -> str:
        service = self.services.get(str(change.subject.name)) if change.subject.kind == "service" else None
        words = grouped_item(change.message, service, service.title if service else "")
        return f"<li>{_BADGES[change.level].html(links)} <span>{cell_html(words, links)}</span></li>\n"


def _empty(history: History) -> str:
    if history.unavailable:
        return f"The changes are unknown: {history.unavailable}."
    return "" if history.releases else "No release yet: no tag is a version such as v1.0."


def _sections(history: History) -> Iterator[tuple[str, str, str, Sequence[Change]]]:
    if history.unreleased and history.releases:
        yield "Unreleased", "unreleased", f"Since {history.releases[0].name}.", history.unreleased
    for release in history.releases:
        yield release.name, release.name.replace(".", "-"), _lead(release), release.changes


def _lead(release: Release) -> str:
    count = f"{release.count:,} service{'' if release.count == 1 else 's'}"
    first = f"The first release, with {count}." if release.is_first else ""
    sentences = [f"Released on {release.date}." if release.date else "", first]
    if not (release.is_first or release.changes):
        sentences.append("No changes.")
    if release.problems:
        sentences.append(f"Some of its data did not load and was not compared: {'; '.join(release.problems[:3])}.")
    return " ".join(filter(None, sentences))


def _section(title: str, anchor: str, lead: str, items: list[str]) -> str:
    shown = f'<ul class="pd-changes">{"".join(items[:MAX_SHOWN])}</ul>' if items else ""
    more = len(items) - MAX_SHOWN
    others = "".join(items[MAX_SHOWN:])
    collapsed = (
        f'<details><summary>{more} more</summary><ul class="pd-changes">{others}</ul></details>' if more > 0 else ""
    )
    return f'<h2 id="{for_html(anchor)}">{for_html(title)}</h2>\n<p>{for_html(lead)}</p>\n{shown}{collapsed}'


def _markdown(title: str, lead: str, changes: Sequence[Change]) -> str:
    items = "\n".join(f"- **{change.level}:** {for_markdown(change.message)}" for change in changes)
    return f"{heading(2, title)}\n\n{for_markdown(lead)}" + (f"\n\n{items}" if items else "")
