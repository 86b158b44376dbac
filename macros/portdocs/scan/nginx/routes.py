"""Routes of a server: one for each line that answers, and unresolved items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from portdocs.registry.urls import Target
from portdocs.scan.nginx.parse import Directive
from portdocs.scan.nginx.targets import PASSES, UnresolvedTarget, Upstreams, targets_of
from portdocs.scan.nginx.variables import Values, expand_known, leaves, literal_variables
from portdocs.scan.observations import Action, ObservedRoute, Unresolved
from portdocs.scan.path_match import ALL_PATHS, PathMatch, nginx_path
from portdocs.scan.safe_files import clean

_REDIRECTS = {"301", "302", "303", "307", "308"}
_FILES = ("alias", "root", "try_files")
_URL = re.compile(r"(https?|\$scheme)://", re.IGNORECASE)
_ALL = re.compile(r"\^?(/?\(?\.\*\)?\$?|/|)")
"""`rewrite` patterns that match every path."""
_PROGRAM = re.compile(r"content_by_lua(_block|_file)?|js_content|perl")
_OWN = {"stub_status", "empty_gif", "echo", "deny"}
"""Directives that make nginx answer by itself."""

Found = Iterator[ObservedRoute | Unresolved]
Path = tuple[PathMatch, ...]
"""Enclosing locations, outermost first."""


def server_routes(context: str, server: Directive, upstreams: Upstreams) -> Found:
    """The routes of a server, not yet combined with its sockets."""
    if context == "mail":
        yield from _mail(server)
    else:
        yield from _block(server, (server,), (), upstreams)


def _mail(server: Directive) -> Found:
    yield _route(server, (), "proxy")
    reason = "the auth_http server chooses the target of each login"
    yield Unresolved(server.file, server.line, "server", reason)


def _block(block: Directive, around: tuple[Directive, ...], at: Path, upstreams: Upstreams) -> Found:
    """The routes of a server, location or `if`; `around` are the blocks whose `set` lines apply to it."""
    final = _final(block)
    last = next((line for line in reversed(block.block) if line.name in PASSES and line.args), None)
    yield from _rewriting(block, final, around, at, upstreams)
    for line in block.block:
        if line.name == "location" and line.args:
            # A server that answers every request never selects a location; `error_page` may, by name.
            is_missed = final is not None and block.name == "server" and not line.args[0].startswith("@")
            yield from _reached(_location(line, around, at, upstreams), not is_missed)
        elif line.name == "limit_except":
            yield from _reached(_block(line, (*around, line), at, upstreams), not final)
        elif line.name in PASSES and line.args:
            yield from _reached(_pass(line, around, at, upstreams), not final and line is last)
    if files := _files(block):
        fallback = _fallback(files, around, at, upstreams) if files.name == "try_files" else ()
        yield from _reached([*fallback, _route(files, at, "files", ())], not final)


def _rewriting(
    block: Directive, final: Directive | None, around: tuple[Directive, ...], at: Path, upstreams: Upstreams
) -> Found:
    """The answers of the rewrite phase, which precede all others in the block."""
    is_over = False
    for line in block.block:
        if line.name == "return" and line.args:
            yield from _reached([_return(line, at, literal_variables(around))], not is_over)
        elif line.name == "rewrite" and _is_redirect(line):
            url = expand_known(line.args[1], literal_variables(around))
            found = _route(line, at, "redirect", redirect=_shown_url(url))
            yield from _reached([found], not is_over)
        elif line.name == "if":
            only_for = line.args[2].lower() if line.args[:2] == ("$host", "=") and len(line.args) == 3 else ""
            for one in _block(line, (*around, line), at, upstreams):
                if not isinstance(one, ObservedRoute):
                    yield one
                else:
                    is_missed = is_over or (final is not None and one.action == "proxy")
                    yield from _reached([replace(one, is_conditional=True, only_for=only_for)], not is_missed)
        is_over |= line is final


def _reached(found: Iterable[ObservedRoute | Unresolved], is_reached: bool) -> Found:
    """Mark routes that nginx never reaches."""
    for one in found:
        yield one if is_reached or not isinstance(one, ObservedRoute) else replace(one, is_reached=False)


def _final(block: Directive) -> Directive | None:
    """The line that answers every request of the block: an unconditional `return` or redirect that no earlier line can
    bypass."""
    for line in block.block:
        if line.name == "return" and line.args:
            return line
        if line.name == "rewrite" and _is_redirect(line) and _ALL.fullmatch(line.args[0]):
            return line
        if line.name == "break" or leaves(line):
            return None
    return None


def _location(location: Directive, around: tuple[Directive, ...], outer: Path, upstreams: Upstreams) -> Found:
    at = (*outer, _paths(location))
    found = list(_block(location, (*around, location), at, upstreams))
    if not any(isinstance(one, ObservedRoute) and (*one.within, one.location) == at for one in found):
        implied = _without_answer(location, around, at)
        found += [replace(one, is_said=False) if isinstance(one, ObservedRoute) else one for one in implied]
    is_internal = any(line.name == "internal" for line in location.block)
    for one in found:
        yield replace(one, is_internal=True) if is_internal and isinstance(one, ObservedRoute) else one


def _paths(location: Directive) -> PathMatch:
    return nginx_path(clean(" ".join(location.args)))


def _without_answer(location: Directive, around: tuple[Directive, ...], at: Path) -> Found:
    """The implied answer of a location without pass, `return` or `root`. It is reported only if otherwise a broader
    location that forwards or redirects would seem to answer."""
    program = next((line for line in location.block if _PROGRAM.fullmatch(line.name)), None)
    if program:
        yield _route(location, at, "proxy")
        yield Unresolved(program.file, program.line, program.name, "a program answers and may connect anywhere")
    elif any(_leads_away(one) for block in around for one in (block, *block.block) if _covers(one, location)):
        rewrite = next((line for line in location.block if line.name == "rewrite" and "break" not in line.args), None)
        if rewrite:
            yield _route(location, at, "proxy")
            text = f"rewrite {' '.join(map(_shown_url, rewrite.args[:2]))}"
            yield Unresolved(rewrite.file, rewrite.line, text, "nginx selects another location after it")
        else:
            is_own = any(line.name in _OWN for line in location.block)
            yield _route(location, at, "status" if is_own else "files")


def _covers(other: Directive, location: Directive) -> bool:
    """True if another location is a prefix of this location's paths."""
    if other.name != "location" or other is location or not other.args:
        return False
    prefix, own = _paths(other), _paths(location)
    if prefix.prefix is None or prefix.modifier == "=":
        return False
    return own.path.startswith(prefix.path) or own.is_pattern


