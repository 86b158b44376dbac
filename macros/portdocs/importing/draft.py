"""The registry in the making, and its YAML: each entry with its line, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portdocs.importing import names
from portdocs.importing.entry import Entry
from portdocs.importing.grid import At, Remark
from portdocs.importing.values import is_public_name
from portdocs.registry.ports import Ports
from portdocs.registry.yaml_writer import Commented, Flow, Plain, comment_text, one_or_many, to_yaml

_SECTIONS = ("suites", "zones", "hosts", "services", "endpoints", "ranges", "claims", "ignore", "checks", "baseline")
_UNKNOWN = "Unknown host"


class Named:
    """Suites or hosts by id, each of which has one name; `taken` are the ids of exported pages."""

    def __init__(self, kind: str, taken: Mapping[str, Any]) -> None:
        self.kind, self.ids = kind, names.Ids(taken)
        self.by_name: dict[str, str] = {}
        self.entries: dict[str, Commented] = {}

    def id_of(self, name: str, at: At | None, *above: str) -> str:
        """The id of a name; a new one, from a line, if it is not known."""
        key = names.key(name)
        if key not in self.by_name:
            id = self.by_name[key] = self.ids.new(name, self.kind)
            self.entries[id] = Commented({"name": name}, f"from {at}" if at else "", above)
        return self.by_name[key]


@dataclass
class Draft:
    """Everything that is written, and the report; `exported` are sections of pages that portdocs wrote."""

    exported: Mapping[str, Any]
    suites: Named = field(init=False)
    hosts: Named = field(init=False)
    services: list[Entry] = field(default_factory=list)
    endpoints: list[Commented] = field(default_factory=list)
    ranges: dict[tuple[Ports, ...], Commented] = field(default_factory=dict)
    claims: list[Commented] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.suites = Named("suite", self.exported.get("suites", {}))
        self.hosts = Named("host", self.exported.get("hosts", {}))

    def add_range(self, ports: Sequence[Ports], at: At, *above: str, **values: Any) -> None:
        """Add a range, unless there is one with the same ports."""
        runs = one_or_many([Plain(str(run)) if len(run) > 1 else run for run in ports])
        name = values.pop("name")
        self.ranges.setdefault(tuple(ports), entry(at, *above, name=name, ports=runs, **values))

    def yaml(self, files: Sequence[str]) -> str:
        """The text of a data file."""
        if self.hosts.entries and not all(one.hosts for one in self.services):
            remark = "the page names no host for these services; --host names it"
            unknown = (self.hosts.id_of(_UNKNOWN, None, remark),)
            for service in self.services:
                service.hosts = service.hosts or unknown
        ids = {names.key(one.name): one.id for one in self.services}
        ranges = names.Ids(self.exported.get("ranges", ()))
        sections: dict[str, Any] = {
            "suites": self.suites.entries,
            "hosts": self.hosts.entries,
            "services": {one.id: _service(one, ids, is_first=one is self.services[0]) for one in self.services},
            "endpoints": self.endpoints,
            "ranges": {ranges.new(one.value["name"], "range"): one for one in self.ranges.values()},
            "claims": self.claims,
        }
        for name, exported in self.exported.items():
            ours = sections.get(name)
            sections[name] = {**exported, **(ours or {})} if isinstance(exported, dict) else [*exported, *(ours or [])]
        filled = {name: sections[name] for name in _SECTIONS if sections.get(name)}
        head = f"Imported from {comment_text(', '.join(files))}: review and correct it; from now on, edit it by hand."
        return f"# {head}\n" + (to_yaml(filled) or "services: {}\n")


def entry(at: At, *above: str, **values: Any) -> Commented:
    """An entry of the data file without its empty fields, with its line."""
    return Commented({key: value for key, value in values.items() if value}, f"from {at}", above)


def _service(one: Entry, ids: Mapping[str, str], *, is_first: bool) -> Commented:
    facts = dict(one.facts)
    description = facts.pop("description", "") or facts.pop("purpose", "")
    for role in ("purpose", "environment", "target"):
        one.note(f"{role}: {facts[role]}" if role in facts else "")
    needs = {name: ids.get(names.key(name), "") for name in one.depends}
    above = dict.fromkeys(map(str, one.contradictions))
    return entry(
        one.at,
        *(above if is_first else ("", *above)),
        name=one.name,
        description=description,
        suite=one.suite,
        host=one_or_many(one.hosts),
        status=Plain(facts.get("status", "")) if facts.get("status") not in ("active", "free") else "",
        owner=facts.get("owner"),
        runtime=one.runtime,
        listeners=_listeners(one),
        unit=facts.get("unit"),
        container=facts.get("container"),
        files=[Flow(path=path, purpose=purpose) for path, purpose in one.files.items()],
        depends_on=[id for id in dict.fromkeys(needs.values()) if id not in ("", one.id)],
        links=_links(one),
        notes="; ".join([*one.notes, *(f"depends on {name}" for name, id in needs.items() if not id)]),
    )


def _listeners(service: Entry) -> list[Commented]:
    """The listeners; their names become purposes where several have the same."""
    labels = [one.name for one in service.listeners]
    has_names = len(set(labels)) == len(labels)
    written: list[Commented] = []
    for one in service.listeners:
        fields = entry(
            one.at,
            name=one.name if has_names else "",
            port=one.ports,
            container_port=one.inside,
            transport=one_or_many([Plain(name) for name in one.transports if one.transports != ("tcp",)]),
            protocol=one.protocol,
            bind=one_or_many(one.binds),
            health=service.facts.get("health") if not written else "",
            purpose=one.purpose if has_names else ": ".join(filter(None, (one.name, one.purpose))),
        )
        written.append(Commented(Flow(fields.value), fields.comment if one.at != service.at else ""))
    return written


def _links(service: Entry) -> dict[str, str]:
    """The links by label; two with the same label get a number."""
    links: dict[str, str] = {}
    for url, label in service.urls.items():
        whole = f"https://{url}" if is_public_name(url) and ":" not in url else url
        if whole.startswith(("http://", "https://")) and not {"@", "[", "<", "{", "$"} & set(whole):
            label = label or "URL"
            links[label if label not in links else f"{label} {len(links) + 1}"] = whole
    return links
