"""The adoption invariant: what `scan --as-registry` writes loads, has no errors and does not drift from its sources."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.checks import run_checks
from portdocs.drift import compare
from portdocs.drift.adoption import adopt
from portdocs.registry import LoadErrors, Registry, Severity, load_registry
from portdocs.registry.registry import implied_host
from portdocs.scan import read_sources
from portdocs.scan.here import find_sources
from portdocs.scan.scaffold import yaml_of
from tests.data import write_data

CORPUS = Path(os.environ.get("PORTDOCS_CORPUS", Path(__file__).resolve().parents[2].parent / "shared" / "corpus"))
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus; PORTDOCS_CORPUS names its folder")
KINDS = {
    "compose": "compose",
    "nginx": "nginx",
    "systemd": "systemd",
    "sockets": "sockets",
    "adopt/compose": "compose",
    "adopt/nginx": "nginx",
    "caddy": "caddy",
    "cloudflared": "cloudflared",
    "firewall": "firewall",
    "k8s": "kubernetes",
}


def problems(sources: Mapping[str, list[str]], folder: Path) -> list[str]:
    """Everything that breaks the invariant for some sources."""
    scan = read_sources(sources, folder)
    text = yaml_of(adopt(scan))
    registry = load_registry({"found.yml": text.encode()})
    if isinstance(registry, LoadErrors):
        return [*map(str, registry.findings), text]
    found = [str(one) for one in run_checks(registry) if one.severity is Severity.ERROR]
    host = next(iter(registry.hosts.values()), implied_host("found.yml"))
    found += [f"{one.kind}: {one.message}" for one in compare(registry, host, scan).drift]
    return [*found, text] if found else []


def files_of(kind: str) -> list[Path]:
    return sorted(path for path in (CORPUS / kind).rglob("*") if path.is_file())


@needs_corpus
def test_every_real_traefik_file_can_be_adopted() -> None:
    files = files_of("traefik")
    source = {
        path: "compose" if "services:" in path.read_text() and "labels:" in path.read_text() else "traefik"
        for path in files
    }
    assert {path.name: broken for path in files if (broken := problems({source[path]: [str(path)]}, CORPUS))} == {}


@needs_corpus
@pytest.mark.parametrize("kind", KINDS)
def test_every_real_file_can_be_adopted(kind: str) -> None:
    files = files_of(kind)
    assert files
    assert {path.name: broken for path in files if (broken := problems({KINDS[kind]: [str(path)]}, CORPUS))} == {}


@needs_corpus
def test_every_real_file_of_traefik_can_be_adopted() -> None:
    files = [(path, "compose" if "compose" in path.name else "traefik") for path in files_of("traefik")]
    assert {path.name: broken for path, kind in files if (broken := problems({kind: [str(path)]}, CORPUS))} == {}


def test_a_tunnel_and_the_proxy_that_it_leads_to_are_one_path() -> None:
    site = "server { listen 80; server_name a.org; location / { proxy_pass http://127.0.0.1:8000; } }"
    tunnel = "ingress:\n  - {hostname: a.org, service: 'http://localhost:80'}\n  - {service: http_status:404}\n"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "site").write_text(site)
        (folder / "config.yml").write_text(tunnel)
        given = {"nginx": [str(folder / "site")], "cloudflared": [str(folder / "config.yml")]}
        assert problems(given, folder) == []
        found = {one.url.text: one for one in adopt(read_sources(given, folder)).endpoints}
    tunneled = found["https://a.org"]
    assert [one.id for one in tunneled.via] == ["cloudflare", "nginx"]
    assert str(tunneled.target) == "127.0.0.1:8000"


@pytest.mark.parametrize(("target", "runs_in_container"), [("unix:/run/app.sock", False), ("api:5000", True)])
def test_a_unix_socket_does_not_put_a_proxy_in_a_container(
    tmp_path: Path, target: str, runs_in_container: bool
) -> None:
    site = tmp_path / "site"
    site.write_text(f"server {{ listen 80; server_name a.org; location / {{ proxy_pass http://{target}; }} }}")
    services = {one.id: one for one in adopt(read_sources({"nginx": [str(site)]}, tmp_path)).services}
    assert services["nginx"].is_container is runs_in_container


CADDY = """\
example.org {
	handle_path /api/* {
		reverse_proxy 127.0.0.1:9000
	}
	reverse_proxy localhost:6001
}
http://git.example.org {
	reverse_proxy gitea:3000
}
http://old.example.org {
	redir https://example.org
}
"""
TUNNELS = {
    "one name": (
        "{hostname: example.org, service: 'https://localhost:443'}",
        ["https://example.org cloudflare,caddy example-2", "https://example.org/api/ cloudflare,caddy example"],
    ),
    "a wildcard": (
        "{hostname: '*.example.org', service: 'http://localhost:80'}",
        [
            "https://git.example.org cloudflare,caddy gitea",
            "https://old.example.org cloudflare,caddy https://example.org",
        ],
    ),
    "a path": (
        "{hostname: example.org, path: ^/api/, service: 'https://localhost:443'}",
        ["https://example.org/api/ cloudflare,caddy example"],
    ),
}


@pytest.mark.parametrize("name", TUNNELS)
def test_a_tunnel_leads_to_every_route_of_the_proxy_for_its_name(tmp_path: Path, name: str) -> None:
    rule, expected = TUNNELS[name]
    write_data(tmp_path, {"Caddyfile": CADDY, "tunnel.yml": f"ingress:\n  - {rule}\n  - service: http_status:404\n"})
    given = {"caddy": [str(tmp_path / "Caddyfile")], "cloudflared": [str(tmp_path / "tunnel.yml")]}
    assert problems(given, tmp_path) == []
    found = adopt(read_sources(given, tmp_path))
    tunneled = [one for one in found.endpoints if one.via and one.via[0].id == "cloudflare"]
    ways = [(one.url, ",".join(via.id for via in one.via), one.to.id if one.to else one.redirect) for one in tunneled]
    assert [" ".join(map(str, way)) for way in ways] == expected
    assert found.ignores == []


def systems() -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Files that belong together: nginx's with the compose files of the same project, and everything of a kind."""
    compose = files_of("adopt/compose")
    for site in files_of("adopt/nginx"):
        parts = site.name.split("__")
        project = "__".join(parts[: 3 if parts[0] == "docker" else 2])
        mine = [path for path in compose if path.name.startswith(project)]
        for path in mine:
            yield f"{site.name} and {path.name}", {"nginx": [str(site)], "compose": [str(path)]}
        yield f"{site.name} and all of its project", {"nginx": [str(site)], "compose": [str(path) for path in mine]}
    for kind, source in KINDS.items():
        yield f"all of {kind}", {source: [str(path) for path in files_of(kind) if path.suffix != ".env"]}
    yield "everything", {KINDS[kind]: [str(path) for path in files_of(kind)] for kind in KINDS if "/" not in kind}
    for listing in files_of("sockets"):
        for path in files_of("compose")[:4]:
            sources = {"compose": [str(path)], "sockets": [str(listing)], "systemd": [str(CORPUS / "systemd")]}
            yield f"{listing.name}, units and {path.name}", sources


@needs_corpus
def test_every_real_system_can_be_adopted() -> None:
    assert {name: broken for name, sources in systems() if (broken := problems(sources, CORPUS))} == {}


def adopted(files: Mapping[str, str], sources: Mapping[str, list[str]]) -> list[str]:
    """The problems of files that are written into a folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in files.items():
            (folder / path).write_text(text, encoding="utf-8")
        given = {source: [str(folder / path) for path in paths] for source, paths in sources.items()}
        return problems(given, folder)


PORTS = st.sampled_from([80, 443, 3000, 5000, 8000, 8001, 8080, 9000])
NAMES = st.sampled_from(["web", "api", "db", "nginx", "worker", "App_1", "cache.x"])
ADDRESSES = st.sampled_from(["", "0.0.0.0:", "127.0.0.1:", "10.0.0.4:", "[::1]:", "[::]:"])


@st.composite
def published(draw: st.DrawFn) -> str:
    """An entry of `ports`."""
    inside = draw(PORTS)
    kind = draw(st.sampled_from(["random", "port", "range", "picked"]))
    suffix = draw(st.sampled_from(["", "/udp", "/tcp"]))
    if kind == "random":
        return f"{inside}{suffix}"
    outside = draw(PORTS)
    if kind == "range":
        return f"{draw(ADDRESSES)}{outside}-{outside + 2}:{inside}-{inside + 2}{suffix}"
    return f"{draw(ADDRESSES)}{outside}{'-' + str(outside + 5) if kind == 'picked' else ''}:{inside}{suffix}"


@st.composite
def compose_files(draw: st.DrawFn) -> str:
    """A compose file; JSON is YAML."""
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    services = {}
    for name in names:
        service: dict[str, object] = {"image": draw(st.sampled_from(["nginx:1", "x/redis", "app"]))}
        if draw(st.booleans()):
            service["ports"] = draw(st.lists(published(), max_size=3))
        if draw(st.booleans()):
            service["container_name"] = f"{name}-box"
        service["depends_on"] = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
        service["expose"] = draw(st.lists(PORTS.map(str), max_size=2))
        if draw(st.integers(0, 5)) == 0:
            service["profiles"] = ["debug"]
        if draw(st.integers(0, 5)) == 0:
            service["network_mode"] = "host"
        services[name] = service
    return json.dumps({"services": services})


LISTENS = [
    "80",
    "443 ssl",
    "[::]:80",
    "8080",
    "127.0.0.1:9000",
    "10.0.0.4:80",
    "8000-8002",
    "80 default_server",
    "*:443 ssl",
]
SERVER_NAMES = ["", "_", "a.example.org", "b.example.org www.b.example.org", "localhost", "*.example.org", ".x.org"]
SERVER_NAMES += [r"~^(?<n>.+)\.y\.org$", "10.0.0.4"]
LOCATIONS = ["/", "/api", "/api/", "= /x", "^~ /static/", r"~ \.php$", "@named", "/a b"]
TARGETS = [
    "127.0.0.1:8000",
    "localhost:3000",
    "api:5000",
    "web",
    "10.0.0.9:80",
    "far.example.net",
    "a.example.org",
    "pool",
]
TARGETS += ["unix:/run/app.sock", "$backend", "[::1]:9000", "127.0.0.1:8080", "host.docker.internal:9000"]
ANSWERS = [
    "return 404;",
    "return 301 https://$host$request_uri;",
    "return 301 https://$server_name$request_uri;",
    "root /srv;",
]
ANSWERS += [
    "return 302 https://other.example.org/x;",
    "return 301 /other;",
    "internal; return 403;",
    "try_files $uri @named;",
]


@st.composite
def nginx_files(draw: st.DrawFn) -> str:
    """A site file of nginx, or a whole configuration."""
    pool = "upstream pool { server 127.0.0.1:8000; server api:5000; }\n"
    servers = []
    for _ in range(draw(st.integers(1, 4))):
        listens = draw(st.lists(st.sampled_from(LISTENS), max_size=2, unique=True))
        lines = [f"listen {one};" for one in listens] + [f"server_name {draw(st.sampled_from(SERVER_NAMES)) or '_'};"]
        for location in draw(st.lists(st.sampled_from(LOCATIONS), max_size=3, unique=True)):
            target = draw(st.sampled_from(TARGETS))
            answer = draw(st.one_of(st.just(f"proxy_pass http://{target};"), st.sampled_from(ANSWERS)))
            lines.append(
                f"location {location if ' b' not in location else chr(34) + location + chr(34)} {{ {answer} }}"
            )
        if draw(st.booleans()):
            lines.append(draw(st.sampled_from([*ANSWERS[:5], "root /srv;"])))
        servers.append("server {\n" + "\n".join(lines) + "\n}\n")
    text = pool + "".join(servers)
    if draw(st.booleans()):
        stream = "server { listen 5432; proxy_pass 127.0.0.1:5433; }\nserver { listen 53 udp; proxy_pass api:53; }\n"
        text = f"events {{}}\nhttp {{\n{text}}}\nstream {{\n{stream}}}\n"
    return text


@given(compose_files())
def test_random_compose_files_can_be_adopted(text: str) -> None:
    assert adopted({"compose.yml": text}, {"compose": ["compose.yml"]}) == []


@given(nginx_files())
def test_random_nginx_files_can_be_adopted(text: str) -> None:
    assert adopted({"nginx.conf": text}, {"nginx": ["nginx.conf"]}) == []


@st.composite
def listings(draw: st.DrawFn) -> str:
    """A listing of ss."""
    hosts = ["0.0.0.0", "127.0.0.1", "*", "[::]", "10.0.0.4", "[::1]"]
    lines = ["Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process"]
    for _ in range(draw(st.integers(1, 6))):
        state = draw(st.sampled_from(["tcp LISTEN", "udp UNCONN"]))
        socket = f"{draw(st.sampled_from(hosts))}:{draw(PORTS)}"
        process = draw(st.sampled_from(["nginx", "docker-proxy", "python", "web", ""]))
        lines.append(f"{state} 0 9 {socket} *:*" + (f' users:(("{process}",pid=1,fd=1))' if process else ""))
    return "\n".join(lines) + "\n"


@given(compose_files(), nginx_files(), listings())
def test_random_systems_can_be_adopted(compose: str, nginx: str, listing: str) -> None:
    files = {"compose.yml": compose, "nginx.conf": nginx, "ss.txt": listing}
    sources = {"compose": ["compose.yml"], "nginx": ["nginx.conf"], "sockets": ["ss.txt"]}
    assert adopted(files, sources) == []


SERVICE_IDS = ["web", "api", "db", "queue", "mail"]


@st.composite
def machines(draw: st.DrawFn) -> tuple[str, str]:
    """A random registry as the configuration that it describes: a compose file, and nginx in front of it."""
    ids = draw(st.lists(st.sampled_from(SERVICE_IDS), min_size=1, unique=True))
    ports = draw(st.lists(st.integers(1024, 65535), min_size=len(ids), max_size=len(ids), unique=True))
    services, servers = {}, []
    for id, port in zip(ids, ports, strict=True):
        inside, bind = draw(st.integers(1, 65535)), draw(st.sampled_from(["127.0.0.1:", "", "0.0.0.0:"]))
        is_published = draw(st.booleans())
        service: dict[str, object] = (
            {"ports": [f"{bind}{port}:{inside}"]} if is_published else {"expose": [str(inside)]}
        )
        service["depends_on"] = draw(st.lists(st.sampled_from(ids), max_size=2, unique=True))
        services[id] = service
        target = f"127.0.0.1:{port}" if is_published else None
        if target and draw(st.booleans()):
            paths = draw(st.lists(st.sampled_from(["/", "/api/", "/x"]), min_size=1, unique=True))
            lines = "".join(f"location {path} {{ proxy_pass http://{target}; }}\n" for path in paths)
            servers.append(f"server {{ listen 443 ssl; server_name {id}.example.org;\n{lines}}}\n")
    return json.dumps({"services": services}), f"events {{}}\nhttp {{\n{''.join(servers)}}}\n"


@given(machines())
def test_a_described_machine_is_adopted_completely(machine: tuple[str, str]) -> None:
    compose, nginx = machine
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "compose.yml").write_text(compose)
        (folder / "nginx.conf").write_text(nginx)
        scan = read_sources({"compose": [f"{name}/compose.yml"], "nginx": [f"{name}/nginx.conf"]}, folder)
    found = adopt(scan)
    assert found.ignores == []
    written = {one.id: one for one in found.services}
    published = {id: one["ports"][0] for id, one in json.loads(compose)["services"].items() if "ports" in one}
    for id, entry in published.items():
        ports = [int(str(listener.port)) for listener in written[id].listeners if listener.port]
        assert ports == [int(entry.split(":")[-2])]
    names = {name for route in scan.routes for name in route.server_names}
    assert {one.url.host for one in found.endpoints} == names
    for one in found.endpoints:
        assert one.to is not None
        assert one.to.id == one.url.host.split(".")[0]


NGINX = """\
pid nginx.pid; error_log error.log; daemon off; master_process off;
events {}
http {
    access_log off;
    client_body_temp_path a; proxy_temp_path b; fastcgi_temp_path c; uwsgi_temp_path d; scgi_temp_path e;
    server {
        listen PORT; server_name shop.example.org;
        location / { proxy_pass http://127.0.0.1:TARGET; }
    }
}
"""


@contextmanager
def running_nginx(folder: Path, port: int, target: int) -> Iterator[None]:
    """A real nginx that listens on a port."""
    (folder / "nginx.conf").write_text(NGINX.replace("PORT", str(port)).replace("TARGET", str(target)))
    command = ["nginx", "-p", str(folder), "-e", "error.log", "-c", "nginx.conf"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None:
                with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 5):
                    break
            assert process.poll() is None, (folder / "error.log").read_text()
            yield
        finally:
            process.terminate()


MACHINES = {
    "an abstract socket cannot be declared": (
        "systemd",
        "db.socket",
        "[Socket]\nListenStream=@db\nListenStream=/run/db.sock\nListenStream=3306\n",
        ["/run/db.sock", "3306"],
    ),
    "what a local server of a proxy leads to exists": (
        "nginx",
        "nginx.conf",
        "http { server { listen 127.0.0.1:8443; server_name a.b; location / { proxy_pass http://127.0.0.1:9000; } } }",
        ["port: 8443", "port: 9000"],
    ),
    "try_files ends at the application": (
        "nginx",
        "nginx.conf",
        """http {
  server {
    server_name a.b; listen 80;
    location / { try_files $uri @app; }
    location ~ ^/assets/ { try_files $uri @app; }
    location @app { proxy_pass http://127.0.0.1:3000; }
  }
  server { server_name c.d; listen 80; root /srv; try_files $uri @b; location @b { proxy_pass http://10.0.0.1:81; } }
}""",
        ["url: http://a.b ", "target: 127.0.0.1:3000", "url: http://c.d ", "target: 10.0.0.1:81"],
    ),
    "a TCP router has no http URL": (
        "compose",
        "compose.yml",
        """services:
  traefik: {image: traefik, command: ["--entrypoints.mq.address=:8883"], ports: ["8883:8883"]}
  mq:
    image: mosquitto
    labels:
      - traefik.tcp.routers.mq.rule=HostSNI(`mq.x.org`)
      - traefik.tcp.routers.mq.tls=true
      - traefik.tcp.services.mq.loadbalancer.server.port=1883
""",
        ["url: tls://mq.x.org:8883", "target: mq:1883"],
    ),
}


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_is_adopted_with(tmp_path: Path, name: str) -> None:
    source, file, text, expected = MACHINES[name]
    (tmp_path / file).write_text(text)
    sources = {source: [str(tmp_path if source == "systemd" else tmp_path / file)]}
    assert problems(sources, tmp_path) == []
    written = yaml_of(adopt(read_sources(sources, tmp_path)))
    assert [one for one in expected if one not in written] == []


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_a_running_nginx_is_adopted_and_verified_with_its_holder(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as app, socket.create_server(("127.0.0.1", 0)) as free:
        port, target = free.getsockname()[1], app.getsockname()[1]
        free.close()
        with running_nginx(tmp_path, port, target):
            given = {"nginx": [str(tmp_path / "nginx.conf")], "sockets": ["live"]}
            scan = read_sources(given, tmp_path)
            assert str(tmp_path / "nginx.conf") in find_sources(folder=tmp_path).given["nginx"]
    mine = [one for one in scan.listeners if one.port in (port, target)]
    found = adopt(replace(scan, listeners=tuple(mine)))
    (endpoint,) = found.endpoints
    assert (endpoint.url.text, str(endpoint.target)) == (f"http://shop.example.org:{port}", f"127.0.0.1:{target}")
    registry = load_registry({"found.yml": yaml_of(found).encode()})
    assert isinstance(registry, Registry)
    verified = {one.subject: one for one in compare(registry, next(iter(registry.hosts.values())), scan).verified}
    assert verified[f"nginx tcp 0.0.0.0:{port}"].held_by == "nginx"
    assert f"http://shop.example.org:{port}" in verified
