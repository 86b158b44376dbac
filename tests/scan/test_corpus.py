"""Real files of others: how much each holds was counted by eye, with the lines of the first and last of each kind."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

import pytest

from portdocs.registry import LoadErrors, load_registry
from portdocs.scan import Scan, read_sources
from portdocs.scan.scaffold import draft, yaml_of

CORPUS = Path(os.environ.get("PORTDOCS_CORPUS", Path(__file__).resolve().parents[2].parent / "shared" / "corpus"))

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here; PORTDOCS_CORPUS names its folder")

# file: listeners as "line transport address:port", or their number; routes as "line action", once a listen.
NGINX: dict[str, tuple[list[str], list[str]]] = {
    "certbot__certbot__79-configs__site-11018": (["6 tcp 0.0.0.0:80"], ["15 files", "22 proxy", "36 redirect"]),
    "certbot__certbot__79-configs__site-24193": (
        ["6 tcp 0.0.0.0:443", "33 tcp 0.0.0.0:80"],
        ["14 files", "19 files", "24 proxy", "37 files", "42 files", "51 proxy", "61 redirect"],
    ),
    "certbot__certbot__chive__chive-nginx-master__nginx.conf": ([], []),
    "certbot__certbot__chive__chive-nginx-master__sites-available__secure.chive.example.com.conf": (
        [
            "7 tcp 0.0.0.0:80",
            "11 tcp fe80::202:b3ff:fe1e:8329:80",
            "27 tcp 0.0.0.0:443",
            "30 tcp fe80::202:b3ff:fe1e:8329:443",
        ],
        [
            *["14 redirect"] * 2,
            *["39 redirect"] * 4,
            *["67 files"] * 2,
            *["73 files"] * 2,
            *["98 proxy"] * 2,
            *["127 redirect"] * 2,
            *["132 status"] * 2,
        ],
    ),
    "certbot__certbot__javaservers__nginx.conf": (
        ["25 tcp 0.0.0.0:80"],
        ["27 files", "32 proxy", "38 proxy", "44 proxy"],
    ),
    "certbot__certbot__qwebric__reverse-proxy.conf": (
        ["2 tcp 127.0.0.1:80", "3 tcp ::1:80"],
        ["16 proxy", "16 proxy"],
    ),
    "certbot__certbot__symfony__nginx.conf": (
        ["1 tcp 0.0.0.0:80"],
        ["7 files", "13 proxy", "28 proxy", "49 status"],
    ),
    "certbot__certbot__zope__nginx.conf": ([], []),
    "mattermost__docker__nginx__conf.d__default.conf": (
        ["19 tcp 0.0.0.0:80", "20 tcp :::80", "28 tcp 0.0.0.0:443", "29 tcp :::443"],
        [*["23 redirect"] * 2, *["84 files"] * 2, *["110 proxy"] * 2, *["131 proxy"] * 2],
    ),
    "nikosch86__acme-reverse-proxy__nginx__nginx.conf": ([], []),
    "nikosch86__acme-reverse-proxy__nginx__stream.conf": ([], []),
    "crossplane/comments-between-args/nginx.conf": ([], []),
    "crossplane/empty-value-map/nginx.conf": ([], []),
    "crossplane/lua-block-simple/nginx.conf": (["15 tcp 127.0.0.1:8080"], ["20 status"]),
    "crossplane/messy/nginx.conf": (
        ["9 tcp 0.0.0.0:8083", "12 tcp 0.0.0.0:8080", "24 tcp 0.0.0.0:80"],
        ["10 status", "13 files", "14 redirect", "19 files", "22 redirect", "23 status"],
    ),
    "crossplane/quoted-right-brace/nginx.conf": ([], []),
    "crossplane/russian-text/nginx.conf": ([], []),
    "crossplane/simple/nginx.conf": (["7 tcp 127.0.0.1:8080"], ["10 status"]),
    "crossplane/spelling-mistake/nginx.conf": (["4 tcp 0.0.0.0:80"], []),
    "crossplane/with-comments/nginx.conf": (["7 tcp 127.0.0.1:8080"], ["11 status"]),
}
COMPOSE: dict[str, list[str]] = {
    "Lawrence908__hephaestus-homelab__docker-compose-infrastructure.yml": [
        "31 9000:9000 portainer",
        "48 3001:3001 uptime-kuma",
        "84 61208:61208 glances",
        "101 8081:80 it-tools",
        "119 8086:80 organizr",
        "139 8082:8080 dashy",
    ],
    "compose-spec__compose-go__loader__testdata__extends__ports.yaml": ["5 8080:8080 test"],
    "compose-spec-ports-examples.yaml": [
        "5 None:3000 short",
        *(f"6 None:{port} short" for port in range(3000, 3006)),
        "7 8000:8000 short",
        "8 9090-9091:8080 short",
        "9 49100:22 short",
        "10 8000-9000:80 short ?",
        "11 8001:8001 short",
        "12 5000-5010:5000 short",
        "13 6000:6000 short",
        "14 6001:6001 short",
        "15 6060:6060 short",
        "18 8080:80 long",
        "25 8083-9000:443 long ?",
    ],
    "deviantony__docker-elk__docker-compose.yml": [
        "70 9200:9200 elasticsearch",
        "71 9300:9300 elasticsearch",
        "95 5044:5044 logstash",
        "96 50000:50000 logstash",
        "97 50000:50000 logstash",
        "98 9600:9600 logstash",
        "116 5601:5601 kibana",
    ],
    "docker-mailserver__docker-mailserver__compose.yaml": [
        "11 25:25 mailserver",
        "12 143:143 mailserver",
        "13 465:465 mailserver",
        "14 587:587 mailserver",
        "15 993:993 mailserver",
    ],
    "docker__awesome-compose__elasticsearch-logstash-kibana__compose.yaml": [
        "9 9200:9200 elasticsearch",
        "10 9300:9300 elasticsearch",
        "28 5000:5000 logstash",
        "29 5000:5000 logstash",
        "30 5044:5044 logstash",
        "31 9600:9600 logstash",
        "41 5601:5601 kibana",
    ],
    "docker__awesome-compose__gitea-postgres__compose.yaml": ["14 3000:3000 gitea"],
    "docker__awesome-compose__pihole-cloudflared-DoH__compose.yaml": [
        "7 5054:5054 cloudflared",
        "8 5054:5054 cloudflared",
        "22 53:53 pihole",
        "23 53:53 pihole",
        "24 67:67 pihole",
        "25 8080:80 pihole",
        "26 8443:443 pihole",
    ],
    "matrix-org__synapse__contrib__docker__docker-compose.yml": ["32 8448:8448 synapse"],
    "matrix-org__synapse__contrib__docker_compose_workers__docker-compose.yaml": [
        "31 8008:8008 synapse",
        "59 8081:8081 synapse-generic-worker-1",
    ],
    "mattermost__docker__docker-compose.yml": [],
    "nginx-proxy__nginx-proxy__docker-compose-separate-containers.yml": ["20 80:80 nginx"],
    "stefanprodan__dockprom__docker-compose.yml": [
        "122 3000:3000 caddy",
        "123 8080:8080 caddy",
        "124 9090:9090 caddy",
        "125 9093:9093 caddy",
        "126 9091:9091 caddy",
    ],
}
SYSTEMD: dict[str, list[str]] = {
    "caddyserver__dist__init__caddy-api.service": [],
    "cloudalchemy__ansible-node-exporter__templates__node_exporter.service.j2": [],
    "containers__podman__contrib__systemd__system__podman.socket": ["6 unix:/run/podman/podman.sock"],
    "jupyterhub__the-littlest-jupyterhub__tljh__systemd-units__jupyterhub.service": [],
    "jupyterhub__the-littlest-jupyterhub__tljh__systemd-units__traefik.service": [],
    "matrix-org__synapse__contrib__systemd__matrix-synapse.service": [],
    "mattermost__docker__contrib__systemd__certbot.service": [],
    "moby__moby__contrib__init__systemd__docker.service": [],
    "moby__moby__contrib__init__systemd__docker.socket": ["7 unix:/run/docker.sock"],
    "netbox-community__netbox__contrib__netbox.service": [],
    "syncthing__syncthing__cmd__strelaysrv__etc__linux-systemd__strelaysrv.service": [],
}
# file: number of listeners of tcp and udp, and the lines of what stays unclear.
SOCKETS: dict[str, tuple[int, int, list[int]]] = {
    "jc__centos-7.7__lsof-sudo.out": (1, 1, [2, 6]),
    "jc__freebsd12__netstat-an.out": (2, 1, []),
    "jc__generic__ss-wide.out": (22, 123, []),
    "jc__osx-10.14.6__netstat-An.out": (0, 29, [67]),
    "jc__ubuntu-18.04__netstat-sudo-lnp.out": (3, 2, []),
    "jc__ubuntu-18.04__ss-sudo-a.out": (3, 2, []),
    "jc__windows__windows-10__netstat-aonb.out": (38, 120, []),
}


def read(source: str, name: str) -> Scan:
    return read_sources({source: [str(CORPUS / source / name)]}, CORPUS / source)


@pytest.mark.parametrize("name", NGINX)
def test_nginx(name: str) -> None:
    found, (listeners, routes) = read("nginx", name), NGINX[name]
    assert [f"{one.line} {one.transport} {one.address}:{one.port}" for one in found.listeners] == listeners
    assert [f"{one.line} {one.action}" for one in found.routes] == routes


@pytest.mark.parametrize("name", COMPOSE)
def test_compose(name: str) -> None:
    found = read("compose", name)
    shown = []
    for one in found.listeners:
        port = f"{one.port}-{one.port_end}" if one.port_end else str(one.port)
        shown.append(f"{one.line} {port}:{one.container_port} {one.name}{'' if one.certain else ' ?'}")
    assert shown == COMPOSE[name]
    unresolved = [one for one in found.unresolved if one.text != "VIRTUAL_HOST"]  # nginx-proxy's own example
    assert (found.errors, unresolved) == ((), [])


@pytest.mark.parametrize("name", SYSTEMD)
def test_systemd(name: str) -> None:
    assert [f"{one.line} {one.address}" for one in read("systemd", name).listeners] == SYSTEMD[name]


@pytest.mark.parametrize("name", SOCKETS)
def test_sockets(name: str) -> None:
    found, (tcp, udp, unclear) = read("sockets", name), SOCKETS[name]
    transports = [one.transport for one in found.listeners]
    assert (transports.count("tcp"), transports.count("udp")) == (tcp, udp)
    assert [one.line for one in found.unresolved] == unclear
    assert found.errors == ()


@pytest.mark.parametrize("source", ["nginx", "compose", "systemd", "sockets"])
def test_every_file_is_expected_and_its_draft_loads(source: str) -> None:
    tables: dict[str, Collection[str]] = {"nginx": NGINX, "compose": COMPOSE, "systemd": SYSTEMD, "sockets": SOCKETS}
    files = [path for path in sorted((CORPUS / source).rglob("*")) if path.is_file()]
    assert {path.relative_to(CORPUS / source).as_posix() for path in files} == set(tables[source])
    for path in files:
        result = load_registry({"x.yml": yaml_of(draft(read(source, str(path)))).encode()})
        assert not isinstance(result, LoadErrors), f"{path}: {result.findings}"


def test_passwords_of_real_files_are_not_repeated() -> None:
    found = read_sources({"compose": [str(CORPUS / "compose" / name) for name in COMPOSE]})
    assert "changeme" not in str(found)
    assert "POSTGRES" not in str(found)
