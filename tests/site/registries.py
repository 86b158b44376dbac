"""Data of other teams: a small one to look things up in, and one with the whole range of what data may say."""

from __future__ import annotations

import json
from typing import Any

HOSTILE = [
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raw %} {# x #}",
    "](javascript:alert(1)) [x](http://evil.example)",
    "| a | b |\n|---|---|",
    "`code` *bold* _it_ ~~s~~ ==m== ^^u^^ :smile: [[key]] ++ctrl++",
    "</title></textarea></style><svg onload=alert(1)>",
    "&lt;b&gt; &amp; &#60;",
    "\\N \\l \\\\ $x$ $$y$$",
    "<!-- --> <![CDATA[ ]]>",
    "=1+1 @x +x -x",
    "名前 ñ עברית 🚀 é",
    "# heading {: onclick=alert(1)}",
    '!!! note "x"',
    "--8<-- 'mkdocs.yml'",
    "![x](https://evil.example/x.png)",
    "https://evil.example/auto-link <https://evil.example>",
]
"""Text that becomes markup, a template, a link or an image if it is not escaped."""


def hostile_registry(services: int = 60) -> dict[str, str]:
    """Data files with hostile text in every free text, several hosts, containers, sockets, endpoints of all kinds."""
    text = _Texts()
    data: dict[str, Any] = {
        "suites": {
            "alpha": {"name": text(), "owner": text(), "contact": text()},
            "beta": {"owner": text()},
            "empty": {},
        },
        "hosts": {
            "edge": {
                "name": text(),
                "addresses": ["192.0.2.1", "2001:db8::1"],
                "firewall": {"name": text(), "outside": "true", "open": [22, 80, 443, 5432, "53/udp", "8000-8100"]},
            },
            "inner": {"addresses": "10.1.0.2", "firewall": {"open": [22]}},
            "idle": {"name": text()},
        },
        "services": {id: {k: text() if v == TEXT else v for k, v in body.items()} for id, body in _SPECIAL.items()},
        "endpoints": [
            {"url": "https://alpha.example.org", "via": ["edge-proxy", "inner-proxy"], "to": "boxed",
             "purpose": text()},
            {"url": ["http://alpha.example.org", "http://www.alpha.example.org:80/"], "via": "edge-proxy",
             "redirect": "https://alpha.example.org"},
            {"url": "https://*", "via": "edge-proxy", "to": "sock"},
            {"url": "https://*.wild.example.org/x?y=1", "via": "edge-proxy", "to": "far:ui"},
            {"url": "tcp://db.example.org:5432", "to": "direct:5432"},
            {"url": "udp://dns.example.org:53", "to": "dns"},
            {"url": "wss://live.example.org/socket", "via": "edge-proxy", "to": "far", "target": "10.1.0.2:9001"},
            {"url": "https://theirs.example.org", "via": "edge-proxy", "to": "their-api"},
        ],
        "ranges": {
            "wide": {"name": text(), "ports": "8000-8100", "purpose": text(), "suite": "alpha"},
            "narrow": {"ports": [9000, "9001-9002"], "host": "inner", "suite": "beta"},
        },
        "claims": [
            {"statement": text(), "suites": ["alpha"], "verified_by": ["wildcard-behind-proxy"]},
            {"statement": text(), "ports": [5837]},
        ],
        "ignore": [{"listener": "udp any:32768-60999", "process": text(), "host": "edge", "reason": text()}],
    }  # fmt: skip
    for number in range(services):
        data["services"][f"worker-{number}"] = {
            "name": text(),
            "description": text(),
            "suite": ("alpha", "beta")[number % 2],
            "host": ("edge", "inner")[number % 2],
            "runtime": {text(): text(), "Process": "Python"},
            "listeners": [
                {"name": text(), "port": 20000 + number, "protocol": text(), "bind": "127.0.0.1", "purpose": text()}
            ],
            "unit": text(),
            "files": [{"path": "/etc/" + text(), "purpose": text()}],
            "links": {text(): "https://links.example.org/?q=%22&a=b"},
            "notes": text(),
            "depends_on": [f"worker-{number - 1}"] if number % 3 else [],
        }
    # JSON is YAML, and quotes whatever there is.
    return {"all.yml": json.dumps(data, ensure_ascii=False, indent=1)}


