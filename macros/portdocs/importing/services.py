"""Services out of mentions: what tables, headings, lists and drawings say of one service comes together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from portdocs.importing import names
from portdocs.importing.found import TAKEN_AS_ONE, At, Found, Mention, Remark
from portdocs.importing.ports import PortUse
from portdocs.importing.service_drafts import ListenerDraft, ServiceDraft
from portdocs.importing.settling import settle
from portdocs.importing.urls import host_of
from portdocs.registry.ports import Ports

_ORDER = ("table", "section", "list", "line", "code", "variable", "address", "sentence", "drawing")
_ELSEWHERE = ("drawing", "line", "code", "variable", "address", "sentence")
"""What is met so means the one service that is listed with its port, whatever it is called."""
_FEW = 20
_HERE = {"localhost", "127.0.0.1", "[::1]", "0.0.0.0"}
_RANK = {kind: number for number, kind in enumerate(_ORDER)}


_Repeated: TypeAlias = tuple[ServiceDraft, Mention, Mention]
"""A service, and two mentions that became it."""


class Services:
    """The services that are being put together, found by name and by port."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.all: list[ServiceDraft] = []
        self.by_key: dict[str, list[ServiceDraft]] = defaultdict(list)
        self.by_port: dict[Ports, dict[int, ServiceDraft]] = defaultdict(dict)
        self.by_word: dict[str, list[ServiceDraft]] = defaultdict(list)
        self.repeated: dict[tuple[int, int], list[_Repeated]] = defaultdict(list)
        """Services that two blocks list alike, by the numbers of the blocks."""

    def add_all(self) -> list[ServiceDraft]:
        """All services, in the order of the pages."""
        files = {file: number for number, file in enumerate(dict.fromkeys(one.at.file for one in self.found.mentions))}
        order = sorted(
            self.found.mentions, key=lambda one: (_RANK[one.kind], files[one.at.file], _is_page(one), one.at.line)
        )
        for mention in order:
            service = self._of(mention)
            if service is None and mention.uses:
                service = self._new(mention)
            if service is not None:
                self._merge(service, mention)
        self.all.sort(key=lambda one: (files[one.at.file], one.at.line))
        for service in self.all:
            settle(service)
        self.found.remarks += [_taken_as_one(pairs) for pairs in self.repeated.values()]
        return self.all

    def _new(self, mention: Mention) -> ServiceDraft:
        service = ServiceDraft(mention.name, mention.at, mention.group)
        self.all.append(service)
        self.by_key[names.key(mention.name)].append(service)
        for word in names.words(mention.name):
            self.by_word[word].append(service)
        return service

    def _of(self, mention: Mention) -> ServiceDraft | None:
        """The service that a mention means, if there is one already."""
        host = mention.facts.get("host")
        suite = mention.facts.get("suite")
        named = self.by_key[names.key(mention.name)]
        same = [one for one in named if _same(one, "host", host) and _same(one, "suite", suite)]
        if same:
            return same[0]
        if not mention.uses:
            return self.named(mention.name, mention.at)
        at_port = {id(one): one for use in mention.uses for one in self._at(use)}
        # A drawing shows a port twice where it means one service; so does a list with addresses of its pages.
        is_of_one = mention.kind in ("drawing", "sentence", "code") or _is_page(mention)
        others = [one for one in at_port.values() if is_of_one or mention.block not in one.blocks]
        others = [one for one in others if _same(one, "host", host) and not _is_on_another(one, mention)]
        if _is_page(mention):
            others = [one for one in others if one.facts.get("host") == host] or others
        if mention.kind in ("address", "sentence"):  # of a port of the host: one in a container is another
            others = [
                one
                for one in others
                if any(run.covers(use.ports) for run in one.ports for use in mention.uses if use.ports)
            ]
        alike = [one for one in others if _is_alike(one, mention)]
        if len(alike) == 1:
            return alike[0]
        return others[0] if len(others) == 1 and mention.kind in _ELSEWHERE else None

    def _at(self, use: PortUse) -> list[ServiceDraft]:
        """The services at a port; a port that many have, such as one inside containers, tells none of them."""
        found = self.by_port.get(use.ports or use.inside or Ports(1, 1), {})
        return list(found.values()) if len(found) <= _FEW else []

    def named(self, name: str, at: At | None = None) -> ServiceDraft | None:
        """The one service that a name means; None where none, or several, may be meant.

        Of several with that very name it is the last before the place that speaks of it.
        """
        exact = self.by_key.get(names.key(name))
        if exact:
            before = [one for one in exact if at and one.at.file == at.file and one.at.line <= at.line]
            return max(before, key=lambda one: one.at.line) if before else exact[0]
        near = {id(one): one for word in names.words(name) for one in self.by_word.get(word, ())}
        best = [one for one in near.values() if names.within(name, one.name)]
        if len(best) > 1:
            most = max(len(names.words(name) & names.words(one.name)) for one in best)
            best = [one for one in best if len(names.words(name) & names.words(one.name)) == most]
        return best[0] if len(best) == 1 else None

    def _merge(self, service: ServiceDraft, mention: Mention) -> None:
        if mention.kind == "drawing" and not names.share_words(service.name, mention.name):
            service.notes.append(f"drawn as {mention.name} at {mention.at}")
        if mention.kind == "address" and service.listeners:
            _as_address(service, mention)
        now = {run for use in mention.uses if (run := use.ports or use.inside)}
        is_elsewhere = bool(service.listeners) and mention.block != min(service.blocks, default=mention.block)
        differs = is_elsewhere and bool(now) and not any(run in service.by_run for run in now)
        before = [run for one in service.listeners if (run := one.port or one.inside)] if differs else []
        if mention.kind == "table" and mention.block in service.blocks and "description" in mention.facts:
            # Of several rows of one service each describes its own ports.
            mention.facts.setdefault("purpose", mention.facts.pop("description"))
        self._repeats(service, mention)
        service.kinds.add(mention.kind)
        service.blocks.setdefault(mention.block, mention)
        touched = [self._listener(service, use, mention) for use in mention.uses]
        _own_facts(touched, service, mention)
        self._facts(service, mention)
        if before:
            self._differs(service, mention, before, now)

    def _repeats(self, service: ServiceDraft, mention: Mention) -> None:
        """Two rows that become one are said to: in two tables, in two lists, or one row that stands twice in one."""
        if mention.kind not in ("table", "list") or not mention.uses:
            return
        meets = [any(_is_same(one, use) for one in service.at_port(use.ports or use.inside)) for use in mention.uses]
        first = service.blocks.get(mention.block)
        if first is not None:
            if all(meets):
                self.repeated[mention.block, mention.at.line].append((service, first, mention))
            return
        alike = next((one for one in service.blocks.values() if one.kind in ("table", "list") and one.uses), None)
        if alike is not None and (any(meets) or mention.kind == "table"):  # else it is reported as a contradiction
            self.repeated[alike.block, mention.block].append((service, alike, mention))

    def _differs(self, service: ServiceDraft, mention: Mention, before: Iterable[Ports], now: Iterable[Ports]) -> None:
        if service.kinds in ({"table"}, {"variable"}):
            return  # tables of several sides of a service: each adds its ports
        text = f"{service.name} has port {_listed(before)} at {service.at}, and {_listed(now)} here; both are kept"
        self.contradict(service, mention.at, text)

    def contradict(self, service: ServiceDraft | None, at: At, message: str) -> None:
        """Reports a contradiction, and keeps it in the YAML."""
        self.found.remarks.append(Remark(at, "contradiction", message))
        if service is not None:
            service.comments.append(f"{at}: contradiction: {message}")

    def _listener(self, service: ServiceDraft, use: PortUse, mention: Mention) -> ListenerDraft:
        for one in service.at_port(use.ports or use.inside):
            if _is_same(one, use):
                self._complete(service, one, use, mention)
                service.know(one)
                self._index(service, one.port)
                return one
        new = ListenerDraft(
            use.ports, use.inside, use.transports, [use.bind] if use.bind else [], use.protocol, use.label, mention.at
        )
        service.add(new)
        self._index(service, use.ports or use.inside)
        return new

    def _index(self, service: ServiceDraft, ports: Ports | None) -> None:
        if ports:
            self.by_port[ports][id(service)] = service

    def _complete(self, service: ServiceDraft, one: ListenerDraft, use: PortUse, mention: Mention) -> None:
        one.port = one.port or use.ports
        if use.inside and one.inside and one.inside != use.inside:
            self.contradict(
                service,
                mention.at,
                f"port {one.port} of {service.name} leads to {one.inside} in its container at {one.at},"
                f" and to {use.inside} here; the first is kept",
            )
        one.inside = one.inside or use.inside
        both = {*one.transports, *use.transports}
        one.transports = tuple(name for name in ("tcp", "udp") if name in both)
        one.protocol = one.protocol or use.protocol
        one.label = _both(one.label, use.label)
        if use.bind and use.bind not in one.binds:
            if one.binds and one.at != mention.at:
                self.contradict(
                    service,
                    mention.at,
                    f"port {one.port} of {service.name} binds {', '.join(one.binds)} at {one.at},"
                    f" and {use.bind} here; the first is kept",
                )
            else:
                one.binds.append(use.bind)

    def _facts(self, service: ServiceDraft, mention: Mention) -> None:
        for name, value in mention.facts.items():
            if name in ("protocol", "health", "bind_line", "technology"):
                continue
            known = service.facts.get(name)
            if known is None:
                service.facts[name] = value
            elif name == "status" and known != value:
                self.contradict(
                    service,
                    mention.at,
                    f"{service.name} is {known} at {service.at}, and {value} here; the first is kept",
                )
            elif name in ("description", "purpose") and not _says(service, value):
                service.notes.append(value)
            elif (
                name not in ("description", "purpose", "status")
                and known != value
                and names.key(known) != names.key(value)
                and not (name == "host" and names.key(value) in map(names.key, known.split(",")))
            ):
                self.contradict(
                    service,
                    mention.at,
                    f"{name} of {service.name} is `{known}` at {service.at}, and `{value}` here; the first is kept",
                )
        technology = mention.facts.get("technology")
        if technology and not _says(service, technology):
            if "description" in service.facts or "purpose" in service.facts:
                service.notes.append(technology)
            else:
                service.facts["description"] = technology
        for own, more in ((service.runtime, mention.runtime), (service.links, mention.links)):
            for name, value in more.items():
                own.setdefault(name, value)
        service.notes += [note for note in mention.notes if note not in service.notes]
        service.files += [file for file in mention.files if file not in service.files]
        service.depends_on += [one for one in mention.depends_on if one not in service.depends_on]


