"""Code blocks in a language of their own: compose files, `docker run`, variables of an environment, servers of nginx.

They are read as the sources read such files. What a block only uses, such as `curl localhost:8080`, says nothing of
who listens; a block that cannot be read whole gives nothing, and the report has its ports.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from portdocs.importing.context import Context
from portdocs.importing.entries import Entry, is_name
from portdocs.importing.found import EndpointMention
from portdocs.importing.pages import Code, Words
from portdocs.importing.ports import PortUse, run
from portdocs.importing.urls import is_public
from portdocs.registry.ports import Ports
from portdocs.scan.compose.interpolate import Unset
from portdocs.scan.compose.ports import OtherProtocol, PublishedPort, parse_short
from portdocs.scan.compose.services import File, observe
from portdocs.scan.compose.yaml import read_document
from portdocs.scan.result import ObservedListener, ObservedRoute
from portdocs.scan.safe_files import Broken, Unreadable

_YAML = frozenset({"", "yaml", "yml", "compose", "docker-compose", "dockercompose"})
_NGINX = frozenset({"", "nginx", "conf", "nginxconf"})
_SHELL = frozenset({"", "bash", "sh", "shell", "zsh", "console", "text"})
_VARIABLES = frozenset({"", "env", "dotenv", "properties", "ini", "bash", "sh", "shell", "text"})

_ASSIGNED = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*?)\s*")
_PORT_NAME = re.compile(
    r"(?P<stem>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*?)(?:_(?:HOST|HTTP|EXTERNAL|PUBLIC|EXPOSED|LISTEN))?_PORT"
)
_NOBODY = frozenset(
    {
        "SERVER",
        "HOST",
        "HTTP",
        "HTTPS",
        "LISTEN",
        "CONTAINER",
        "INTERNAL",
        "EXTERNAL",
        "DEFAULT",
        "TEST",
        "LOCAL",
        "TARGET",
        "REMOTE",
        "DEBUG",
    }
)
_FLAGS = re.compile(
    r"-[ditPq]+|--(?:rm|detach|init|privileged|read-only|tty|interactive|publish-all|no-healthcheck|sig-proxy|quiet)"
)
_PLACEHOLDER = re.compile(r"[<>${}]|(?:^|\.)example\.|your|domain\.(?:com|ru|tld)|^_$", re.IGNORECASE)


def read_language(context: Context, code: Code) -> bool:
    """Takes what a block in such a language says; False where it is in none."""
    text = "\n".join(line.text for line in code.lines)
    readers: tuple[tuple[frozenset[str], str, Callable[[Context, Code, str], bool]], ...] = (
        (_YAML, r"^services:\s*$", _read_compose),
        (_NGINX, r"^\s*server\s*\{", _read_nginx),
        (_SHELL, r"\b(?:docker|podman)\s+(?:container\s+)?run\s", _read_docker_run),
        (_VARIABLES, r"^\s*(?:export\s+)?[A-Z0-9_]+_PORT\s*=", _read_variables),
    )
    return any(
        code.info in languages and re.search(pattern, text, re.MULTILINE) and read(context, code, text)
        for languages, pattern, read in readers
    )


def _take(context: Context, code: Code, name: str, uses: list[PortUse], line: int) -> None:
    if is_name(name):
        context.from_entry(Entry(name, tuple(uses)), code.lines[line - 1].line, "code", code.section)


# --- compose


def _read_compose(context: Context, code: Code, text: str) -> bool:
    try:
        file = File(context.page.file, read_document(text))
    except Broken:
        return False
    listeners: dict[str, list[ObservedListener]] = {}
    for one in observe([file], {}):
        if isinstance(one, ObservedListener) and one.name:
            listeners.setdefault(one.name, []).append(one)
    for name, its in listeners.items():
        _take(context, code, name, list(map(_use, its)), its[0].line)
    return True


def _use(one: ObservedListener) -> PortUse:
    ports = Ports(one.port, one.port_end or one.port) if one.port else None
    first = one.container_port
    inside = Ports(first, first + (len(ports) if ports else 1) - 1) if first else None
    bind = None if one.address in ("*", "unknown") else one.address
    return PortUse(ports, inside, ("udp",) if one.transport == "udp" else (), bind)


# --- docker run


def _read_docker_run(context: Context, code: Code, text: str) -> bool:
    found = False
    for line, command in _commands(code.lines):
        match = re.search(r"\b(?:docker|podman)\s+(?:container\s+)?run\s+(.*)", command)
        try:
            words = shlex.split(match[1], comments=True) if match else []
        except ValueError:
            continue
        name, published = _run_of(words)
        uses = list(_published(context, line, published))
        if name and uses:
            _take(context, code, name, uses, line - code.lines[0].line + 1)
            found = True
    return found


def _commands(lines: tuple[Words, ...]) -> Iterator[tuple[int, str]]:
    """The commands, those that go on behind a backslash in one piece."""
    start, parts = 0, list[str]()
    for line in lines:
        start = start if parts else line.line
        parts.append(line.text.rstrip().removesuffix("\\"))
        if not line.text.rstrip().endswith("\\"):
            yield start, " ".join(parts)
            parts = []
    if parts:
        yield start, " ".join(parts)


def _run_of(words: list[str]) -> tuple[str, list[str]]:
    """What `docker run` is to call the container, else its image, and what it publishes."""
    name, published, at = "", list[str](), 0
    while at < len(words) and words[at].startswith("-"):
        option, equals, value = words[at].partition("=")
        if not equals and not _FLAGS.fullmatch(option):
            glued = re.fullmatch(r"-p(.+)", option)
            option, value = ("-p", glued[1]) if glued else (option, words[at + 1] if at + 1 < len(words) else "")
            at += not glued
        name = value if option == "--name" else name
        published += [value] if option in ("-p", "--publish") else []
        at += 1
    image = words[at].rpartition("/")[2].split(":")[0].split("@")[0] if at < len(words) else ""
    return name or image, published


def _published(context: Context, line: int, texts: list[str]) -> Iterator[PortUse]:
    for text in texts:
        try:
            yield _use_of(parse_short(text))
        except (ValueError, Unset, OtherProtocol) as error:
            context.refuse(line, f"-p {text}", str(error) or "a transport that the registry does not know")


def _use_of(one: PublishedPort) -> PortUse:
    bind = None if one.address in ("*", "unknown") else one.address
    return PortUse(one.host, one.container, ("udp",) if one.transport == "udp" else (), bind)


# --- variables


def _read_variables(context: Context, code: Code, text: str) -> bool:
    """`API_PORT=8000` in a block of nothing but variables: who is called so listens there, if no host stands beside."""
    lines = [line for line in code.lines if line.text.strip() and not line.text.lstrip().startswith("#")]
    pairs = [(line, _ASSIGNED.fullmatch(line.text)) for line in lines]
    if not all(match for _, match in pairs):
        return False
    values = {match["name"]: match["value"] for _, match in pairs if match}
    for line, match in pairs:
        named = _PORT_NAME.fullmatch(match["name"]) if match else None
        if match and named and not _is_elsewhere(named["stem"], values):
            value = re.fullmatch(r"[\"']?([0-9]{2,5})[\"']?(?:\s+#.*)?", match["value"])
            try:
                ports = run(value[1]) if value else None
            except ValueError:
                continue
            if ports:
                name = named["stem"].lower().replace("_", "-")
                context.from_entry(Entry(name, (PortUse(ports),)), line.line, "code", code.section)
    return True


def _is_elsewhere(stem: str, values: dict[str, str]) -> bool:
    """Whether the port is one to connect to, or of nobody."""
    return stem in _NOBODY or any(f"{stem}_{word}" in values for word in ("HOST", "URL", "ADDR", "SERVER", "HOSTNAME"))


# --- nginx


def _read_nginx(context: Context, code: Code, text: str) -> bool:
    from portdocs.scan.nginx.parse import parse_file  # its parser is needed for such a block alone
    from portdocs.scan.nginx.servers import observe as observe_nginx

    if _PLACEHOLDER.search(" ".join(re.findall(r"server_name\s+([^;]*);", text))):
        return False
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder, "site")
            path.write_text(text, encoding="utf-8", errors="replace")
            observed = list(observe_nginx(parse_file(path, context.page.file), complete=False))
    except Unreadable:
        return False
    listens = {one.port: one for one in observed if isinstance(one, ObservedListener) and one.port}
    if listens:
        uses = [PortUse(Ports.one(port)) for port in listens]
        _take(context, code, "nginx", uses, next(iter(listens.values())).line)
    for route in observed:
        if isinstance(route, ObservedRoute) and route.action == "proxy" and (url := _url(route)):
            mention = EndpointMention(
                (url,),
                context.at(code.lines[route.line - 1].line),
                tls=route.tls is True,
                target=route.targets[0],
                via="nginx",
            )
            context.found.endpoints.append(mention)
    return True


def _url(route: ObservedRoute) -> str | None:
    """The address of a route; None where it has no name, or no path that a reader could follow."""
    location = (route.location or "/").removeprefix("^~ ").removeprefix("= ")
    name = route.server_names[0] if route.server_names else ""
    if not route.targets or not is_public(f"https://{name}") or not re.fullmatch(r"/[\w./-]*", location):
        return None
    usual = 443 if route.tls else 80
    port = f":{route.listen_port}" if route.listen_port not in (usual, None) else ""
    return f"http{'s' if route.tls else ''}://{name}{port}{location if location != '/' else ''}"
