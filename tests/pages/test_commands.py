"""Commands: the YAML of a service in, the exact commands out; and no value is ever more than one word."""

from __future__ import annotations

import json
import shlex
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.pages.cards.command_card import command_card
from portdocs.pages.cards.service_card import service_card
from portdocs.pages.commands.nginx import nginx_word
from portdocs.pages.commands.service_commands import commands_of
from portdocs.pages.commands.shell import Unquotable, operand, shell_line
from portdocs.pages.links import SiteLinks
from portdocs.pages.tables.listener_table import listener_table
from portdocs.registry import Registry
from tests.data import registry_of

HOST = "hosts: {web: {name: Web server, addresses: [10.0.0.4, '2001:db8::4']}}\n"


def service(yaml: str, rest: str = "") -> Registry:
    """A registry with the service `api`, on a host with an address."""
    return registry_of(f"{HOST}services:\n  api:\n    host: web\n{_indented(yaml)}\n{dedent(rest)}")


def _indented(yaml: str) -> str:
    return "\n".join(f"    {text}" for text in dedent(yaml).strip().splitlines())


def texts(registry: Registry, id: str = "api") -> list[str]:
    return [command.text or command.reason for command in commands_of(registry, registry.services[id])]


def listening(listener: str, more: str = "") -> list[str]:
    return texts(service(f"listeners: [{{{listener}}}]\n{more}"))


CURL = "curl -sS -i -m 10"


@pytest.mark.parametrize(
    ("listener", "command"),
    [
        ("port: 8000, bind: 127.0.0.1, health: /health", f"{CURL} http://127.0.0.1:8000/health"),
        ("port: 8000, bind: 0.0.0.0, health: /health", f"{CURL} http://127.0.0.1:8000/health"),
        ("port: 8000, bind: '*', health: /", f"{CURL} http://127.0.0.1:8000/"),
        ("port: 8000, health: /health", f"{CURL} http://127.0.0.1:8000/health"),
        ("port: 8000, bind: '::', health: /x", f"{CURL} 'http://[::1]:8000/x'"),
        ("port: 8000, bind: '::1', health: /x", f"{CURL} 'http://[::1]:8000/x'"),
        ("port: 8000, bind: 10.0.0.4, health: /x", f"{CURL} http://10.0.0.4:8000/x"),
        ("port: 8000, bind: [10.0.0.4, 127.0.0.1], health: /x", f"{CURL} http://127.0.0.1:8000/x"),
        ("port: 8000, bind: 127.0.0.2, health: /x", f"{CURL} http://127.0.0.2:8000/x"),
        ("port: 8000, bind: 'fe80::1%eth0', health: /x", f"{CURL} 'http://[fe80::1%25eth0]:8000/x'"),
        ("port: 80, bind: 127.0.0.1, protocol: http, health: /x", f"{CURL} http://127.0.0.1/x"),
        ("port: 443, bind: 127.0.0.1, protocol: https, health: /x", f"{CURL} -k https://127.0.0.1/x"),
        ("port: 8000-8009, bind: 127.0.0.1, health: /x", f"{CURL} http://127.0.0.1:8000/x"),
        ("port: 8000, bind: 127.0.0.1, health: '/x?a=1&b=$HOME'", f"{CURL} 'http://127.0.0.1:8000/x?a=1&b=$HOME'"),
        ("port: 8000, bind: 127.0.0.1, health: '/[1-9]'", f"{CURL} -g 'http://127.0.0.1:8000/[1-9]'"),
        ("socket: /run/a b.sock, health: /x", f"{CURL} --unix-socket '/run/a b.sock' http://localhost/x"),
        ("socket: /run/a.sock, health: tcp", "nc -vzU -w 5 /run/a.sock"),
        ("port: 5432, bind: 127.0.0.1, health: tcp", "nc -vz -w 5 127.0.0.1 5432"),
        ("port: 53, bind: '::', transport: udp, health: tcp", "nc -vz -u -w 5 ::1 53"),
        ("port: 5432, bind: 127.0.0.1, health: $ pg_isready -p 5432", "pg_isready -p 5432"),
    ],
)
def test_health_on_the_machine(listener: str, command: str) -> None:
    assert listening(listener)[0] == command


