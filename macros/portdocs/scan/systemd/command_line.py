"""Ports in command lines: hints, since only the program defines its arguments.

Only forms that leave little doubt count: `--port 8000`, `--bind 0.0.0.0:8000`, `-p 8000`, an address with a port as an
argument of its own. Options that name the port of another program (`--db-port`) do not. Nothing else of a line is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portdocs.registry.addresses import ANY, UNKNOWN
from portdocs.scan.systemd.syntax import Word
from portdocs.scan.values import parse_address, parse_port

_LISTEN = {"bind", "listen", "addr", "address", "listenaddr", "listenaddress", "bindaddr", "bindaddress", "urls"}
_HOST = {"host", "ip", "hostname", "interface"} | _LISTEN
_ELSEWHERE = re.compile(
    r"(?i)(^|[-_.])(db|database|redis|postgres\w*|pg|my|mysql|mariadb|mongo\w*|smtp|mail|ldap|amqp|rabbitmq|mq|kafka|upstream|"
    r"remote|target|dest|destination|peer|proxy|backend|connect|source|src|statsd|graphite|syslog|memcached?|es|elastic\w*|"
    r"influx\w*|consul|etcd|zookeeper|broker|master|primary|nats|vault|sentry|otel|jaeger|server|join|advertise\w*|"
    r"external|public|debug)([-_.]|$)"
)
_OTHER_P = {"ssh", "autossh", "scp", "mysql", "mysqldump", "mkdir", "install", "cp", "nmap", "psql", "pg_dump", "rsync"}
"""Programs for which `-p` is a remote port or no port."""
_OPTION = re.compile(r"--?([A-Za-z][\w.-]*)(?:=(.*))?", re.DOTALL)
_ADDRESS = re.compile(r"(?:[a-z+]+://)?(\[[0-9A-Fa-f:.]+\]|[\w.-]*|\*):(\d{1,5})/?", re.ASCII)
_SHELLS = {"sh", "bash", "dash", "ash"}
_CONTAINERS = {"docker", "podman", "nerdctl"}


@dataclass(frozen=True, slots=True)
class Hint:
    """A socket that a command line seems to open."""

    address: str
    port: int | None
    line: int
    path: str = ""
    """The path of a unix socket, instead of a port."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option with its value; a positional argument has no name."""

    name: str
    value: str
    line: int


def options(command: Sequence[Word]) -> Iterator[Option]:
    """The options of a command line with their values, and the positional arguments."""
    waiting: Option | None = None
    for word in command[1:]:
        match = _OPTION.fullmatch(word.text)
        if match:
            if waiting:
                yield waiting
            waiting = None if match[2] is not None else Option(match[1], "", word.line)
            if match[2] is not None:
                yield Option(match[1], match[2], word.line)
        elif waiting:
            yield Option(waiting.name, word.text, word.line)
            waiting = None
        else:
            yield Option("", word.text, word.line)


def program(command: Sequence[Word]) -> str:
    """The name of the program, without its path and the prefixes of ExecStart."""
    return command[0].text.lstrip("-@:+!|").rpartition("/")[2] if command else ""


def is_shell(command: Sequence[Word]) -> bool:
    """True if the command is `sh -c "..."`."""
    return program(command) in _SHELLS and len(command) > 2 and command[1].text.lstrip("-") in ("c", "lc", "ec")


def is_container(command: Sequence[Word]) -> bool:
    """True if the command runs a container; its arguments name ports inside it."""
    return program(command) in _CONTAINERS


def names_a_port(name: str, program: str) -> bool:
    """True if the option's value is a port that the program opens."""
    if name == "p":
        return program not in _OTHER_P
    return _last(name) == "port" and not _ELSEWHERE.search(name)


def names_a_socket(name: str) -> bool:
    """True if the option's value is an address and port that the program opens."""
    return name == "b" or (_last(name) in _LISTEN and not _ELSEWHERE.search(name))


def names_a_host(name: str) -> bool:
    """True if the option's value is the address for the port in another option."""
    return _last(name) in _HOST and not _ELSEWHERE.search(name)


def _last(name: str) -> str:
    return re.split(r"[-_.]", name.lower())[-1]


def hint(name: str, value: str, line: int, program: str = "") -> Hint | None:
    """The socket that an option, argument or variable opens; None if that is not clear."""
    if names_a_port(name, program) and value.isascii() and value.isdigit():
        return _hint(UNKNOWN, value, line)
    if name and not names_a_socket(name) and not names_a_port(name, program) and not _is_docker_host(name, value):
        return None
    if name and (match := re.fullmatch(r"(?:unix:(?://)?)(/\S+)", value)):
        return Hint("", None, line, match[1])
    if name and names_a_socket(name) and value.isascii() and value.isdigit():
        return _hint(UNKNOWN, value, line)
    match = _ADDRESS.fullmatch(value)
    # A positional argument may be a connection target; a URL or a host name is one.
    if not match or (not name and ("://" in value or address_of(match[1]) in (UNKNOWN, ANY))):
        return None
    return _hint(address_of(match[1]), match[2], line)


def _is_docker_host(name: str, value: str) -> bool:
    return name in ("H", "host") and value.startswith("tcp://")


def _hint(address: str, port: str, line: int) -> Hint | None:
    try:
        return Hint(address, parse_port(port), line)
    except ValueError:
        return None


def address_of(text: str) -> str:
    """The bind of an address in a command line; a host name is unknown."""
    if text in ("", "*"):
        return ANY
    try:
        return parse_address(text)
    except ValueError:
        return UNKNOWN
