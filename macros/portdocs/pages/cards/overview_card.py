"""The state of the registry: findings, counts, exposure and last verification."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.checks import all_checks
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.findings import findings_of
from portdocs.pages.format import EXPOSURE_HINTS, EXPOSURE_ORDER, check_page
from portdocs.pages.inline import Badge, Cell, PageLink, Text, cell_html, cell_markdown
from portdocs.pages.links import Links
from portdocs.pages.verification import VerifiedAt, verified_hosts
from portdocs.registry import Finding, Registry, Severity
from portdocs.topology.exposure import actual_reach

MAX_KINDS = 4
"""Kinds of findings that are listed; the others are on the page of findings."""


def overview_card(registry: Registry) -> Overview:
    """The current findings, the number of entries, and the exposure of all listeners."""
    exposures = Counter(
        actual_reach(registry, service, listener, host).exposure
        for service in registry.services.values()
        if service.status != "retired"
        for listener in service.listeners or ()
        for host in registry.hosts_of(service)
    )
    findings = [finding for finding in findings_of(registry) if finding.severity is not Severity.ACCEPTED]
    severities = Counter(finding.severity for finding in findings)
    return Overview(
        state=next((str(severity) for severity in Severity if severities[severity]), "good"),
        verdict=_verdict(severities),
        findings=_finding_kinds(findings),
        tiles=(
            _tile(len(registry.services), "service", "services/index.md"),
            _tile(exposures.total(), "listener", "ports.md"),
            _tile(len(registry.endpoints), "endpoint", "access.md"),
            _tile(len(registry.ranges), "range", "ranges.md"),
        ),
        exposures=tuple((Badge(one, one, EXPOSURE_HINTS[one]), exposures[one]) for one in EXPOSURE_ORDER),
        verified=_last_verified(registry),
    )


@dataclass(frozen=True, slots=True)
class Tile:
    """A count with the page that lists what it counts."""

    count: int
    noun: str
    page: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The card as a value."""

    state: str
    """`error`, `warning` or `good`."""
    verdict: str
    """The state in words."""
    findings: tuple[Cell, ...]
    """The most frequent kinds of findings, worst first."""
    tiles: tuple[Tile, ...]
    exposures: tuple[tuple[Badge, int], ...]
    """The number of listeners of each exposure, most open first."""
    verified: Cell = ()
    """The last comparison with the hosts."""

    def html(self, links: Links) -> str:
        """The verdict with its findings, the counts, and a bar of exposures."""
        blocks = (_state(self, links), _tiles(self, links), _exposure_bar(self, links), _verified(self, links))
        return "\n".join(('<div class="pd-overview">', *blocks, "</div>"))

    def markdown(self, links: Links) -> str:
        """The card as lists."""
        findings = [f"    - {cell_markdown(cell, links)}" for cell in self.findings]
        tiles = [f"- [{tile.count} {for_markdown(tile.noun)}]({links.page(tile.page)})" for tile in self.tiles]
        counts = ", ".join(f"{count} {badge.markdown(links)}" for badge, count in self.exposures if count)
        exposure = [f"- Exposure of the listeners: {counts}"] if counts else []
        verified = [f"- {cell_markdown(self.verified, links)}"] if self.verified else []
        return "\n".join([f"- **{for_markdown(self.verdict)}**", *findings, *tiles, *exposure, *verified])


def _state(overview: Overview, links: Links) -> str:
    items = "".join(f"<li>{cell_html(cell, links)}</li>" for cell in overview.findings)
    listed = f"<ul>{items}</ul>" if items else ""
    verdict = f'<a href="{for_html(links.page("findings.md"))}">{for_html(overview.verdict)}</a>'
    return f'<div class="pd-state pd-state--{overview.state}"><p class="pd-state__verdict">{verdict}</p>{listed}</div>'