@pytest.mark.parametrize(
    ("listener", "container", "command"),
    [
        ("container_port: 80, protocol: http, health: /x", "box", f"docker exec box {CURL} http://127.0.0.1/x"),
        ("container_port: 5432, health: $ pg_isready -q", "box", "docker exec box sh -c 'pg_isready -q'"),
        ("port: 8080, container_port: 80, bind: 127.0.0.1, health: /x", "box", f"{CURL} http://127.0.0.1:8080/x"),
        ("container_port: 80, health: /x", "-rm", "No command: `-rm` starts with `-` and would be read as an option."),
    ],
)
def test_health_in_a_container(listener: str, container: str, command: str) -> None:
    assert listening(listener, f"container: '{container}'")[0] == command


def test_a_port_of_a_container_without_a_name_has_no_command() -> None:
    assert listening("container_port: 80, health: /x") == ["No command: its container is not declared."]


NGINX = """
  nginx: {host: web, listeners: [{port: 443, bind: "*"}]}
endpoints:
"""
LOCAL = "listeners: [{port: 8000, protocol: http, bind: 127.0.0.1, health: /up}]"


@pytest.mark.parametrize(
    ("url", "command"),
    [
        ("https://x.example", f"{CURL} https://x.example/up"),
        ("http://x.example:8080/app/", f"{CURL} http://x.example:8080/app/up"),
        ("https://x.example/a?b=1", f"{CURL} https://x.example/a/up"),
        ("wss://x.example", f"{CURL} https://x.example/up"),
        ("https://[2001:db8::1]", f"{CURL} 'https://[2001:db8::1]/up'"),
        (
            "https://*.x.example",
            "No command: `*.x.example` is a pattern, and its names are not declared.",
        ),
    ],
)
def test_health_through_an_endpoint(url: str, command: str) -> None:
    found = texts(service(LOCAL, f"{NGINX}  - {{url: '{url}', via: nginx, to: api}}"))
    assert found[1] == command


@pytest.mark.parametrize(
    ("yaml", "commands"),
    [
        ("unit: a.service", ["systemctl status a.service", "journalctl -u a.service -f"]),
        ("unit: -.mount", ["systemctl status -- -.mount", "journalctl -u -.mount -f"]),
        ("unit: 'a; rm -rf ~'", ["systemctl status 'a; rm -rf ~'", "journalctl -u 'a; rm -rf ~' -f"]),
        ("container: box", ["docker ps -a --filter name=box", "docker logs -f --tail 200 box"]),
        ("status: planned\nunit: a.service", ["systemctl status a.service"]),
        ("status: retired\nunit: a.service", ["systemctl status a.service"]),
        ("description: nothing to ask", []),
        ("listeners: unknown", []),
    ],
)
def test_state_and_log(yaml: str, commands: list[str]) -> None:
    assert texts(service(yaml)) == commands


@pytest.mark.parametrize(
    ("listener", "command"),
    [
        ("port: 8000, bind: '*'", "ss -ltnp 'sport = :8000'"),
        ("port: 53, bind: '*', transport: udp", "ss -lunp 'sport = :53'"),
        ("port: 53, bind: '*', transport: [udp, tcp]", "ss -ltunp 'sport = :53'"),
        ("port: 8000-8009, bind: '*'", "ss -ltnp 'sport >= :8000 and sport <= :8009'"),
        ("socket: /run/a b.sock", "ss -lxp src '/run/a b.sock'"),
    ],
)
def test_what_holds_a_port(listener: str, command: str) -> None:
    assert listening(listener)[0] == command


@pytest.mark.parametrize(
    ("listener", "command"),
    [
        ("port: 8000, bind: 127.0.0.1", "ssh -N -L 8000:127.0.0.1:8000 10.0.0.4"),
        ("port: 8000, bind: '::1'", "ssh -N -L '8000:[::1]:8000' 10.0.0.4"),
        ("port: 25, bind: 127.0.0.1", "ssh -N -L 8025:127.0.0.1:25 10.0.0.4"),
        ("socket: /run/a.sock", "ssh -N -L 8080:/run/a.sock 10.0.0.4"),
        (
            "socket: '/run/a:b.sock'",
            "No command: the path of the socket contains a colon, which ssh reads as a separator.",
        ),
    ],
)
def test_the_way_to_a_port_that_only_the_machine_reaches(listener: str, command: str) -> None:
    assert listening(listener)[-1] == command


