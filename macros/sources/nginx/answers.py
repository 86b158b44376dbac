"""What a server does with requests: one route a line that answers, and what cannot be said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from macros.sources._files import clean
from macros.sources.nginx.parse import Directive
from macros.sources.nginx.targets import PASSES, Unclear, Upstreams, targets_of
from macros.sources.nginx.variables import literals
from macros.sources.observations import Action, Route, Unresolved

_REDIRECTS = {"301", "302", "303", "307", "308"}
_FILES = ("alias", "root", "try_files")
_URL = re.compile(r"(https?|\$scheme)://", re.IGNORECASE)


def answers(context: str, server: Directive, upstreams: Upstreams) -> Iterator[Route | Unresolved]:
    """The routes of a server, not yet joined with what it listens on."""
    if context == "mail":
        yield from _mail(server)
    else:
        yield from _block(server, (server,), None, upstreams)


def _mail(server: Directive) -> Iterator[Route | Unresolved]:
    yield _route(server, None, "proxy", ())
    reason = "the server behind auth_http decides for each login where it leads"
    yield Unresolved(server.file, server.line, "server", reason)


def _block(
    block: Directive, around: tuple[Directive, ...], location: str | None, upstreams: Upstreams
) -> Iterator[Route | Unresolved]:
    """The routes of a server, location or `if`; `around` are the blocks whose `set` lines hold in it."""
    for line in block.block:
        if line.name in PASSES and line.args:
            yield from _pass(line, around, location, upstreams)
        elif line.name == "return" and line.args:
            yield _return(line, location)
        elif line.name == "rewrite" and _is_redirect(line):
            yield _route(line, location, "redirect", (_shown_url(line.args[1]),))
        elif line.name == "location" and line.args:
            yield from _block(line, (*around, line), clean(" ".join(line.args)), upstreams)
        elif line.name in ("if", "limit_except"):
            yield from _block(line, (*around, line), location, upstreams)
    if files := _files(block):
        yield _route(files, location, "files", ())


def _pass(
    line: Directive, around: tuple[Directive, ...], location: str | None, upstreams: Upstreams
) -> Iterator[Route | Unresolved]:
    try:
        yield _route(line, location, "proxy", targets_of(line, literals(around), upstreams))
    except Unclear as unclear:
        # The route is there all the same: only where it leads is not known.
        yield _route(line, location, "proxy", ())
        yield Unresolved(line.file, line.line, f"{line.name} {_shown_url(line.args[0])}", str(unclear))


def _return(line: Directive, location: str | None) -> Route:
    code, url = (line.args[0], line.args[1] if len(line.args) > 1 else "")
    if len(line.args) == 1 and (_URL.match(code) or code.startswith("$")):
        code, url = "302", code
    if code in _REDIRECTS and url:
        return _route(line, location, "redirect", (_shown_url(url),))
    return _route(line, location, "status", ())


def _is_redirect(line: Directive) -> bool:
    """A rewrite leaves the server where its flag says so, and where its target is a URL (ngx_http_rewrite_module)."""
    return len(line.args) > 1 and (
        "permanent" in line.args or "redirect" in line.args or bool(_URL.match(line.args[1]))
    )


def _files(block: Directive) -> Directive | None:
    """The line that makes a block serve files: its first `alias`, `root` or `try_files`, where nothing else answers.

    A server's own `root` is for the requests that no location answers: none where `location /` does.
    """
    names = {line.name for line in block.block}
    if names & {*PASSES, "return"} or block.name not in ("server", "location"):
        return None
    if block.name == "server" and any(_answers_all(line) for line in block.block):
        return None
    return next((line for line in block.block if line.name in _FILES), None)


def _answers_all(line: Directive) -> bool:
    if line.name != "location" or line.args != ("/",):
        return False
    return bool({inner.name for inner in line.block} & {*PASSES, "return", *_FILES})


def _shown_url(url: str) -> str:
    """A URL without what may be a secret: a user's name and password, and the query."""
    return clean(re.sub(r"(?<=://)[^/@]*@", "", url.split("?", 1)[0]))


def _route(line: Directive, location: str | None, action: Action, targets: tuple[str, ...]) -> Route:
    return Route((), "", None, "tcp", False, location, action, targets, line.file, line.line)
