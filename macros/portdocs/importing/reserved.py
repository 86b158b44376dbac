"""Ranges that pages reserve: each port once, and none that only sums up what services have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from portdocs.importing import names
from portdocs.importing.drafts import Assembled, RangeDraft
from portdocs.importing.found import At, Found, Remark
from portdocs.registry.ports import Ports


def draft_ranges(found: Found, result: Assembled, suite_of: Callable[[At], str | None]) -> None:
    taken = set(result.exported.get("ranges", ()))
    owned = [run for one in result.services for run in one.ports]
    by_ports: dict[tuple[Ports, ...], RangeDraft] = {}
    for mention in sorted(found.ranges, key=lambda one: not one.known):
        ports = list(dict.fromkeys(mention.ports))
        if not mention.known:
            kept = [run for draft in result.ranges for run in draft.ports] + owned
            ports = [run for run in ports if not any(other.covers(run) for other in kept)]
        if mention.known and all(len(run) == 1 and _is_held(run, mention.name, result) for run in ports):
            continue  # the reservation is the service's own
        if not ports:
            continue
        if mention.known and _sums_up(ports, owned):
            text = f"{mention.name} ({', '.join(map(str, ports))}): it sums up ports that services of the page have"
            numbers = tuple(number for run in ports for number in (run.first, run.last))
            found.remarks.append(Remark(mention.at, "not imported", text, numbers))
            continue
        same = by_ports.get(tuple(ports))
        if same is not None:
            same.purpose = same.purpose or mention.purpose
            if names.key(same.name) != names.key(mention.name) and mention.known:
                same.comment = same.comment or f"{mention.at} calls it {mention.name}"
            continue
        id = names.new_id(mention.name, taken, f"range-{ports[0]}")
        taken.add(id)
        own = names.new_id(mention.name, (), "suite")
        suite = own if own in result.suites else suite_of(mention.at) if len(result.suites) == 1 else None
        draft = RangeDraft(id, mention.name, ports, mention.at, mention.purpose, suite)
        if not mention.known:
            draft.comment = "named as taken; nothing on the page owns them"
            listed = ", ".join(map(str, ports))
            found.remarks.append(
                Remark(
                    mention.at,
                    "contradiction",
                    f"ports {listed} are said to be taken, and no service on the page has them",
                )
            )
        by_ports[tuple(ports)] = draft
        result.ranges.append(draft)
    result.ranges.sort(key=lambda one: (one.at.file, one.at.line))
    _without_umbrellas(found, result)
    _without_single_ports(found, result)
    _overlapping(found, result.ranges)


def _without_umbrellas(found: Found, result: Assembled) -> None:
    """A run that holds several ranges of the page is what they have in common, and is none of them."""
    for draft in list(result.ranges):
        held = [
            one
            for one in result.ranges
            if one is not draft and all(any(run.covers(own) for run in draft.ports) for own in one.ports)
        ]
        if len(held) >= 2:
            result.ranges.remove(draft)
            names_of = ", ".join(one.name for one in held[:4]) + (f" and {len(held) - 4} more" if len(held) > 4 else "")
            listed = ", ".join(map(str, draft.ports))
            text = f"{draft.name} ({listed}): it holds other ranges of the page ({names_of})"
            found.remarks.append(
                Remark(draft.at, "not imported", text, tuple(n for run in draft.ports for n in (run.first, run.last)))
            )


def _without_single_ports(found: Found, result: Assembled) -> None:
    """A port that is kept within a range of the page: ranges do not nest."""
    runs = sorted((run, one.name) for one in result.ranges for run in one.ports if len(run) > 1)
    for draft in list(result.ranges):
        for port in [run for run in draft.ports if len(run) == 1]:
            around = next((name for run, name in runs if run.covers(port)), None)
            if around is not None:
                draft.ports.remove(port)
                text = f"{port} for {draft.name}: it lies in {around}, and a port is in one range"
                found.remarks.append(Remark(draft.at, "not imported", text, (port.first,)))
        if not draft.ports:
            result.ranges.remove(draft)


def _overlapping(found: Found, ranges: Sequence[RangeDraft]) -> None:
    runs = sorted(((run, draft) for draft in ranges for run in draft.ports), key=lambda one: one[0])
    for (first, one), (second, other) in pairwise(runs):
        if one is not other and first.meets(second):
            found.remarks.append(
                Remark(
                    other.at,
                    "contradiction",
                    f"{other.name} ({second}) overlaps {one.name} ({first}) at {one.at}; both are kept",
                )
            )


def _sums_up(ports: Sequence[Ports], owned: Sequence[Ports]) -> bool:
    """Whether several runs are those that services have, told once more by what they are for: nothing is kept free."""
    singles = [run for run in ports if len(run) == 1]
    return len(ports) > 1 and bool(singles) and 2 * sum(run in owned for run in singles) >= len(singles)


def _is_held(run: Ports, name: str, result: Assembled) -> bool:
    return any(run in one.ports and names.share_words(one.name, name) for one in result.services)
