"""The commands that are right for one service: is it healthy, does it run, what holds its port, how is it reached.

Nothing here runs a command, and none of them changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from portdocs.pages.commands.health import local_health, public_health
from portdocs.pages.commands.listener_address import container_of
from portdocs.pages.commands.nginx_block import nginx_lines
from portdocs.pages.commands.shell import MOST, Command, and_more, line, made, operand
from portdocs.pages.commands.tunnel import tunnels
from portdocs.registry import Endpoint, Ports, Registry, Service
from portdocs.registry.urls import DEFAULT_PORTS
from portdocs.topology.bindings import is_active
from portdocs.topology.nginx import is_nginx
from portdocs.topology.routes import Route, route

PROCESS, PORT, NGINX = "Does it run?", "What holds its port?", "What nginx needs"


MOST_OF_A_TOPIC = 12


def commands_of(registry: Registry, service: Service) -> tuple[Command, ...]:
    """All commands of a service, those of one topic together. One that is retired or planned has only what tells that
    it is gone or not there yet; one that others run has only what goes through an endpoint of ours."""
    runs = service.status in ("active", "deprecated")
    found: list[Command] = []
    if runs:
        found += [*local_health(service), *public_health(registry, service)]
    if not service.external:
        found += [*_process(service, runs), *_sockets(service)]
    if runs and is_active(service):
        found += tunnels(registry, service)
    if service.status != "retired":
        found += _nginx(registry, service)
    return tuple(command for _, topic in groupby(found, key=lambda one: one.topic) for command in _some(list(topic)))


def _some(commands: list[Command]) -> list[Command]:
    """The commands of one topic; of very many the first ones, and how many more there are."""
    more = len(commands) - MOST_OF_A_TOPIC
    if more <= 0:
        return commands
    rest = Command(commands[0].topic, "", "", f"{more:,} more like these: see Listeners.")
    return [*commands[:MOST_OF_A_TOPIC], rest]


def _process(service: Service, runs: bool) -> Iterator[Command]:
    for unit in service.unit:
        # systemctl takes a name that starts with a hyphen behind `--`; journalctl takes it as the value of -u.
        end = ("--",) if unit.startswith("-") else ()
        yield made(PROCESS, f"State of {unit}", line, "systemctl", "status", *end, unit)
        if runs:
            yield made(PROCESS, f"Log of {unit}", line, "journalctl", "-u", unit, "-f")
    for box in service.container:
        yield made(PROCESS, f"State of container {box}", line, "docker", "ps", "-a", "--filter", f"name={box}")
        if runs:
            yield made(PROCESS, f"Log of container {box}", _docker_logs, box)


def _docker_logs(container: str) -> str:
    return line("docker", "logs", "-f", "--tail", "200", operand(container))


def _sockets(service: Service) -> Iterator[Command]:
    for listener in service.listeners or ():
        if listener.socket:
            yield made(PORT, f"Socket {listener.socket}", line, "ss", "-lxp", "src", listener.socket)
        elif listener.port:
            letters = "".join(transport[0] for transport in ("tcp", "udp") if transport in listener.transport)
            purpose = f"Port {listener.port}; as root it names the process"
            yield made(PORT, purpose, line, "ss", f"-l{letters}np", _sport(listener.port))


def _sport(ports: Ports) -> str:
    if len(ports) == 1:
        return f"sport = :{ports.first}"
    return f"sport >= :{ports.first} and sport <= :{ports.last}"


def _nginx(registry: Registry, service: Service) -> Iterator[Command]:
    if registry.is_proxy(service) and is_nginx(service) and not service.external:
        yield made(NGINX, "Whether its configuration is sound", _nginx_test, service)
    fronted = [e for e in registry.endpoints_to(service) if _is_behind_nginx(route(registry, e))]
    for endpoint in fronted[:MOST]:
        yield made(NGINX, _expected(registry, endpoint), nginx_lines, registry, endpoint)
    yield from and_more(NGINX, len(fronted) - MOST, "endpoint leads", "endpoints lead")


def _nginx_test(service: Service) -> str:
    inside = ("docker", "exec", container_of(service)) if service.container else ()
    return line(*inside, "nginx", "-t")


def _is_behind_nginx(way: Route) -> bool:
    return bool(way.proxies) and is_nginx(way.proxies[-1])


def _expected(registry: Registry, endpoint: Endpoint) -> str:
    """Says which part of nginx's configuration the lines belong into, and what is left to it."""
    url, proxy = endpoint.url[0], route(registry, endpoint).proxies[-1].title
    part = "http" if url.scheme in DEFAULT_PORTS else "stream"
    certificate = "; its certificate is declared elsewhere" if any(one.tls for one in endpoint.url) else ""
    return f"For {url} in the {part} part of {proxy}{certificate}"
