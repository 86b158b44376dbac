"""The commands for one service: health, state and logs, the process on its port, tunnels, nginx configuration.

Nothing here runs a command, and no command changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from portdocs.pages.commands.health import local_health, public_health
from portdocs.pages.commands.nginx import nginx_commands
from portdocs.pages.commands.shell import Command, build_command, operand, shell_line
from portdocs.pages.commands.tunnel import tunnels
from portdocs.registry import Ports, Registry, Service
from portdocs.registry.redaction import COMMANDS
from portdocs.topology.bindings import is_active

STATUS, LOGS, PORT = "Status", "Logs", "Process on its port"
MAX_PER_TOPIC = 12


def commands_of(registry: Registry, service: Service) -> tuple[Command, ...]:
    """All commands for a service, by topic.

    A retired or planned service has only commands that show whether it is absent; an external service has only those
    that use one of our endpoints. There are none if the site leaves them out.
    """
    return registry.of_entry(_commands_of, service)  # the page of a service needs them several times


def _commands_of(registry: Registry, service: Service) -> tuple[Command, ...]:
    if COMMANDS in registry.redacted:
        return ()
    runs = service.status in ("active", "deprecated")
    commands: list[Command] = []
    if runs:
        commands += [*local_health(service), *public_health(registry, service)]
    if not service.external:
        commands += [*_status(service), *(_logs(service) if runs else ()), *_sockets(service)]
    if runs and is_active(service):
        commands += tunnels(registry, service)
    if service.status != "retired":
        commands += nginx_commands(registry, service)
    return tuple(
        command for _, topic in groupby(commands, key=lambda one: one.topic) for command in _first(list(topic))
    )


def _first(commands: list[Command]) -> list[Command]:
    """The first commands of one topic, and the number of the others."""
    more = len(commands) - MAX_PER_TOPIC
    if more <= 0:
        return commands
    note = Command(commands[0].topic, "", "", f"{more:,} more: see Listeners.")
    return [*commands[:MAX_PER_TOPIC], note]


def _status(service: Service) -> Iterator[Command]:
    for unit in service.unit:
        # systemctl accepts a name that starts with a hyphen after `--`.
        end = ("--",) if unit.startswith("-") else ()
        yield build_command(STATUS, f"Status of {unit}", shell_line, "systemctl", "status", *end, unit)
    for name in service.container:
        yield build_command(
            STATUS, f"Status of container {name}", shell_line, "docker", "ps", "-a", "--filter", f"name={name}"
        )


def _logs(service: Service) -> Iterator[Command]:
    for unit in service.unit:
        # journalctl accepts a name that starts with a hyphen as the value of -u.
        yield build_command(LOGS, f"Logs of {unit}", shell_line, "journalctl", "-u", unit, "-f")
    for name in service.container:
        yield build_command(LOGS, f"Logs of container {name}", _docker_logs, name)


def _docker_logs(container: str) -> str:
    return shell_line("docker", "logs", "-f", "--tail", "200", operand(container))


def _sockets(service: Service) -> Iterator[Command]:
    for listener in service.listeners or ():
        if listener.socket:
            yield build_command(PORT, f"Socket {listener.socket}", shell_line, "ss", "-lxp", "src", listener.socket)
        elif listener.port:
            letters = "".join(transport[0] for transport in ("tcp", "udp") if transport in listener.transport)
            purpose = f"Port {listener.port}; names the process if run as root"
            yield build_command(PORT, purpose, shell_line, "ss", f"-l{letters}np", _sport(listener.port))


def _sport(ports: Ports) -> str:
    if len(ports) == 1:
        return f"sport = :{ports.first}"
    return f"sport >= :{ports.first} and sport <= :{ports.last}"
