"""The sites of a Caddyfile: where each listens, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from portdocs.registry.addresses import ANY, UNKNOWN
from portdocs.scan.caddy.addresses import Address, Ports, parse_listen, parse_network, parse_site
from portdocs.scan.caddy.routes import MAX_ANSWERS, Answer, Scope, answers
from portdocs.scan.caddy.syntax import Directive, Word
from portdocs.scan.observations import Observation, ObservedListener, ObservedRoute, SourceError, Unresolved
from portdocs.scan.path_match import proxy_path
from portdocs.scan.safe_files import Broken
from portdocs.scan.unknown_values import is_known, shown


@dataclass(frozen=True, slots=True)
class Site:
    """A site block; without braces, the rest of the file."""

    addresses: tuple[Word, ...]
    file: str
    line: int
    block: tuple[Directive, ...]


@dataclass(slots=True)
class _Options:
    """The global options that matter here."""

    ports: Ports = field(default_factory=Ports)
    binds: tuple[str, ...] = ()
    redirects: bool = True
    """False if `auto_https` turns the redirects to HTTPS off."""


def observe(directives: Sequence[Directive]) -> Iterator[Observation]:
    """The listeners and routes of all sites."""
    sites, options = split(directives)
    settings = _Options()
    for option in options:
        yield from _option(option, settings)
    count = 0
    found: list[ObservedRoute] = []
    for site in sites:
        for one in _site(site, settings):
            count += 1
            if count > MAX_ANSWERS:
                raise Broken(f"more than {MAX_ANSWERS} routes; the rest is left out", site.line)
            found += [one] if isinstance(one, ObservedRoute) else []
            yield one
    if settings.redirects and settings.ports.http:
        yield from _redirects(found, settings.ports)


def _redirects(routes: Sequence[ObservedRoute], ports: Ports) -> Iterator[ObservedRoute]:
    """The redirects to HTTPS that Caddy adds for names without a site on the HTTP port. No line contains them."""
    plain = {name for one in routes if one.listen_port == ports.http for name in one.server_names}
    added: set[str] = set()
    for one in routes:
        if one.listen_port == ports.https and one.tls:
            names = tuple(name for name in one.server_names if name not in plain | added)
            added |= set(names)
            if names:
                yield replace(
                    one, server_names=names, listen_port=ports.http, tls=False, location=None, action="redirect",
                    targets=(), redirect="https://$host$request_uri", within=(),
                    is_conditional=False, is_said=False,
                )  # fmt: skip


def split(directives: Sequence[Directive]) -> tuple[list[Site], list[Directive]]:
    """The sites, and the global options."""
    sites: list[Site] = []
    options: list[Directive] = []
    for number, one in enumerate(directives):
        if one.block is None:  # the first line is the address, and all that follows is its site
            sites.append(Site(one.words, one.file, one.line, tuple(directives[number + 1 :])))
            break
        if one.words:
            sites.append(Site(one.words, one.file, one.line, one.block))
        else:
            options += one.block
    return sites, options


def _option(option: Directive, settings: _Options) -> Iterator[Observation]:
    value = option.arguments[0] if option.arguments else ""
    if option.name in ("http_port", "https_port"):
        port = int(value) if value.isdigit() and len(value) < 6 else None
        if option.name == "http_port":
            settings.ports = replace(settings.ports, http=port, http_text=value)
        else:
            settings.ports = replace(settings.ports, https=port, https_text=value)
    elif option.name == "auto_https" and value in ("off", "disable_redirects"):
        settings.redirects = False
    elif option.name == "default_bind":
        settings.binds = option.arguments
    elif option.name == "admin" and value not in ("", "off"):
        yield from _admin(option, value)


def _admin(option: Directive, value: str) -> Iterator[Observation]:
    if not is_known(value):
        yield Unresolved(
            option.file, option.line, f"admin {shown(value, 80)}", "it contains a variable without a value"
        )
        return
    try:
        address, port = parse_listen(value)
    except ValueError as error:
        yield SourceError(option.file, option.line, f"{error}; correct the address of the admin endpoint")
    else:
        yield _listener(address, port, option.file, option.line)


def _listener(address: str, port: int | None, file: str, line: int) -> ObservedListener:
    transport, number = ("unix", None) if address.startswith("unix:") else ("tcp", port)
    return ObservedListener(
        "unix" if transport == "unix" else "tcp", address, number, None, None, "caddy", "caddy", file, line
    )


def _site(site: Site, settings: _Options) -> Iterator[Observation]:
    has_tls = any(one.name == "tls" and one.arguments[:1] != ("off",) for one in site.block)
    binds: list[str] = []
    for one in _binds(site, settings):
        if isinstance(one, str):
            binds.append(one)
        else:
            yield one
    groups: dict[tuple[object, ...], tuple[Address, list[str]]] = {}
    for word in site.addresses:
        text = word.text.strip().rstrip(",")
        if not text:
            continue
        try:
            address = parse_site(text, settings.ports, has_tls)
        except ValueError as error:
            yield SourceError(site.file, word.line, f"{error}; correct it")
            continue
        if not is_known(text):
            yield Unresolved(site.file, word.line, shown(text), "it contains a variable without a value")
        if address.port is not None:
            yield from (_listener(bind, address.port, site.file, word.line) for bind in binds)
        key = (address.port, address.tls, address.path, address.is_known)
        group = groups.setdefault(key, (address, []))
        group[1].extend([address.host] if address.host else [])
    found = list(_answers(site, groups.values()))
    yield from (one for one in found if isinstance(one, Unresolved))
    for address, names in groups.values():
        for bind in binds:
            yield from (_route(site, address, names, bind, one) for one in found if isinstance(one, Answer))


def _answers(site: Site, groups: Iterable[tuple[Address, list[str]]]) -> Iterator[Answer | Unresolved]:
    for count, one in enumerate(answers(site.block, {}, Scope())):
        if count > MAX_ANSWERS:
            raise Broken(f"more than {MAX_ANSWERS} routes; the rest is left out", site.line)
        yield one


def _binds(site: Site, settings: _Options) -> Iterator[str | Unresolved]:
    """The addresses that a site listens on."""
    lines = [one for one in site.block if one.name == "bind"]
    named = [(word, one.file, one.line) for one in lines for word in one.arguments]
    named = named or [(word, site.file, site.line) for word in settings.binds]
    if not named:
        yield ANY
    for word, file, line in named:
        try:
            if not is_known(word):
                raise ValueError
            yield parse_network(word)
        except ValueError:
            yield UNKNOWN
            reason = "the address is known only where Caddy runs"
            yield Unresolved(file, line, f"bind {shown(word, 80)}", reason)


def _route(site: Site, address: Address, names: list[str], bind: str, answer: Answer) -> ObservedRoute:
    scope = answer.scope
    path = scope.path or address.path
    within = (address.path, *scope.within) if address.path and scope.path else scope.within
    shown_names = scope.names or tuple(dict.fromkeys(names))
    is_unknown = not address.is_known and not scope.names
    return ObservedRoute(
        shown_names,
        bind,
        None if bind.startswith("unix:") else address.port,
        "tcp",
        address.tls,
        proxy_path(path, is_exact=bool(scope.path) and "*" not in path) if path else None,
        answer.action,
        answer.targets,
        answer.file,
        answer.line,
        server=(site.file, site.line),
        is_default=not shown_names and not is_unknown,
        within=tuple(map(proxy_path, within)),
        is_conditional=scope.is_conditional,
        source="caddy",
        names_unknown=is_unknown,
        redirect=answer.redirect,
    )