class _Texts:
    """Gives one hostile text after the other, numbered so that each can be found again."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return f"{HOSTILE[self.count % len(HOSTILE)]} t{self.count}"


TEXT = "a hostile text goes here"
_SPECIAL: dict[str, Any] = {
    "edge-proxy": {
        "name": TEXT,
        "host": "edge",
        "runtime": {"Process": "nginx"},
        "listeners": [
            {"port": 80, "protocol": "http", "bind": "*"},
            {"port": 443, "protocol": "https", "bind": ["0.0.0.0", "::"]},
        ],
    },
    "inner-proxy": {
        "host": "inner",
        "container": "inner_proxy",
        "listeners": [{"port": 7080, "container_port": 80, "protocol": "http", "bind": "10.1.0.2"}],
    },
    "boxed": {
        "host": "inner",
        "container": "boxed",
        "suite": "beta",
        "listeners": [{"container_port": 3000, "protocol": "http", "health": "/health"}],
    },
    "sock": {"host": "edge", "listeners": [{"socket": "/run/app/<b>.sock", "protocol": "http"}]},
    "far": {
        "host": ["inner", "idle"],
        "suite": "beta",
        "listeners": [
            {"name": "ui", "port": 9001, "protocol": "http", "bind": "*"},
            {"name": "many", "port": "9100-9199", "transport": ["tcp", "udp"]},
        ],
    },
    "direct": {
        "host": "edge",
        "listeners": [{"port": 5432, "bind": "192.0.2.1", "health": "$ pg_isready"}],
    },
    "dns": {"host": "edge", "listeners": [{"port": 53, "transport": "udp", "bind": "0.0.0.0"}]},
    "silent": {"host": "idle", "description": TEXT},
    "murky": {"host": "idle", "listeners": "unknown"},
    "planned": {"host": "idle", "status": "planned", "listeners": [{"port": 7000}]},
    "old": {"host": "idle", "status": "deprecated", "listeners": [{"port": 7001, "bind": "::1"}]},
    "gone": {
        "host": "idle",
        "status": "retired",
        "retired_on": "2026-01-31",
        "listeners": [{"port": 7002, "bind": "127.0.0.1"}],
    },
    "their-api": {"name": TEXT, "external": "true", "links": {"Status <b>": "https://status.example.org"}},
}

SMALL = {
    "shop.yml": """
suites:
  shop: {name: The Shop, owner: Shop Team, contact: "#shop"}
services:
  nginx:
    name: Front Proxy
    runtime: {Process: nginx}
    listeners:
      - {name: http, port: 80, protocol: http, bind: "*"}
      - {name: https, port: 443, protocol: https, bind: "*"}
  shop-web:
    name: Shop Frontend
    description: What customers see
    suite: shop
    runtime: {Process: Node.js application, Framework: Next.js}
    listeners:
      - {name: http, port: 16001, protocol: http, bind: 127.0.0.1, health: /health}
    unit: shop-web.service
  shop-api:
    name: Shop API
    description: Orders and payments
    suite: shop
    runtime: {Process: Python uvicorn server, Framework: FastAPI}
    listeners:
      - {name: http, port: 17001, protocol: http, bind: 127.0.0.1, health: /health}
    unit: shop-api.service
    files:
      - {path: /etc/systemd/system/shop-api.service, purpose: unit}
    depends_on: [postgres]
  postgres:
    name: Orders Database
    suite: shop
    listeners:
      - {port: 5432, protocol: postgres, bind: 127.0.0.1, health: $ pg_isready}
endpoints:
  - {url: https://www.shop.example, via: nginx, to: shop-web, purpose: The shop}
  - {url: https://api.shop.example, via: nginx, to: shop-api, purpose: The API}
ranges:
  shop: {name: Shop Range, ports: 16000-17099, purpose: Everything of the shop, suite: shop}
"""
}
"""A small team: a proxy, two services behind it, a database."""