def _both(one: str, other: str) -> str:
    """Two labels of one port: `Dev, Prod` where both columns have it."""
    return one if not other or other.casefold() in one.casefold() else f"{one}, {other}" if one else other


def _taken_as_one(repeated: Sequence[_Repeated]) -> Remark:
    """One line for all services that two blocks have in common."""
    _, first, mention = repeated[0]
    if len(repeated) == 1:
        return Remark(mention.at, TAKEN_AS_ONE, f"{mention.name} stands here and at {first.at}; it is one service")
    listed = ", ".join(one.name for _, _, one in repeated[:3])
    more = f" and {len(repeated) - 3} more" if len(repeated) > 3 else ""
    text = f"{listed}{more} stand here and from {first.at} on; each of them is one service"
    return Remark(mention.at, TAKEN_AS_ONE, text)


def _is_page(mention: Mention) -> bool:
    """Whether a mention gives the address of a page of a service, such as `http://localhost:3001/docs`."""
    return mention.kind == "address" and all(
        "/" in use.url.partition("://")[2].rstrip("/") for use in mention.uses if use.url
    )


def _as_address(service: ServiceDraft, mention: Mention) -> None:
    """What an address says of a service that has its ports is that it can be reached there."""
    if names.key(mention.name) != names.key(service.name):
        mention.links = dict.fromkeys([mention.name], next(iter(mention.links.values()))) if mention.links else {}
        mention.facts.pop("status", None)
    for name in ("purpose", "description"):
        if (text := mention.facts.pop(name, None)) and not _says(service, text):
            mention.notes.append(text)
    held = [run for one in service.listeners for run in (one.port, one.inside) if run]
    mention.uses = [
        use for use in mention.uses if not any(use.ports and run != use.ports and run.covers(use.ports) for run in held)
    ]


