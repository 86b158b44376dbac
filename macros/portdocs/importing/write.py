"""Write the import as registry YAML: in the order of the page, each entry with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from portdocs.importing import names
from portdocs.importing.entry import Listen
from portdocs.importing.grid import At
from portdocs.importing.places import Places
from portdocs.importing.services import Draft, Service
from portdocs.registry.yaml_writer import Commented, Flow, Plain, comment_text, one_or_many, to_yaml

_SECTIONS = ("suites", "zones", "hosts", "services", "endpoints", "ranges", "claims", "ignore", "checks", "baseline")
_UNKNOWN = "Unknown host"
Ids = Mapping[str, str]
"""Ids by name."""


def yaml_of(draft: Draft, places: Places, exported: Mapping[str, Any], files: Sequence[str]) -> str:
    """The text of a data file; `exported` are sections of pages that portdocs wrote."""
    used = {service.suite for service in draft.services}
    suites = _ids([name for name in places.suites if name in used], "suite", exported)
    known = list(places.hosts.values())
    is_unknown = bool(known) and not all(service.hosts for service in draft.services)
    hosts = _ids([*(host.name for host in known), *([_UNKNOWN] if is_unknown else [])], "host", exported)
    ids = {names.key(service.name): service.id for service in draft.services}
    ranges = names.Ids(exported.get("ranges", ()))
    sections: dict[str, Any] = {
        "suites": {
            id: Commented({"name": name, "owner": draft.owners.get(name)}, _from(places.suites[name]))
            for name, id in suites.items()
        },
        "hosts": {
            hosts[one.name]: Commented({"name": one.name, "addresses": one.addresses}, _from(one.at)) for one in known
        },
        "services": {one.id: _service(one, ids, suites, hosts, one is draft.services[0]) for one in draft.services},
        "endpoints": [_filled(one, url=one_or_many(one.value["url"])) for one in draft.endpoints],
        "ranges": {ranges.new(one.value["name"], "range"): _range(one, suites) for one in draft.ranges.values()},
        "claims": [
            _filled(one, suites=[suites[name] for name in one.value["suites"] if name in suites])
            for one in draft.claims
        ],
    }
    if is_unknown:
        remark = "the page names no host for these services; --host names it"
        sections["hosts"][hosts[_UNKNOWN]] = Commented({"name": _UNKNOWN}, above=(remark,))
    for name, entries in exported.items():
        ours = sections.get(name)
        sections[name] = {**entries, **(ours or {})} if isinstance(entries, dict) else [*entries, *(ours or [])]
    head = f"# Imported from {comment_text(', '.join(files))}: review and correct it; from now on, edit it by hand.\n"
    filled = {name: sections[name] for name in _SECTIONS if sections.get(name)}
    return head + (to_yaml(filled) or "services: {}\n")


def _ids(entries: Sequence[str], kind: str, exported: Mapping[str, Any]) -> dict[str, str]:
    ids = names.Ids(exported.get(f"{kind}s", ()))
    return {name: ids.new(name, kind) for name in entries}


def _from(at: At | None) -> str:
    return f"from {at}" if at else ""


def _filled(one: Commented, **changes: object) -> Commented:
    """An entry without its empty fields."""
    values = {**one.value, **changes}
    return replace(one, value={key: value for key, value in values.items() if value})


def _service(one: Service, ids: Ids, suites: Ids, hosts: Ids, is_first: bool) -> Commented:
    facts = one.facts
    if "description" in facts and "purpose" in facts:
        one.note(f"purpose: {facts['purpose']}")
    needs = {name: ids.get(names.key(name)) for name in one.depends}
    labels = [listener.name for listener in one.listeners]
    values = {
        "name": one.name,
        "description": facts.get("description") or facts.get("purpose"),
        "suite": suites.get(one.suite),
        "host": one_or_many([hosts[name] for name in one.hosts or (_UNKNOWN,) if name in hosts]),
        "status": Plain(facts["status"]) if facts.get("status", "active") not in ("active", "free") else None,
        "owner": facts.get("owner"),
        "runtime": one.runtime,
        "listeners": [_listener(listener, one, len(set(labels)) == len(labels)) for listener in one.listeners],
        "unit": facts.get("unit"),
        "container": facts.get("container"),
        "files": [Flow(path=path, purpose=purpose) for path, purpose in one.files],
        "depends_on": list(dict.fromkeys(id for id in needs.values() if id and id != one.id)),
        "links": one.links,
        "notes": "; ".join([*one.notes, *(f"depends on {name}" for name, id in needs.items() if not id)]),
    }
    above = dict.fromkeys(one.comments)
    return _filled(Commented(values, _from(one.at), tuple(above) if is_first else ("", *above)))


def _listener(one: Listen, service: Service, has_names: bool) -> Commented:
    """A listener; its name becomes a purpose where several have the same."""
    values = {
        "name": one.name if has_names else None,
        "port": one.ports,
        "container_port": one.inside,
        "transport": one_or_many([Plain(name) for name in one.transports if one.transports != ("tcp",)]),
        "protocol": one.protocol,
        "bind": one_or_many(one.binds),
        "health": one.health,
        "purpose": one.purpose if has_names else ": ".join(filter(None, (one.name, one.purpose))),
    }
    flow = Flow({key: value for key, value in values.items() if value})
    return Commented(flow, _from(one.at) if one.at != service.at else "")


def _range(one: Commented, suites: Ids) -> Commented:
    ports = one_or_many([Plain(str(run)) if len(run) > 1 else run for run in one.value["ports"]])
    return _filled(one, ports=ports, suite=suites.get(one.value.get("suite") or ""))