@pytest.mark.parametrize(
    "listener",
    [
        "port: 8000, bind: '*'",
        "port: 8000",
        "port: 8000, bind: 127.0.0.1, transport: udp",
        "port: 8000-8009, bind: 127.0.0.1",
        "container_port: 80",
    ],
)
def test_no_tunnel_where_it_is_not_needed_or_not_known(listener: str) -> None:
    assert not any(text.startswith("ssh") for text in listening(listener))


@pytest.mark.parametrize(
    ("hosts", "command"),
    [
        ("hosts: {web: {}}", "ssh -N -L 8000:127.0.0.1:8000 web"),
        ("", "No command: no host is declared, so its address is unknown."),
    ],
)
def test_a_tunnel_without_an_address(hosts: str, command: str) -> None:
    registry = registry_of(f"{hosts}\nservices: {{api: {{listeners: [{{port: 8000, bind: 127.0.0.1}}]}}}}")
    assert texts(registry)[-1] == command


@pytest.mark.parametrize(
    ("endpoint", "listener", "lines"),
    [
        (
            "url: [https://x.example, https://www.x.example], via: nginx",
            "port: 8000, protocol: http, bind: 127.0.0.1",
            """
            server {
                listen 443 ssl;
                server_name x.example www.x.example;

                location / {
                    proxy_pass http://127.0.0.1:8000;
                }
            }
            """,
        ),
        (
            "url: 'wss://x.example/a;b', via: nginx, target: 'unix:/run/a b.sock'",
            "socket: /run/a b.sock",
            """
            server {
                listen 443 ssl;
                server_name x.example;

                location "/a;b" {
                    proxy_pass "http://unix:/run/a b.sock";
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection "upgrade";
                }
            }
            """,
        ),
        (
            "url: 'https://*', via: nginx",
            "port: 8443, protocol: https, bind: '::1'",
            """
            server {
                listen 443 ssl default_server;
                server_name _;

                location / {
                    proxy_pass https://[::1]:8443;
                }
            }
            """,
        ),
        (
            "url: 'udp://x.example:53', via: nginx",
            "port: 5353, transport: udp, bind: 127.0.0.1",
            """
            server {
                listen 53 udp;
                proxy_pass 127.0.0.1:5353;
            }
            """,
        ),
        (
            "url: 'https://bücher.example', via: nginx",
            "port: 9000, protocol: uwsgi, bind: 127.0.0.1",
            """
            server {
                listen 443 ssl;
                server_name xn--bcher-kva.example;

                location / {
                    uwsgi_pass 127.0.0.1:9000;
                }
            }
            """,
        ),
        (
            "url: https://x.example, via: nginx, target: 'unix:/run/a b.sock'",
            "socket: /run/a b.sock, protocol: grpc",
            """
            server {
                listen 443 ssl;
                server_name x.example;

                location / {
                    grpc_pass "grpc://unix:/run/a b.sock";
                }
            }
            """,
        ),
        (
            "url: https://x.example, via: nginx, target: 'unix:/run/a.sock'",
            "socket: /run/a.sock, protocol: grpc",
            """
            server {
                listen 443 ssl;
                server_name x.example;

                location / {
                    grpc_pass grpc://unix:/run/a.sock;
                }
            }
            """,
        ),
        (
            "url: https://x.example, via: nginx",
            "socket: /run/$a.sock, protocol: http",
            "No command: a value contains `$`, which nginx reads as a variable.",
        ),
        (
            "url: https://x.example/%0A, via: nginx",
            "port: 8000, protocol: http, bind: 127.0.0.1",
            "No command: a value contains a line break or a control character.",
        ),
        (
            "url: https://x.example/%22, via: nginx",
            "port: 8000, protocol: http, bind: 127.0.0.1",
            "No command: a value contains a quote or a backslash.",
        ),
        (
            "url: https://x.example/%FF, via: nginx",
            "port: 8000, protocol: http, bind: 127.0.0.1",
            "No command: a path is not valid UTF-8.",
        ),
    ],
)
def test_what_nginx_needs(endpoint: str, listener: str, lines: str) -> None:
    found = texts(service(f"listeners: [{{{listener}}}]", f"{NGINX}  - {{{endpoint}, to: api}}"))
    assert found[-1] == dedent(lines).strip()


