"""Ports in the command lines and variables of a `.service` unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from portdocs.registry.addresses import UNKNOWN
from portdocs.scan.compose.ports import parse_short
from portdocs.scan.observations import Observation, ObservedListener, Transport, Unresolved
from portdocs.scan.safe_files import clean
from portdocs.scan.systemd import environment, specifiers
from portdocs.scan.systemd.command_line import (
    Hint,
    Option,
    address_of,
    hint,
    is_container,
    is_shell,
    names_a_host,
    names_a_port,
    names_a_socket,
    options,
    program,
)
from portdocs.scan.systemd.environment import Variable
from portdocs.scan.systemd.syntax import Setting, Unit, Word, words, words_of

_VARIABLE = re.compile(r"(\$)\{?(\w+)|(%[a-zA-Z])")


def hints(unit: Unit, variables: Mapping[str, Variable], user: bool) -> Iterator[Observation]:
    """The sockets that a service seems to open, and options with an unknown value."""
    if unit.last_value("Service", "Type") == "oneshot":  # it ends after running and opens no ports itself
        return
    seen: set[int | None] = set()
    container = False
    for setting in unit.values("Service", "ExecStart"):
        command = _command(setting, unit, dict(variables), user)
        container = container or is_container(command)
        for observation in _of_command(command, unit.name, setting.file):
            if isinstance(observation, ObservedListener):
                seen.add(observation.port)
            yield observation
    if not container:
        yield from (found for found in _of_variables(variables, unit.name) if found.port not in seen)


def _command(setting: Setting, unit: Unit, variables: dict[str, Variable], user: bool) -> list[Word]:
    command = [Word(_specified(word.text, unit.name, user), word.line) for word in words(setting.chars)]
    command = environment.expand(command, variables)
    return list(words_of(command[-1].text, command[-1].line)) if is_shell(command) else command


def _specified(text: str, unit: str, user: bool) -> str:
    try:
        return specifiers.expand(text, unit, user)
    except specifiers.UnknownSpecifier:
        return text


def _of_command(command: list[Word], unit: str, file: str) -> Iterator[Observation]:
    if is_container(command):
        yield from _published(command, unit, file)
        return
    found, name = list(options(command)), program(command)
    host = next((address_of(one.value) for one in found if names_a_host(one.name) and _is_host(one.value)), UNKNOWN)
    for option in found:
        if one := hint(option.name, option.value, option.line, name):
            yield _listener(replace(one, address=host) if one.address == UNKNOWN else one, unit, file)
        elif option.name and (names_a_port(option.name, name) or names_a_socket(option.name)):
            yield from _unknown(option, file)


def _is_host(value: str) -> bool:
    return address_of(value) != UNKNOWN and value not in ("", "*")


def _unknown(option: Option, file: str) -> Iterator[Unresolved]:
    if match := _VARIABLE.search(option.value):
        dashes = "-" if len(option.name) == 1 else "--"
        # Only the name: a default in the braces may be a secret.
        text = f"{dashes}{clean(option.name, 60)} {clean(match[3] or '$' + match[2], 60)}"
        yield Unresolved(file, option.line, text, "the unit does not set it, and systemd has no default values")


def _published(command: list[Word], unit: str, file: str) -> Iterator[ObservedListener]:
    for option in options(command):
        if option.name in ("p", "publish"):
            try:
                published = parse_short(option.value)
            except ValueError:
                continue
            if published.host:
                last = published.host.last if len(published.host) > 1 else None
                transport: Transport = "udp" if published.transport == "udp" else "tcp"
                ports = (published.host.first, last, published.container.first)
                where = (transport, published.address)
                yield ObservedListener(*where, *ports, unit, "systemd", file, option.line, False)


def _of_variables(variables: Mapping[str, Variable], unit: str) -> Iterator[ObservedListener]:
    hosts = (address_of(v.value) for name, v in variables.items() if names_a_host(name) and _is_host(v.value))
    host = next(hosts, UNKNOWN)
    for name, variable in variables.items():
        if len(name) > 1 and (one := hint(name, variable.value, variable.line)):
            yield _listener(replace(one, address=host) if one.address == UNKNOWN else one, unit, variable.file)


def _listener(one: Hint, unit: str, file: str) -> ObservedListener:
    if one.path:
        return ObservedListener(
            "unix", f"unix:{clean(one.path)}", None, None, None, unit, "systemd", file, one.line, False
        )
    return ObservedListener("tcp", one.address, one.port, None, None, unit, "systemd", file, one.line, False)
