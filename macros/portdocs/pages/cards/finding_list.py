"""The findings by check, then by team, with what the messages of a check have in common once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from portdocs.checks import all_checks
from portdocs.pages.cells import check_page, service_page
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.filters import selected_services
from portdocs.pages.findings import finding_counts, findings_in, findings_of
from portdocs.pages.inline import (
    NOTHING,
    Badge,
    Cell,
    PageLink,
    SourceIcon,
    Text,
    cell_html,
    cell_markdown,
    cell_text,
    message,
)
from portdocs.pages.links import Links
from portdocs.pages.natural_sort import natural_key
from portdocs.registry import Finding, Registry, Service, Severity

MAX_PER_TEAM = 50
"""Findings of a check that are listed for a team; the others are counted."""
_ORDER = list(Severity)
_CLAUSE = re.compile(r"[;,:.]? ")


@dataclass(frozen=True, slots=True)
class Team:
    """The findings of one check about the services of one owner."""

    name: str
    items: tuple[Cell, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one check with one severity."""

    title: Cell
    sentence: Cell
    """The end that all messages have in common."""
    teams: tuple[Team, ...]


@dataclass(frozen=True, slots=True)
class FindingList:
    """The groups, errors first, then those with the most findings."""

    groups: tuple[Group, ...]
    level: int
    """Of the headings."""
    empty: str = "The checks found nothing."
    command: str = "<code>portdocs check</code>"
    """The command that lists everything."""

    def html(self, links: Links) -> str:
        """A section for each check."""
        if not self.groups:
            return f'<p class="pd-empty">{self.empty}</p>'
        sections = "\n".join(self._section(group, links) for group in self.groups)
        return f'<div class="pd-findings">\n{sections}\n</div>'

    def search_text(self) -> str:
        """The titles for the search index: the search answers questions about services from the registry."""
        return "\n".join(cell_text((*group.title, Text(" "), *group.sentence)) for group in self.groups)

    def markdown(self, links: Links) -> str:
        """The sections as Markdown lists."""
        return "\n\n".join(_markdown(group, links) for group in self.groups) or self.empty

    def _section(self, group: Group, links: Links) -> str:
        sentence = f"<p>{cell_html(group.sentence, links)}</p>" if group.sentence else ""
        level = self.level + 1 if len(group.teams) > 1 else 0
        teams = "".join(self._team(team, level, links) for team in group.teams)
        return f"<h{self.level}>{cell_html(group.title, links)}</h{self.level}>{sentence}{teams}"

    def _team(self, team: Team, level: int, links: Links) -> str:
        count = len(team.items) + team.more
        heading = f"<h{level}>{for_html(team.name)} <span>{count:,}</span></h{level}>" if level else ""
        items = "".join(f"<li>{cell_html(item, links)}</li>" for item in team.items)
        more = f"<li>and {team.more:,} more; {self.command} lists them all</li>" if team.more else ""
        return f"{heading}<ul>{items}{more}</ul>"


def finding_list(registry: Registry, *, suite: str | None = None, host: str | None = None) -> FindingList:
    """The findings, all or those about the services of a suite or on a host, by check and team."""
    if suite or host:
        found = findings_in(registry, selected_services(registry, suite=suite, host=host))
    else:
        found = findings_of(registry)
    by_check: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in found:
        by_check.setdefault((finding.severity, finding.check), []).append(finding)
    ordered = sorted(by_check, key=lambda key: (_ORDER.index(key[0]), -len(by_check[key]), key[1]))
    return FindingList(tuple(_group(registry, by_check[key]) for key in ordered), 3 if suite or host else 2)


def _group(registry: Registry, findings: list[Finding]) -> Group:
    titles = {check.id: check.title for check in all_checks()}
    first = findings[0]
    title = PageLink(Text(titles.get(first.check, first.check)), check_page(first.check))
    badge = (Badge(f"{len(findings)} accepted", "accepted"),) if first.reason else finding_counts(findings)
    ending = common_ending([finding.message for finding in findings])
    by_team: dict[str, list[Finding]] = {}
    for finding in findings:
        by_team.setdefault(_team(registry, finding), []).append(finding)
    teams = (_of_team(registry, name, by_team[name], ending) for name in sorted(by_team, key=_team_order))
    return Group((*badge, Text(" "), title), shared_sentence(ending), tuple(teams))


def shared_sentence(ending: str) -> Cell:
    """The end that messages have in common, as a sentence of its own."""
    return (Text("… "), *message(ending.lstrip(";,:. "))) if ending else NOTHING


def common_ending(messages: Sequence[str]) -> str:
    """The end that several messages have in common, from the start of a clause or word; empty for one message."""
    if len(messages) < 2:
        return ""
    backwards = zip(*(reversed(text) for text in messages), strict=False)
    alike = "".join(letters[0] for letters in takewhile(lambda letters: len(set(letters)) == 1, backwards))[::-1]
    start = _CLAUSE.search(alike)
    return alike[start.start() :] if start and len(alike) < min(map(len, messages)) else ""


def _team_order(name: str) -> tuple[bool, list[tuple[int, str]] | object, str]:
    return (not name, natural_key(name.casefold()), name)


def _team(registry: Registry, finding: Finding) -> str:
    """The owner of the first service or range that a finding is about; empty if there is none."""
    for service in _services(registry, finding):
        return registry.owner_of(service) or ""
    ranges = (registry.ranges[id] for id in finding.names("range") if id in registry.ranges)
    suites = (registry.suites[one.suite] for one in ranges if one.suite)
    return next((suite.owner or "" for suite in suites), "")


def _services(registry: Registry, finding: Finding) -> Iterator[Service]:
    return (registry.services[id] for id in finding.names("service") if id in registry.services)


def _of_team(registry: Registry, name: str, findings: list[Finding], ending: str) -> Team:
    items = tuple(_item(registry, finding, ending) for finding in findings[:MAX_PER_TEAM])
    return Team(name or "No owner", items, max(len(findings) - MAX_PER_TEAM, 0))


def _item(registry: Registry, finding: Finding, ending: str) -> Cell:
    service = next(_services(registry, finding), None)
    named = grouped_item(finding.message.removesuffix(ending), service, service.title if service else "")
    reason: Cell = (Text(f" (accepted: {finding.reason})"),) if finding.reason else NOTHING
    places = tuple(
        part for location in (finding.location, *finding.related) for part in (Text(" "), SourceIcon(location))
    )
    return (*named, *reason, *places)


def grouped_item(words: str, service: Service | None, name: str) -> Cell:
    """The words of an item; the name of the service that they start with links to its page."""
    if service is None or not words.startswith(name):
        return message(words)
    return (PageLink(Text(service.title), service_page(service)), *message(words.removeprefix(name)))


def _markdown(group: Group, links: Links) -> str:
    lines = [cell_markdown(group.title, links), *([cell_markdown(group.sentence, links)] if group.sentence else [])]
    for team in group.teams:
        items = "\n".join(f"- {cell_markdown(item, links)}" for item in team.items)
        more = f"\n- and {team.more:,} more" if team.more else ""
        lines.append(f"**{for_markdown(team.name)}**\n\n{items}{more}")
    return "\n\n".join(lines)
