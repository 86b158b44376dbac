"""Routes of Traefik: each router with its rule, its entry points, and the service that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from portdocs.registry.urls import Target
from portdocs.scan.compose.yaml import Mapping, Scalar, Value
from portdocs.scan.observations import Observation, ObservedRoute, SourceError, Tls, Unresolved
from portdocs.scan.path_match import proxy_path
from portdocs.scan.safe_files import clean
from portdocs.scan.settings_tree import child, entries, is_on, items, line_of, scalar, text, words
from portdocs.scan.traefik.entry_points import EntryPoint
from portdocs.scan.traefik.rule import Alternative, parse_rule
from portdocs.scan.traefik.targets import Answer, UnknownTarget, container_target, server_target
from portdocs.scan.unknown_values import is_known, shown

MAX_ROUTES = 20_000
MAX_DEPTH = 10
"""Of services and middlewares that name others."""

Kind: TypeAlias = Literal["http", "tcp", "udp"]
KINDS: tuple[Kind, ...] = ("http", "tcp", "udp")


@dataclass(frozen=True, slots=True)
class Provider:
    """A dynamic configuration: a file, or the labels of a container."""

    file: str
    tree: Mapping
    container: str = ""
    """The compose service that the labels belong to."""
    files: dict[int, str] = field(default_factory=dict)
    """The files of single values, by identity, if they come from several."""

    def file_of(self, value: Scalar | None) -> str:
        """The file that contains a value."""
        return self.files.get(id(value), self.file)


@dataclass
class Traefik:
    """Everything that is known about one Traefik."""

    entry_points: dict[str, EntryPoint] = field(default_factory=dict)
    providers: list[Provider] = field(default_factory=list)
    proxy: str = ""
    """The container that Traefik runs in."""

    def observe(self) -> Iterator[Observation]:
        """The routes of all routers."""
        found = (
            (provider, one)
            for provider in self.providers
            for kind in KINDS
            for name, router in entries(provider.tree, kind, "routers").items()
            for one in self._router(provider, kind, name, router)
        )
        for number, (provider, one) in enumerate(found):
            if number > MAX_ROUTES:
                yield SourceError(provider.file, 1, f"more than {MAX_ROUTES} routes; the rest is left out")
                return
            yield one

    @cached_property
    def _services(self) -> dict[tuple[str, str], tuple[Provider, Value]]:
        """All services by kind and name, in small letters."""
        found: dict[tuple[str, str], tuple[Provider, Value]] = {}
        for provider in self.providers:
            for kind in KINDS:
                for name, settings in entries(provider.tree, kind, "services").items():
                    found.setdefault((kind, name.lower()), (provider, settings))
        return found

    @cached_property
    def _middlewares(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for provider in self.providers:
            for name, settings in entries(provider.tree, "http", "middlewares").items():
                found.setdefault(name, settings)
        return found

    @cached_property
    def _by_container(self) -> dict[str, Provider]:
        return {one.container: one for one in self.providers if one.container}

    def _router(self, provider: Provider, kind: Kind, name: str, router: Value) -> Iterator[Observation]:
        rule = scalar(router, "rule")
        line, file = rule.line if rule else line_of(router), provider.file_of(rule)
        if rule is None and kind != "udp":
            text = clean(f"{kind}.routers.{name}", 80)
            reason = "it has no rule, so Traefik makes one from the container's name (defaultRule)"
            yield Unresolved(file, line, text, reason)
            return
        alternatives: Sequence[Alternative] = [Alternative()]
        names_unknown = bool(rule and not is_known(rule.text))
        if rule and not (names_unknown and rule.text.startswith("\ue000")):
            try:
                alternatives = parse_rule(rule.text)
            except ValueError as error:
                yield SourceError(file, line, f"{error}; correct the rule of this router")
                return
        if rule and names_unknown:
            yield Unresolved(file, line, shown(rule.text), "it contains a variable without a value")
        try:
            answer = self._answer(provider, kind, router)
        except UnknownTarget as unknown:
            text = unknown.text or clean(f"{kind}.routers.{name}", 80)
            yield Unresolved(file, unknown.line or line, text, unknown.reason)
            answer = Answer("proxy")
        for alternative in alternatives:
            for entry_point in self._entry_points(kind, router):
                yield self._route(file, kind, router, line, alternative, entry_point, answer)

    def _entry_points(self, kind: Kind, router: Value) -> list[EntryPoint | str]:
        """The entry points of a router; names of those that are not in the files."""
        named = words(router, "entryPoints")
        transport = "udp" if kind == "udp" else "tcp"
        if named:
            found: list[EntryPoint | str] = [self.entry_points.get(name, name) for name in named]
        else:
            possible = [one for one in self.entry_points.values() if one.transport == transport]
            marked = [one for one in possible if one.is_default]
            found = [*(marked or (one for one in possible if one.name.lower() != "traefik"))]
        # Requests to an entry point that redirects everything never reach a router.
        serving = [one for one in found if isinstance(one, str) or one.redirect is None or kind != "http"]
        return serving or ([] if found else [""])

    def _route(
        self, file: str, kind: Kind, router: Value, line: int, alternative: Alternative,
        entry_point: EntryPoint | str, answer: Answer,
    ) -> ObservedRoute:  # fmt: skip
        known = entry_point if isinstance(entry_point, EntryPoint) else None
        open_name = entry_point if isinstance(entry_point, str) else ""
        host, path = alternative.host, alternative.path
        is_path = bool(path and is_known(path)) and kind == "http"
        location = proxy_path(clean(path or ""), is_exact=alternative.is_exact) if is_path else None
        is_unknown = bool(host and not is_known(host)) or text(router, "rule").startswith("\ue000")
        return ObservedRoute(
            (clean(host),) if host and is_known(host) else (),
            known.address if known else "unknown",
            known.port if known else None,
            "udp" if kind == "udp" else "tcp",
            _tls(kind, router, known),
            location,
            answer.action,
            answer.targets,
            file,
            line,
            server=(file, line),
            is_default=host is None and not is_unknown,
            is_conditional=alternative.is_conditional,
            source="traefik",
            proxy=self.proxy,
            is_stream=kind != "http",
            entry_point="" if known else open_name or "*",
            names_unknown=is_unknown,
            redirect=answer.redirect,
        )

    def _answer(self, provider: Provider, kind: Kind, router: Value) -> Answer:
        """The answer of a router. Raises UnknownTarget."""
        if kind == "http" and (redirect := self._redirect(words(router, "middlewares"), 0)):
            return Answer("redirect", redirect=redirect)
        service = scalar(router, "service")
        name = service.text.strip() if service else ""
        if name.endswith("@internal"):
            return Answer("status")
        return Answer("proxy", self._named(kind, name, 0) if name else self._own(provider, kind))

    def _redirect(self, names: Iterable[str], depth: int) -> str | None:
        """The URL of the first redirect among some middlewares."""
        for name in names:
            settings = self._middlewares.get(name.split("@")[0])
            if replacement := scalar(settings, "redirectRegex", "replacement"):
                return shown(replacement.text, 200)
            if child(settings, "redirectScheme") is not None:
                return _redirect_url(child(settings, "redirectScheme"))
            inner = words(settings, "chain", "middlewares")
            if depth < MAX_DEPTH and inner and (found := self._redirect(inner, depth + 1)):
                return found
        return None

    def _own(self, provider: Provider, kind: Kind) -> tuple[Target, ...]:
        """The targets of a router without a service: the only one of its container."""
        services = entries(provider.tree, kind, "services")
        if not provider.container:
            raise UnknownTarget("it names no service")
        if len(services) > 1:
            raise UnknownTarget("its container has several services, and it does not say which")
        for settings in services.values():
            return self._targets(provider, kind, settings, 0)
        return (Target(provider.container, None),)

    def _named(self, kind: Kind, name: str, depth: int) -> tuple[Target, ...]:
        bare = name.split("@")[0]
        if found := self._services.get((kind, bare.lower())):
            return self._targets(found[0], kind, found[1], depth)
        own = self._by_container.get(bare)
        if own and not entries(own.tree, kind, "services"):  # the service that Traefik makes for each container
            return (Target(own.container, None),)
        raise UnknownTarget(f"the service `{shown(name, 60)}` is not in the files that were given")

    def _targets(self, provider: Provider, kind: Kind, settings: Value, depth: int) -> tuple[Target, ...]:
        if depth > MAX_DEPTH:
            raise UnknownTarget("services that refer to each other")
        others = [scalar(one, "name") for one in items(settings, "weighted", "services")]
        others += [scalar(settings, "mirroring", "service"), scalar(settings, "failover", "service")]
        names = [one.text for one in others if one]
        if names:
            found = [target for name in names for target in self._named(kind, name, depth + 1)]
            return tuple(dict.fromkeys(found))
        if provider.container:
            return (container_target(provider.container, settings),)
        servers = items(settings, "loadBalancer", "servers")
        return tuple(dict.fromkeys(server_target(one) for one in servers))


def _redirect_url(settings: Value | None) -> str:
    """The URL of a redirect to another scheme, in nginx's words: the same host and path."""
    port = text(settings, "port")
    shown_port = f":{port}" if port not in ("", "80", "443") else ""
    return clean(f"{text(settings, 'scheme') or 'https'}://$host{shown_port}$request_uri")


def _tls(kind: Kind, router: Value, entry_point: EntryPoint | None) -> Tls:
    own = is_on(router, "tls")
    if kind == "udp":
        return False
    if kind == "tcp":
        if own and is_on(router, "tls", "passthrough"):
            return "passthrough"
        return bool(own)
    if own is not None:
        return own
    return entry_point.tls if entry_point else None
