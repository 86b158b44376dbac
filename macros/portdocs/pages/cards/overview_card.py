"""The state of the registry: findings, counts, exposure and last verification."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.checks import all_checks
from portdocs.pages.cells import EXPOSURE_HINTS, EXPOSURE_ORDER, check_page, host_link, suite_link
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.findings import findings_in, findings_of
from portdocs.pages.inline import Badge, Cell, Code, PageLink, Text, cell_html, cell_markdown
from portdocs.pages.links import Links
from portdocs.pages.verification import VerifiedAt, difference_count, verified_hosts
from portdocs.registry import Finding, Registry, Service, Severity
from portdocs.topology.exposure import actual_reach

MAX_LINES = 3
"""Lines about differences, errors and warnings each; the others are on the pages that list them."""


_FIRST_STEPS: Cell = (
    PageLink(Text("Add a service"), "how-to/add-a-service.md"),
    Text(" by hand, run "),
    Code("portdocs scan --as-registry"),
    Text(" to declare what a machine runs, or "),
    Code("portdocs import"),
    Text(" to convert an existing page."),
)


def overview_card(registry: Registry) -> Overview:
    """The current findings, the number of entries, and the exposure of all listeners."""
    listeners = [
        (service, listener, host)
        for service in registry.services.values()
        if service.status != "retired"
        for listener in service.listeners or ()
        for host in registry.hosts_of(service)
    ]
    exposures = Counter(actual_reach(registry, *one).exposure for one in listeners if one[0].status != "planned")
    findings = [finding for finding in findings_of(registry) if finding.severity is not Severity.ACCEPTED]
    severities = Counter(finding.severity for finding in findings)
    differing = sum(difference_count(registry, host) for host in registry.verification.hosts)
    best = "good" if registry.services else "empty"
    worst = next((str(severity) for severity in Severity if severities[severity]), best)
    return Overview(
        state="error" if differing else worst,
        verdict=_verdict(registry, severities, differing),
        attention=_attention(registry, findings) if registry.services else (_FIRST_STEPS,),
        tiles=(
            _tile(len(registry.services), "service", "services/index.md"),
            _tile(len(listeners), "listener", "ports.md"),
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
    """`error`, `warning`, `good`, or `empty` without services."""
    verdict: str
    """The state in words."""
    attention: tuple[Cell, ...]
    """Lines that need attention, most urgent first."""
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
        findings = [f"    - {cell_markdown(cell, links)}" for cell in self.attention]
        tiles = [f"- [{tile.count} {for_markdown(tile.noun)}]({links.page(tile.page)})" for tile in self.tiles]
        counts = ", ".join(f"{count} {badge.markdown(links)}" for badge, count in self.exposures if count)
        exposure = [f"- Exposure of the listeners: {counts}"] if counts else []
        verified = [f"- {cell_markdown(self.verified, links)}"] if self.verified else []
        return "\n".join([f"- **{for_markdown(self.verdict)}**", *findings, *tiles, *exposure, *verified])


def _state(overview: Overview, links: Links) -> str:
    items = "".join(f"<li>{cell_html(cell, links)}</li>" for cell in overview.attention)
    listed = f"<ul>{items}</ul>" if items else ""
    verdict = f'<a href="{for_html(links.page("findings.md"))}">{for_html(overview.verdict)}</a>'
    return f'<div class="pd-state pd-state--{overview.state}"><p class="pd-state__verdict">{verdict}</p>{listed}</div>'


def _tiles(overview: Overview, links: Links) -> str:
    counted = ((links.page(one.page), f"<strong>{one.count:,}</strong> {for_html(one.noun)}") for one in overview.tiles)
    tiles = "".join(f'<li><a href="{for_html(page)}">{text}</a></li>' for page, text in counted)
    return f'<ul class="pd-tiles">{tiles}</ul>'


def _exposure_bar(overview: Overview, links: Links) -> str:
    total = sum(count for _, count in overview.exposures)
    if not total:
        return ""
    counts = "".join(f"<li>{badge.html(links)} {count:,}</li>" for badge, count in overview.exposures if count)
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
    """The oldest of the last comparisons of all hosts."""
    if not registry.services:
        return ()
    hosts = sorted(verified_hosts(registry), key=lambda one: (one[1], one[0].id))
    if not hosts:
        return (PageLink(Text("Declared only"), "verified.md"), Text("; never verified"))
    host, at, names = hosts[0]
    link = PageLink(Text("Last verified"), "verified.md")
    last: Cell = (link, Text(" "), VerifiedAt(at, ""), Text(f" against {names}"))
    if len(registry.hosts) == 1:
        return last
    return (*last, Text(f" on {host.title}; {len(hosts)} of {len(registry.hosts)} hosts were compared"))


def _verdict(registry: Registry, severities: Counter[Severity], differing: int) -> str:
    """`9 differences, 2 errors and no warnings`."""
    if not registry.services:
        return "No service is declared yet"
    errors, warnings = severities[Severity.ERROR], severities[Severity.WARNING]
    differences = f"{_counted(differing, 'difference')}, " if differing else ""
    sentence = f"{differences}{_counted(errors, 'error')} and {_counted(warnings, 'warning')}"
    return sentence[0].upper() + sentence[1:] if errors or warnings or differing else "The checks found nothing"


def _not_counted(registry: Registry) -> list[Cell]:
    """`3 known findings and 1 switched-off check are not counted`; empty if all are."""
    off = sum(setting.severity == "off" for setting in registry.checks.values())
    hidden = [_counted(len(registry.baseline), "known finding")] if registry.baseline else []
    hidden += [_counted(off, "switched-off check")] if off else []
    verb = "is" if len(registry.baseline) + off == 1 else "are"
    return [(Text(f"{' and '.join(hidden)} {verb} not counted"),)] if hidden else []


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def _attention(registry: Registry, findings: list[Finding]) -> tuple[Cell, ...]:
    """Differences by host, errors by check, then warnings by suite: at most three lines each; what is left out last."""
    return (
        *_first(_differences(registry), "verified.md"),
        *_first(_errors(findings), "findings.md"),
        *_first(_warnings(registry), "findings.md"),
        *_not_counted(registry),
    )


def _first(cells: list[Cell], page: str) -> list[Cell]:
    more = len(cells) - MAX_LINES
    return [*cells[:MAX_LINES], (PageLink(Text(f"and {more} more"), page),)] if more > 0 else cells


def _differences(registry: Registry) -> list[Cell]:
    counts = {id: difference_count(registry, id) for id in registry.verification.hosts}
    worst = sorted((id for id in counts if counts[id]), key=lambda id: (-counts[id], id))
    return [(Badge(f"{counts[id]} differ", "differs"), Text(" on "), *host_link(registry.hosts[id])) for id in worst]


def _errors(findings: list[Finding]) -> list[Cell]:
    counts = Counter(finding.check for finding in findings if finding.severity is Severity.ERROR)
    titles = {check.id: check.title for check in all_checks()}
    worst = sorted(counts, key=lambda id: (-counts[id], id))
    return [
        (Badge(_counted(counts[id], "error"), "error"), Text(" "), PageLink(Text(titles.get(id, id)), check_page(id)))
        for id in worst
    ]


def _warnings(registry: Registry) -> list[Cell]:
    """The warnings of each suite; those of services without one are counted together."""
    groups: list[tuple[Cell, tuple[Service, ...]]] = [
        (suite_link(suite), tuple(registry.services_in(suite))) for suite in registry.suites.values()
    ]
    rest = tuple(service for service in registry.services.values() if service.suite is None)
    groups.append(((PageLink(Text("services without a suite"), "services/index.md"),), rest))
    counted = [(_warning_count(registry, services), name) for name, services in groups]
    worst = sorted((entry for entry in counted if entry[0]), key=lambda entry: -entry[0])
    return [(Badge(_counted(count, "warning"), "warning"), Text(" in "), *name) for count, name in worst]


def _warning_count(registry: Registry, services: tuple[Service, ...]) -> int:
    return sum(finding.severity is Severity.WARNING for finding in findings_in(registry, services))


def _tile(count: int, noun: str, page: str) -> Tile:
    return Tile(count, noun if count == 1 else f"{noun}s", page)
