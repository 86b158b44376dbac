"""A secret in any position of any source is never printed, recorded or written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import portdocs
from tests.data import write_data

SECRET = "hunter2"
ENV = f"PASSWORD={SECRET}\nDB=postgres://u:{SECRET}@db:5432/x\n"
SERVICE = "[Service]\nExecStart=/usr/bin/app --port 8000 {}\n"


def compose(service: str) -> dict[str, str]:
    return {"compose.yml": f"services:\n  app:\n    image: app\n    {service}\n", ".env": ENV}


def nginx(line: str) -> dict[str, str]:
    return {"nginx.conf": f"events {{}}\nhttp {{\n  server {{\n    listen 80;\n    {line}\n  }}\n}}\n"}


SOURCES: dict[str, tuple[str, dict[str, str]]] = {
    f"compose: {text}": ("--compose compose.yml", compose(text))
    for text in (
        "ports: ['${PASSWORD}:80']",
        "ports: ['80:${PASSWORD}']",
        "ports: ['${PASSWORD}:80:80']",
        "ports: ['80:80/${PASSWORD}']",
        "ports: [{target: '${PASSWORD}'}]",
        "ports: [{target: 80, published: '${PASSWORD}'}]",
        "ports: [{target: 80, published: 80, host_ip: '${PASSWORD}'}]",
        "ports: [{target: 80, protocol: '${PASSWORD}'}]",
        f"ports: ['{SECRET}:80']",
        f"ports: ['{SECRET}:80:80']",
        f"ports: ['80:80/{SECRET}']",
        f"ports: [{{target: {SECRET}}}]",
        f"ports: ['${{X:?{SECRET}}}:80']",
        f"ports: ['${{X:-{SECRET}}}:80']",
        f"ports: ['${{X:-{SECRET}}}${{Y}}:80']",
        f"ports: ['${{UNSET}}:${{X:-{SECRET}}}']",
        f"ports: ['80:80', {SECRET}]",
        f"environment: {{PASSWORD: {SECRET}}}",
        f"environment: ['PASSWORD={SECRET}', 'PORT=${{PASSWORD}}']",
        f"command: ['--password', '{SECRET}', '--port=${{PASSWORD}}']",
        f"labels: ['traefik.http.middlewares.a.basicauth.users=u:{SECRET}']",
        "labels: ['traefik.http.routers.a.rule=${PASSWORD}']",
        f"labels: {{traefik.http.services.a.loadbalancer.server.port: '{SECRET}'}}",
        "labels: {traefik.http.services.a.loadbalancer.server.port: '${PASSWORD}'}",
        f"{SECRET}",
    )
}
SOURCES |= {
    f"systemd: {text}": ("--systemd units", {"units/app.service": SERVICE.format("") + text, "units/env": ENV})
    for text in (
        f"Environment=PASSWORD={SECRET} PORT={SECRET}\n",
        f"Environment=PASSWORD={SECRET}\nExecStart=/usr/bin/app --port ${{PASSWORD}} --listen $PASSWORD:80\n",
        f"ExecStart=/usr/bin/app --password {SECRET} --port {SECRET}\n",
        f"ExecStart=/usr/bin/docker run -p {SECRET}:80 -e PASSWORD={SECRET} app\n",
        "EnvironmentFile=%h/env\nExecStart=/usr/bin/app --port $PASSWORD\n",
    )
}
SOURCES |= {
    f"nginx: {text}": ("--nginx nginx.conf", nginx(text) | {"secret": f"{SECRET} is the password\n", ".env": ENV})
    for text in (
        "include secret;",
        "include .env;",
        f"set $password {SECRET}; proxy_pass http://127.0.0.1:$password;",
        f"proxy_set_header Authorization {SECRET}; proxy_pass http://127.0.0.1:1;",
        f"proxy_pass http://user:{SECRET}@127.0.0.1:1;",
        f"auth_basic {SECRET}",
        f"location / {{ return 301 https://user:{SECRET}@x.org/; }}",
        f"location / {{ return 301 https://user:a/{SECRET}@x.org/; }}",
        f"location / {{ rewrite ^ https://user:{SECRET}@x.org/; }}",
        f"location / {{ fastcgi_pass user:{SECRET}@127.0.0.1:1; }}",
        f"location / {{ proxy_pass http://user:a/{SECRET}@127.0.0.1:1; }}",
        f"listen user:{SECRET}@127.0.0.1:1;",
    )
}
SOURCES |= {
    f"caddy: {text}": ("--caddy Caddyfile", {"Caddyfile": f"x.org {{\n\t{text}\n}}\n"})
    for text in (
        f"reverse_proxy user:{SECRET}@app:80",
        f"reverse_proxy http://user:{SECRET}@app:80",
        f"reverse_proxy http://user:a/{SECRET}@app:80",
        f"reverse_proxy http://app:80/?key={SECRET}",
        f"redir https://user:{SECRET}@y.org/",
        f"redir https://y.org/?key={SECRET}",
        f"bind user:{SECRET}@127.0.0.1",
        f"import user:{SECRET}@file",
    )
}
SOURCES |= {
    f"traefik: {text}": (
        "--traefik t.yml",
        {
            "t.yml": "http:\n  routers: {r: {rule: 'Host(`x.org`)', service: s, middlewares: [m]}}\n"
            f"  services: {{s: {{loadBalancer: {{servers: [{{url: '{text}'}}]}}}}}}\n"
            f"  middlewares: {{m: {{redirectRegex: {{regex: '.*', replacement: '{text}'}}}}}}\n"
        },
    )
    for text in (f"http://u:{SECRET}@app:80", f"u:{SECRET}@app", f"http://u:a/{SECRET}@app", f"http://app/?k={SECRET}")
}
SOURCES |= {
    f"cloudflared: {text}": ("--cloudflared c.yml", {"c.yml": f"ingress: [{{hostname: x.org, service: '{text}'}}]\n"})
    for text in (f"http://u:{SECRET}@app:80", f"u:{SECRET}@app", f"http://u:a/{SECRET}@app", f"http://app/?k={SECRET}")
}
SOURCES |= {
    "sockets: an address": ("--sockets s.txt", {"s.txt": f"tcp LISTEN 0 128 http://u:{SECRET}@h:80 0.0.0.0:*\n"}),
}
SOURCES |= {
    f"firewall: {text}": ("--firewall f.txt", {"f.txt": text})
    for text in (
        f"*filter\n:INPUT DROP\n-A INPUT -p tcp --dport 80 -m string --string {SECRET} -j ACCEPT\nCOMMIT\n",
        f"*filter\n:INPUT DROP\n-A INPUT -p tcp --dport 80 -m x --unknown {SECRET} 'a {SECRET}' -j ACCEPT\nCOMMIT\n",
        f"*filter\n:INPUT DROP\n-A INPUT -p tcp --dport {SECRET} -m x --unknown y -j ACCEPT\nCOMMIT\n",
        "table inet f {\n\tchain i {\n\t\ttype filter hook input priority 0; policy drop;\n"
        f'\t\ttcp dport 22 unknown {SECRET} "{SECRET}" accept comment "{SECRET}"\n'
        f"\t\ttcp dport {SECRET} accept\n\t\tmeta mark > {SECRET} accept\n\t}}\n}}\n",
    )
}
SOURCES |= {
    "nginx: an invalid file": ("--nginx secret", {"secret": f"{SECRET} is the password\n"}),
    "nginx: another invalid file": ("--nginx secret", {"secret": f"{SECRET}\n"}),
    "sockets: an invalid file": ("--sockets secret", {"secret": f"{SECRET} is the password\n"}),
    "snapshot: an invalid file": ("--snapshot secret", {"secret": f'{{"{SECRET}": "{SECRET}"}}'}),
    "snapshot: a time": ("--snapshot secret", {"secret": f'{{"schema_version": 1, "taken_at": "{SECRET}"}}'}),
    "compose: an invalid file": ("--compose .env", {".env": ENV}),
    "compose: a list": ("--compose x", {"x": f"- {SECRET}\n"}),
    "compose: a tag": ("--compose x", {"x": f"services: !{SECRET} {{}}\n"}),
    "compose: an alias": ("--compose x", {"x": f"services: *{SECRET}\n"}),
    "compose: a key twice": ("--compose x", {"x": f"services: {{a: {{environment: {{{SECRET}: 1, {SECRET}: 2}}}}}}\n"}),
    "firewall: an invalid file": ("--firewall secret", {"secret": f"{SECRET} is the password\n"}),
    "caddy: an invalid file": ("--caddy secret", {"secret": f"{SECRET} is the password\n"}),
    "caddy: header": ("--caddy C", {"C": f"x.org {{\n  basic_auth {{\n u {SECRET}\n}}\n reverse_proxy app:80\n}}\n"}),
    "traefik: an invalid file": ("--traefik x.yml", {"x.yml": f"- {SECRET}\n"}),
    "kubernetes: a secret": (
        "--kubernetes k.yml",
        {"k.yml": f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\nstringData: {{p: {SECRET}}}\n"},
    ),
    "cloudflared: an invalid file": ("--cloudflared x.yml", {"x.yml": f"- {SECRET}\n"}),
}
COMMANDS = [
    "scan {} --format text",
    "scan {} --format json",
    "scan {} --format snapshot",
    "scan {} --as-registry",
    "drift {} --record record.json",
    "drift {} --format json",
    "drift {} --format markdown",
    "drift {} --format github",
]


@pytest.mark.parametrize("case", SOURCES)
def test_a_secret_stays_where_it_is(tmp_path: Path, case: str) -> None:
    option, files = SOURCES[case]
    write_data(tmp_path, files | {"data/a.yml": "hosts: {host: {}}\n"})
    for command in COMMANDS:
        result = portdocs(tmp_path, *command.format(option).split())
        assert SECRET not in result.stdout + result.stderr, command
        assert result.returncode in (0, 1, 2)
    record = tmp_path / "record.json"
    assert not record.exists() or SECRET not in record.read_text()
