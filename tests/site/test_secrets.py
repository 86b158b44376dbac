"""A secret in every place of a machine where one may be: it is not printed, recorded, written or built."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portdocs.export import exports
from portdocs.scan import sources
from tests.command_line import portdocs
from tests.plugin.minimal_site import minimal_site

SECRET = "hunter2"
COMPOSE = f"""\
services:
  app:
    image: registry.org/app:1
    container_name: app
    build: {{context: ., args: {{TOKEN: {SECRET}}}}}
    ports: ["8080:80", "${{PASSWORD}}:81", "{SECRET}:82"]
    environment: {{PASSWORD: {SECRET}, URL: "postgres://u:{SECRET}@db:5432/x", PORT: "80"}}
    env_file: [.env]
    command: [serve, --password, {SECRET}, --port, "80"]
    entrypoint: [sh, -c, "echo {SECRET}"]
    healthcheck: {{test: curl -u u:{SECRET} http://localhost}}
    labels:
      traefik.enable: "true"
      traefik.http.routers.app.rule: Host(`app.org`)
      traefik.http.services.app.loadbalancer.server.port: "80"
      traefik.http.middlewares.auth.basicauth.users: u:{SECRET}
      note: {SECRET}
    extra_hosts: ["db:{SECRET}"]
  db: {{image: postgres, expose: ["5432"], environment: ["POSTGRES_PASSWORD={SECRET}"]}}
x-{SECRET}: {{a: {SECRET}}}
secrets: {{s: {{environment: {SECRET}}}}}
"""
NGINX = f"""\
events {{}}
http {{
  # {SECRET}
  log_format main "{SECRET}";
  map $http_x $key {{ default {SECRET}; }}
  server {{
    listen 80; server_name app.org;
    ssl_password_file /etc/x; auth_basic "{SECRET}";
    set $password {SECRET};
    location / {{
      proxy_set_header Authorization "Bearer {SECRET}"; add_header X {SECRET};
      if ($http_key = "{SECRET}") {{ return 403 "{SECRET}"; }}
      proxy_pass http://127.0.0.1:8080;
    }}
    location /b {{ proxy_pass http://u:{SECRET}@127.0.0.1:81; }}
    location /c {{ proxy_pass http://$password; }}
    location /d {{ rewrite ^ /x?token={SECRET} break; proxy_pass http://127.0.0.1:82?token={SECRET}; }}
    location /e {{ return 301 https://x.org/?token={SECRET}; }}
    include secret.conf;
  }}
}}
"""
UNIT = f"""\
[Unit]
Description={SECRET}
[Service]
Environment=PASSWORD={SECRET} "DB=postgres://u:{SECRET}@db/x" PORT=9000
EnvironmentFile=/etc/app
EnvironmentFile=-%h/.env
ExecStartPre=/bin/echo {SECRET}
ExecStart=/usr/bin/app --password {SECRET} --token={SECRET} --port 9000 --listen $PASSWORD:1
ExecStopPost=/bin/echo {SECRET}
"""
FILES = {
    "compose.yml": COMPOSE,
    ".env": f"PASSWORD={SECRET}\n",
    "nginx.conf": NGINX,
    "secret.conf": f"{SECRET} is the password\n",
    "units/app.service": UNIT,
    "units/app.socket": f"[Socket]\nListenStream=9001\nListenStream={SECRET}:x\nFileDescriptorName={SECRET}\n",
    "Caddyfile": (
        f"{{\n email {SECRET}\n}}\nb.org {{\n # {SECRET}\n basic_auth {{\n  u {SECRET}\n }}\n header X {SECRET}\n"
        f" reverse_proxy app:80 {{\n  header_up Authorization {SECRET}\n }}\n respond /x {SECRET}\n}}\n"
    ),
    "traefik.yml": (
        "http:\n  routers: {a: {rule: 'Host(`c.org`)', service: a, middlewares: [auth]}}\n"
        f"  middlewares: {{auth: {{basicAuth: {{users: ['u:{SECRET}']}}}}, h: {{headers: {{X: {SECRET}}}}}}}\n"
        f"  services: {{a: {{loadBalancer: {{servers: [{{url: 'http://u:{SECRET}@127.0.0.1:8080/?k={SECRET}'}}]}}}}}}\n"
    ),
    "cluster.yml": (
        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{p: {SECRET}}}\n---\n"
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata: {{p: {SECRET}}}\n---\n"
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: web, annotations: {{a: {SECRET}}}}}\n"
        "spec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}\n"
    ),
    "tunnel.yml": (
        f"tunnel: {SECRET}\ncredentials-file: /etc/x.json\nmetrics: 127.0.0.1:2000\ningress:\n"
        f"  - hostname: d.org\n    service: http://u:{SECRET}@localhost:8080\n"
        f"    originRequest: {{proxyAddress: {SECRET}}}\n"
        "  - {service: 'http_status:404'}\n"
    ),
    "rules.txt": (
        f'*filter\n-A INPUT -p tcp --dport 22 -m comment --comment "{SECRET}" -j ACCEPT\n'
        f'-A INPUT -m string --string "{SECRET}" -j LOG --log-prefix "{SECRET}"\nCOMMIT\n'
    ),
    "ss.txt": 'tcp LISTEN 0 128 0.0.0.0:8080 0.0.0.0:* users:(("app",pid=1,fd=3))\n',
    "inspect.json": json.dumps(
        [
            {
                "Id": "0123456789ab", "Name": "/app", "Args": [SECRET], "Path": SECRET, "State": {"Running": True},
                "Config": {"Image": "app", "Env": [f"P={SECRET}"], "Cmd": [SECRET], "Labels": {"x": SECRET}},
                "HostConfig": {"NetworkMode": "bridge", "Binds": [f"/{SECRET}:/x"]},
                "NetworkSettings": {"Ports": {"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]}},
            }
        ]
    ),
}  # fmt: skip
GIVEN = {
    "compose": "compose.yml",
    "nginx": "nginx.conf",
    "systemd": "units",
    "caddy": "Caddyfile",
    "traefik": "traefik.yml",
    "kubernetes": "cluster.yml",
    "cloudflared": "tunnel.yml",
    "firewall": "rules.txt",
    "sockets": "ss.txt",
    "containers": "inspect.json",
}


def test_every_source_has_secrets() -> None:
    assert {*GIVEN, "snapshot"} == {*sources()}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    minimal_site(tmp_path, "[search, macros, portdocs]", FILES | {"data/shop.yml": "hosts: {vm: {}}\n"})
    return tmp_path


def test_a_secret_is_not_printed_recorded_or_built(machine: Path) -> None:
    given = [part for name, path in GIVEN.items() for part in (f"--{name}", path)]
    calls = [
        *(["scan", "--format", form, *given] for form in ("text", "json", "snapshot")),
        ["scan", "--as-registry", "--output", "data/found.yml", *given],
        *(["drift", "--format", form, "--show-unknown", *given] for form in ("text", "json", "markdown", "github")),
        ["drift", "--record", "data/verified/vm.json", *given],
        ["check"],
        ["show", "8080"],
        ["show", SECRET[:-1]],
        *(["export", form, *(["--output", "pages"] if form == "pages" else [])] for form in exports()),
    ]
    for call in calls:
        result = portdocs(machine, *call)
        assert SECRET not in result.stdout + result.stderr, call
    assert "8080" in (machine / "data" / "found.yml").read_text()
    from tests.site.project import Project

    built = Project(machine).mkdocs("build")
    assert (built.returncode, SECRET in built.stdout + built.stderr) == (0, False), built.stderr
    written = {path for path in machine.rglob("*") if path.is_file()} - {machine / name for name in FILES}
    assert len(written) > 20
    assert [path for path in written if SECRET.encode() in path.read_bytes()] == []