def _tiles(overview: Overview, links: Links) -> str:
    tiles = "".join(
        f'<li><a href="{for_html(links.page(tile.page))}"><strong>{tile.count}</strong> {for_html(tile.noun)}</a></li>'
        for tile in overview.tiles
    )
    return f'<ul class="pd-tiles">{tiles}</ul>'


def _exposure_bar(overview: Overview, links: Links) -> str:
    total = sum(count for _, count in overview.exposures)
    if not total:
        return ""
    counts = "".join(f"<li>{badge.html(links)} {count}</li>" for badge, count in overview.exposures if count)
    title = f'<a href="{for_html(links.page("security.md"))}">Exposure of the listeners</a>'
    # The list next to the bar is its text version.
    bar = (
        f'<svg class="pd-reach__bar" viewBox="0 0 {total} 1" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(_rects(overview))}</svg>"
    )
    return f'<div class="pd-reach"><p class="pd-reach__title">{title}</p>{bar}<ul>{counts}</ul></div>'


def _rects(overview: Overview) -> Iterator[str]:
    x = 0
    for badge, count in overview.exposures:
        if count:
            yield f'<rect class="pd-reach__{badge.kind}" x="{x}" width="{count}" height="1"/>'
        x += count


def _verified(overview: Overview, links: Links) -> str:
    return f'<p class="pd-overview__verified">{cell_html(overview.verified, links)}</p>' if overview.verified else ""


def _last_verified(registry: Registry) -> Cell:
    """The oldest of the last comparisons of all hosts, after the number of differences."""
    hosts = sorted(verified_hosts(registry), key=lambda one: (one[1], one[0].id))
    if not hosts:
        return (PageLink(Text("Declared only"), "verified.md"), Text("; never verified"))
    differ = _difference_count(registry)
    differences: Cell = (Badge(f"{differ} differ", "differs"), Text(" ")) if differ else ()
    host, at, names = hosts[0]
    link = PageLink(Text("Last verified"), "verified.md")
    last: Cell = (link, Text(" "), VerifiedAt(at, ""), Text(f" against {names}"))
    if len(registry.hosts) > 1:
        last = (*last, Text(f" on {host.title}; {len(hosts)} of {len(registry.hosts)} hosts were compared"))
    return (*differences, *last)


def _difference_count(registry: Registry) -> int:
    records = registry.verification.hosts.values()
    entries = sum(any(one.differs for one in entry.seen.values()) for record in records for entry in record.entries)
    return entries + sum(len(record.undeclared) for record in records)


def _verdict(severities: Counter[Severity]) -> str:
    errors, warnings = severities[Severity.ERROR], severities[Severity.WARNING]
    if not (errors or warnings):
        return "The checks found nothing"
    sentence = f"{_counted(errors, 'error')} and {_counted(warnings, 'warning')}"
    return sentence[0].upper() + sentence[1:]


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def _finding_kinds(findings: list[Finding]) -> tuple[Cell, ...]:
    """The most frequent findings, errors first; one line per check."""
    counts = Counter((list(Severity).index(finding.severity), finding.check) for finding in findings)
    titles = {check.id: check.title for check in all_checks()}
    worst = sorted(counts, key=lambda key: (key[0], -counts[key], key[1]))
    shown = tuple(
        _finding_kind(list(Severity)[rank], titles.get(id, id), id, counts[rank, id]) for rank, id in worst[:MAX_KINDS]
    )
    more = len(worst) - MAX_KINDS
    return (*shown, (PageLink(Text(f"and {_counted(more, 'more kind')}"), "findings.md"),)) if more > 0 else shown


def _finding_kind(severity: Severity, title: str, id: str, count: int) -> Cell:
    return (Badge(severity, severity), Text(" "), PageLink(Text(title), check_page(id)), Text(f" ({count})"))


def _tile(count: int, noun: str, page: str) -> Tile:
    return Tile(count, noun if count == 1 else f"{noun}s", page)
