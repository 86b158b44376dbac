"""What is left to do when all of a page is in its services: ports named twice, and what all ports are for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from portdocs.importing.service_drafts import ListenerDraft, ServiceDraft


def _without_overlaps(service: ServiceDraft) -> None:
    """One port of a service that a range and a single port name is one: the singles stay where they are the range."""
    spans = [one for one in service.listeners if one.port and len(one.port) > 1]
    held = sorted((one for one in service.listeners if one.port), key=_first) if spans else []
    for span in spans:
        assert span.port is not None
        start, end = bisect_left(held, span.port.first, key=_first), bisect_right(held, span.port.last, key=_first)
        near = [one for one in held[start:end] if one is not span and any(one is left for left in service.listeners)]
        within = [one for one in near if one.port and span.port.covers(one.port) and _meet(one, span)]
        whole = sum(len(one.port or ()) for one in within) == len(span.port)
        for dropped in [span] if whole else within:
            service.listeners.remove(dropped)
            if said := dropped.purpose or dropped.label:
                service.notes.append(f"{dropped.port}: {said}")


def _first(one: ListenerDraft) -> int:
    return one.port.first if one.port else 0


def _meet(one: ListenerDraft, other: ListenerDraft) -> bool:
    """Whether two listeners of a service may be one: by transport, and by address where both have one."""
    alike = not one.binds or not other.binds or set(one.binds) & set(other.binds)
    return bool(alike) and not set(one.spoken).isdisjoint(other.spoken)


def settle(service: ServiceDraft) -> None:
    """What all listeners are for is what the service is for; labels become purposes or names."""
    _without_overlaps(service)
    purposes = {one.purpose for one in service.listeners}
    if "description" not in service.facts and len(purposes) == 1 and (purpose := next(iter(purposes))):
        service.facts["description"] = purpose
        for one in service.listeners:
            one.purpose = None
    for one in service.listeners:
        if one.label:
            one.purpose = (
                one.label
                if not one.purpose
                else one.purpose
                if one.label.casefold() in one.purpose.casefold()
                else f"{one.label}; {one.purpose}"
            )
        if one.purpose and one.purpose == service.facts.get("description"):
            one.purpose = None
