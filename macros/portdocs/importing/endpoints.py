"""Public addresses, joined to the services that they lead to and to the proxy before these."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portdocs.importing.found import At, EndpointMention, Found, Remark
from portdocs.importing.names import key
from portdocs.importing.numbers import numbers_in
from portdocs.importing.ports import plain
from portdocs.importing.service_drafts import ListenerDraft, ServiceDraft
from portdocs.importing.services import Services
from portdocs.importing.words.proxy_words import LEADS, PROXY
from portdocs.registry.ports import Ports
from portdocs.registry.urls import Url, parse_target, parse_url


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """An endpoint before it is written."""

    urls: tuple[str, ...]
    via: ServiceDraft | None
    to: ServiceDraft
    listener: str | None
    target: str | None
    purpose: str | None
    at: At
    comment: str | None = None


def link_endpoints(found: Found, services: Services, drafts: list[ServiceDraft]) -> list[EndpointDraft]:
    """The endpoints of the pages; may add a proxy that pages speak of without listing it."""
    linker = _Linker(found, services, drafts)
    for mention in found.endpoints:
        linker.link(mention)
    return sorted(linker.result, key=lambda one: (one.at.file, one.at.line, one.urls))


class _Linker:
    def __init__(self, found: Found, services: Services, drafts: list[ServiceDraft]) -> None:
        self.found = found
        self.services = services
        self.drafts = drafts
        self.result: list[EndpointDraft] = []
        self.seen: dict[object, tuple[ServiceDraft, At]] = {}
        self.by_port: dict[int, list[tuple[ServiceDraft, ListenerDraft]]] = {}
        for service in drafts:
            for one in service.listeners:
                for ports in filter(None, (one.port, one.inside)):
                    if len(ports) <= 100:
                        for port in range(ports.first, ports.last + 1):
                            self.by_port.setdefault(port, []).append((service, one))

    def link(self, mention: EndpointMention) -> None:
        urls = [url for text in mention.urls if (url := self._url(mention, text))]
        if not urls:
            return
        service, target = self._goal(mention)
        if service is None:
            lead = f" to `{mention.target or mention.service}`" if mention.target or mention.service else ""
            self._refuse(mention, f"{urls[0]}{lead}: no service on the page is the one that it leads to")
            return
        fresh = self._fresh(mention, urls, service)
        if fresh:
            self._join(mention, fresh, service, target)

    def _url(self, mention: EndpointMention, text: str) -> Url | None:
        written = text
        if "://" not in text:
            plain_http = mention.tls is False or (mention.port == 80 and mention.tls is None)
            written = f"{'http' if plain_http else 'https'}://{text}"
        if (
            mention.port not in (None, 80, 443)
            and mention.target
            and not re.search(r":[0-9]+(?:/|$)", written.split("://")[1])
        ):
            scheme, rest = written.split("://")
            host, slash, path = rest.partition("/")
            written = f"{scheme}://{host}:{mention.port}{slash}{path}"
        try:
            return parse_url(written)
        except ValueError as error:
            self._refuse(mention, f"{text}: {error}")
            return None

    def _refuse(self, mention: EndpointMention, message: str) -> None:
        numbers = numbers_in(message, about_ports=True)
        self.found.remarks.append(Remark(mention.at, "not imported", message, numbers))

    # --- what it leads to

    def _goal(self, mention: EndpointMention) -> tuple[ServiceDraft | None, str | None]:
        """The service, and the address that its proxy connects to where the page gives one."""
        target = plain(mention.target or "")
        host, port = _host_and_port(target)
        if port is not None:
            at_port = {id(service): service for service, _ in self.by_port.get(port, ())}
            named = self.services.named(mention.service, mention.at) if mention.service else None
            by_host = (
                self.services.named(host, mention.at) if re.search(r"[a-z]", host) and host != "localhost" else None
            )
            for wanted in (by_host, named):
                if wanted is not None and id(wanted) in at_port:
                    return wanted, self._target(host, port)
            called = {key(one.name) for one in at_port.values()}
            if len(called) == 1:  # of one service in several environments the one that is nearest
                nearest = self.services.named(next(iter(called)), mention.at)
                one = nearest if id(nearest) in at_port else next(iter(at_port.values()))
                return one, self._target(host, port)
            if not at_port and (wanted := by_host or named):
                lacks = f"which {wanted.name} does not have; the target is left out"
                text = f"{mention.urls[0]} leads to port {port}, {lacks}"
                self.found.remarks.append(Remark(mention.at, "contradiction", text))
                return wanted, None
            return None, None
        for name in (target, mention.service):
            if name and (service := self.services.named(name, mention.at)):
                return service, None
        return None, None

    def _target(self, host: str, port: int) -> str | None:
        """A target that says more than the service's own port does: an address."""
        if host and (host == "localhost" or re.fullmatch(r"[0-9.]+|\[?[0-9a-f:]+\]?", host)):
            text = f"127.0.0.1:{port}" if host == "localhost" else f"{host}:{port}"
            try:
                return str(parse_target(text))
            except ValueError:
                return None
        return None

    def _fresh(self, mention: EndpointMention, urls: Sequence[Url], service: ServiceDraft) -> list[Url]:
        """The URLs that no endpoint has yet."""
        fresh = []
        for url in urls:
            known = self.seen.get(url.key)
            if known is None:
                self.seen[url.key] = (service, mention.at)
                fresh.append(url)
            elif known[0] is not service:
                text = (
                    f"{url.text} leads to {service.name} here, and to {known[0].name} at {known[1]}; the first is kept"
                )
                self.services.contradict(known[0], mention.at, text)
        return fresh

    # --- the way to it

    def _join(self, mention: EndpointMention, urls: Sequence[Url], service: ServiceDraft, target: str | None) -> None:
        listener = self._listener(service, target)
        retired = service.facts.get("status") == "retired"
        for port in dict.fromkeys(url.port for url in urls):
            of_port = [url for url in urls if url.port == port]
            texts = tuple(url.text for url in of_port)
            comment = None
            if not retired and any(one.port and port in one.port for one in service.listeners):
                self.result.append(
                    EndpointDraft(
                        texts,
                        None,
                        service,
                        str(port) if len(service.listeners) > 1 else None,
                        None,
                        mention.purpose,
                        mention.at,
                    )
                )
                continue
            via, comment = (None, None) if retired else self._proxy(mention, port, service)
            reachable = listener is None or listener.port is not None or not service.listeners
            if via is None or not reachable or not service.listeners:
                self._as_link(mention, of_port, service, port, reachable=reachable)
                continue
            name = None if target or len(service.listeners) < 2 or listener is None else str(listener.port)
            self.result.append(EndpointDraft(texts, via, service, name, target, mention.purpose, mention.at, comment))

    def _listener(self, service: ServiceDraft, target: str | None) -> ListenerDraft | None:
        if target is not None:
            port = int(target.rpartition(":")[2])
            return next(
                (one for one in service.listeners if (one.port and port in one.port)),
                next(iter(service.listeners), None),
            )
        return next((one for one in service.listeners if one.port), next(iter(service.listeners), None))

    def _proxy(
        self, mention: EndpointMention, port: int, service: ServiceDraft
    ) -> tuple[ServiceDraft | None, str | None]:
        """The service that stands before others at a port; one that is only spoken of is added."""
        proxies = [
            one
            for one, listener in self.by_port.get(port, ())
            if one is not service and listener.port and _is_proxy(one)
        ]
        near = [one for one in proxies if one.at.file == mention.at.file] or proxies
        near = [one for one in near if not service.hosts or set(one.hosts) & set(service.hosts)] or (
            [] if mention.target and _is_loopback(mention.target) else near
        )
        if mention.target is None:
            return next((one for one in near if self._is_said_to_lead(one)), None), None
        if near:
            return near[0], None
        if mention.target and (holder := self._holder(port, service)):
            text = f"{mention.urls[0]} leads through {holder.name}: it is what listens on port {port}"
            self.found.remarks.append(Remark(mention.at, "assumed", text))
            return holder, f"{mention.at}: assumed: {text}"
        spoken = next((one for one in self.found.proxies if one[1].file == mention.at.file), None)
        known = next((one for one in self.drafts if one is not service and PROXY.search(one.name)), None)
        known = (
            known
            if known is None or known.assumed or not service.hosts or set(known.hosts) & set(service.hosts)
            else None
        )
        if known is not None and known.listeners:
            text = f"{mention.urls[0]} needs port {port}, on which {known.name} does not listen"
            self.services.contradict(known, mention.at, text)
            return None, None
        proxy = self._assumed(spoken[0] if spoken else "Proxy", mention.at, service.hosts)
        if not any(one.port == Ports.one(port) for one in proxy.listeners):
            listener = ListenerDraft(Ports.one(port), None, (), [], None, "", mention.at)
            proxy.listeners.append(listener)
            self.by_port.setdefault(port, []).append((proxy, listener))
        return proxy, None

    def _holder(self, port: int, service: ServiceDraft) -> ServiceDraft | None:
        """The one service beside the target's that listens on the address's port, whatever it is called."""
        held = {id(one): one for one, listener in self.by_port.get(port, ()) if listener.port and one is not service}
        held = {id(one): one for one in held.values() if not service.hosts or set(one.hosts) & set(service.hosts)}
        return next(iter(held.values())) if len(held) == 1 else None

    def _is_said_to_lead(self, proxy: ServiceDraft) -> bool:
        """Whether the page says that a server stands before others: by what it is, or in a table, drawing or claim."""
        file = proxy.at.file
        about = " ".join([proxy.name, *(proxy.facts.get(key, "") for key in ("description", "purpose")), *proxy.notes])
        return (
            bool(LEADS.search(about))
            or any(one.target and one.at.file == file for one in self.found.endpoints)
            or any(one[1].file == file for one in self.found.proxies)
            or any(PROXY.search(one.statement) and one.at.file == file for one in self.found.claims)
        )

    def _assumed(self, name: str, at: At, hosts: Sequence[str]) -> ServiceDraft:
        for one in self.drafts:
            if one.assumed and one.name == name and one.hosts == list(hosts):
                return one
        proxy = ServiceDraft(name, at, assumed=True, hosts=list(hosts))
        proxy.facts["port_id"] = "proxy"
        proxy.comments.append(f"{at}: assumed: the page speaks of a proxy and lists none")
        self.drafts.append(proxy)
        self.found.remarks.append(
            Remark(at, "assumed", f"`{name}` stands for the proxy that the page speaks of and does not list")
        )
        return proxy

    def _as_link(
        self, mention: EndpointMention, urls: Sequence[Url], service: ServiceDraft, port: int, *, reachable: bool
    ) -> None:
        """An address of which the page does not say how it leads to the service."""
        links = [url for url in urls if url.href]
        for number, url in enumerate(links):
            label = "URL" if number == 0 and "URL" not in service.links else f"URL {len(service.links) + 1}"
            if url.text not in service.links.values():
                service.links[label] = url.text
        if service.facts.get("status") == "retired":
            why = f"{service.name} is retired"
        elif not service.listeners:
            why = f"{service.name} has no port on the page"
        elif not reachable:
            why = f"{service.name} has only a port inside its container, and nothing says how it is reached"
        else:
            why = f"nothing on the page says which proxy leads there from port {port}"
        kept = f"; kept as a link of `{service.name}`" if links else ""
        self._refuse(mention, f"way of {urls[0].text}: {why}{kept}")


def _is_proxy(one: ServiceDraft) -> bool:
    """Whether what a service is called, or what it runs in, is a proxy."""
    about = (
        one.name,
        *(one.facts.get(key, "") for key in ("description", "container")),
        one.runtime.get("Process", ""),
    )
    return bool(PROXY.search(" ".join(about)))


def _is_loopback(target: str) -> bool:
    return bool(re.search(r"(?<![\w.])(?:localhost|127\.[0-9.]+|\[::1\])(?![\w.])", target))


def _host_and_port(text: str) -> tuple[str, int | None]:
    match = re.search(r"(?:[a-z]+://)?(\[[^\]]+\]|[\w.-]+)?:([0-9]{1,5})(?![\w.])", text, re.IGNORECASE)
    if match and 1 <= int(match[2]) <= 65535:
        return (match[1] or "").strip("[]").lower(), int(match[2])
    bare = re.fullmatch(r"\W*(?:port\s*)?([0-9]{2,5})\W*", text, re.IGNORECASE)
    if bare and 1 <= int(bare[1]) <= 65535:
        return "", int(bare[1])
    return text.strip().lower(), None