def test_only_nginx_gets_lines_of_nginx() -> None:
    rest = "  haproxy: {host: web}\nendpoints: [{url: https://x.example, via: haproxy, to: api}]"
    assert not any("proxy_pass" in text for text in texts(service(LOCAL, rest)))


def test_a_proxy_is_asked_about_its_configuration() -> None:
    registry = service(LOCAL, f"{NGINX}  - {{url: https://x.example, via: nginx, to: api}}")
    assert texts(registry, "nginx")[-1] == "nginx -t"


def test_many_endpoints_are_left_to_their_table() -> None:
    urls = "\n".join(f"  - {{url: https://x{n}.example, via: nginx, to: api}}" for n in range(6))
    assert texts(service(LOCAL, NGINX + urls))[-1] == "2 more endpoints: see Endpoints."


def test_an_external_service_is_asked_through_its_endpoints_alone() -> None:
    registry = service(
        "unit: x.service",
        """
          theirs: {external: true, unit: t.service, listeners: [{port: 8000, protocol: http, health: /up}]}
          nginx: {host: web}
        endpoints:
          - {url: https://t.example, via: nginx, to: theirs, target: "t.example.org:8000"}
        """,
    )
    found = texts(registry, "theirs")
    assert found[0] == f"{CURL} https://t.example/up"
    assert "proxy_pass http://t.example.org:8000;" in found[1]
    assert len(found) == 2


ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(ANY)
def test_a_value_is_one_word_of_the_shell_or_there_is_no_command(value: str) -> None:
    try:
        command = shell_line("systemctl", "status", operand(value))
    except Unquotable:
        return
    assert shlex.split(command) == ["systemctl", "status", value]
    assert "\n" not in command


@given(ANY)
def test_a_value_is_one_word_of_nginx_or_there_is_no_line(value: str) -> None:
    try:
        word = nginx_word(value)
    except Unquotable:
        return
    bare = word.removeprefix('"').removesuffix('"')
    assert bare == value
    assert word != bare or not any(mark in word for mark in " \t\n;{}#\"'\\$")


@pytest.mark.parametrize("value", ["a\nb", "a\x1b[31m", "a\x9bb", "a\u2028b"])
def test_a_value_that_would_not_stay_on_its_line_gives_no_command(value: str) -> None:
    with pytest.raises(Unquotable):
        shell_line("echo", value)


def test_the_card_shows_any_value_as_text() -> None:
    hostile = "<script>alert(1)</script>{{ 7*7 }}\"'"
    registry = service(f"unit: {json.dumps(hostile)}")
    card = command_card(registry, "api")
    html, markdown = card.html(SiteLinks("services/api.md")), card.markdown(SiteLinks("services/api.md"))
    assert "<script" not in html
    assert "<script" not in markdown
    assert "{{" not in markdown


def test_a_service_with_every_port_is_folded() -> None:
    ports = ", ".join(f"{{port: {port}, bind: 0.0.0.0, health: tcp}}" for port in range(1, 1001))
    registry = registry_of(f"services: {{all: {{listeners: [{ports}]}}}}")
    found = commands_of(registry, registry.services["all"])
    assert len(found) < 50
    assert "988 more: see Listeners." in [command.reason for command in found]
    assert len(service_card(registry, "all").html(SiteLinks("services/all.md"))) < 10_000
    assert len(listener_table(registry, "all").rows) == 1000


@pytest.mark.parametrize(("health", "is_labelled"), [("$ pg_isready", True), ("tcp", False)])
def test_a_command_of_the_data_is_labelled_as_not_checked(health: str, is_labelled: bool) -> None:
    registry = service(f"listeners: [{{port: 5432, bind: 127.0.0.1, health: '{health}'}}]")
    for card in (command_card(registry, "api"), service_card(registry, "api")):
        assert ("from the data, not checked" in card.html(SiteLinks("services/api.md"))) is is_labelled