def _leads_away(block: Directive) -> bool:
    """True if a location forwards or redirects all its requests."""
    if final := _final(block):
        return final.name == "rewrite" or _return(final, (), {}).action == "redirect"
    return any(line.name in PASSES for line in block.block)


def _pass(line: Directive, around: tuple[Directive, ...], at: Path, upstreams: Upstreams) -> Found:
    try:
        yield _route(line, at, "proxy", targets_of(line, literal_variables(around), upstreams))
    except UnresolvedTarget as unresolved:
        # The route exists; only its target is unknown.
        yield _route(line, at, "proxy")
        yield Unresolved(line.file, line.line, f"{line.name} {_shown_url(line.args[0])}", str(unresolved))


def _return(line: Directive, at: Path, values: Values) -> ObservedRoute:
    code, url = (line.args[0], line.args[1] if len(line.args) > 1 else "")
    if len(line.args) == 1 and (_URL.match(code) or code.startswith("$")):
        code, url = "302", code
    if code in _REDIRECTS and url:
        return _route(line, at, "redirect", redirect=_shown_url(expand_known(url, values)))
    return _route(line, at, "status")


def _is_redirect(line: Directive) -> bool:
    """True if a rewrite redirects: by its flag, or because its target is a URL (ngx_http_rewrite_module)."""
    return len(line.args) > 1 and (
        "permanent" in line.args or "redirect" in line.args or bool(_URL.match(line.args[1]))
    )


def _files(block: Directive) -> Directive | None:
    """The line that makes a block serve files: its first `alias`, `root` or `try_files` if nothing else answers.

    A server's own `root` is for the requests that no location answers: none where `location /` does.
    """
    names = {line.name for line in block.block}
    if names & {*PASSES, "return"} or block.name not in ("server", "location"):
        return None
    if block.name == "server" and any(_answers_all(line) for line in block.block):
        return None
    found = [line for line in block.block if line.name in _FILES and line.args]
    return next((line for line in found if line.args[-1].startswith("@")), next(iter(found), None))


def _fallback(
    files: Directive, around: tuple[Directive, ...], at: Path, upstreams: Upstreams
) -> Iterator[ObservedRoute]:
    """The answer of the named location that `try_files` ends with: what the paths without a file lead to.

    None for patterns, which are mostly those of static files.
    """
    place = at or (ALL_PATHS,)
    named = [one for one in around[0].block if one.name == "location" and one.args == files.args[-1:]]
    if place[-1].prefix is None or place[-1].modifier == "=":
        return
    for line in (line for block in named for line in block.block if line.name in PASSES and line.args):
        for one in _pass(line, (*around, *named), place, upstreams):
            if isinstance(one, ObservedRoute):  # the named location reports what is unresolved
                yield replace(one, is_said=False, file=files.file, line=files.line)


def _answers_all(line: Directive) -> bool:
    if line.name != "location" or line.args != ("/",):
        return False
    return bool({inner.name for inner in line.block} & {*PASSES, "return", *_FILES})


def _shown_url(url: str) -> str:
    """A URL without possible secrets: user information and query."""
    return clean(re.sub(r"(?<=://)[^/@]*@", "", url.split("?", 1)[0]))


def _route(
    line: Directive, at: Path, action: Action, targets: tuple[Target, ...] = (), redirect: str = ""
) -> ObservedRoute:
    location, within = (at[-1] if at else None), at[:-1]
    return ObservedRoute(
        (), "", None, "tcp", False, location, action, targets, line.file, line.line, within=within, redirect=redirect
    )