def _is_on_another(service: ServiceDraft, mention: Mention) -> bool:
    """Whether the addresses of a service and of a mention are those of two machines."""
    ours = {host_of(url) for url in service.links.values()} - _HERE
    theirs = {host_of(use.url) for use in mention.uses if use.url} - _HERE
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _says(service: ServiceDraft, text: str) -> bool:
    """Whether a text is part of what is known of a service already."""
    known = [*service.facts.values(), *service.runtime.values(), *service.notes, service.name]
    known += [part or "" for one in service.listeners for part in (one.purpose, one.protocol, one.label)]
    return any(text.casefold() in one.casefold() for one in known)


def _same(service: ServiceDraft, fact: str, value: str | None) -> bool:
    """Whether a service has a fact, or nothing is known that speaks against it."""
    return not value or service.facts.get(fact) in (value, None)


def _is_alike(service: ServiceDraft, mention: Mention) -> bool:
    """Whether a service at the same port, in another place of the page, may be the one that is mentioned."""
    texts = (
        service.name,
        service.facts.get("description", ""),
        service.facts.get("purpose", ""),
        service.facts.get("container", ""),
    )
    return any(text and names.share_words(mention.name, text) for text in texts)


def _is_same(one: ListenerDraft, use: PortUse) -> bool:
    if one.transports and use.transports and set(one.transports).isdisjoint(use.transports):
        return False
    if use.ports and one.port:
        return use.ports == one.port
    if use.ports:
        return use.ports == one.inside and not use.inside
    return use.inside == (one.inside or one.port)


def _own_facts(touched: list[ListenerDraft], service: ServiceDraft, mention: Mention) -> None:
    """What a mention says of its own listeners."""
    if purpose := mention.facts.pop("purpose", None):
        if not touched:
            mention.facts.setdefault("description", purpose)
        for one in touched:
            if one.purpose is None:
                one.purpose = purpose
            elif purpose.casefold() not in one.purpose.casefold() and not _says(service, purpose):
                service.notes.append(purpose)
    for one in touched:
        one.protocol = one.protocol or mention.facts.get("protocol")
        one.health = one.health or mention.facts.get("health")
    if not touched and mention.facts.get("health") and len(service.listeners) == 1:
        service.listeners[0].health = service.listeners[0].health or mention.facts["health"]


def _listed(ports: Iterable[Ports]) -> str:
    return ", ".join(str(one) for one in sorted(ports))
