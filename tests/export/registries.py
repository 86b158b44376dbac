"""The registry that the exports are tested with: a little of everything, and text that means something elsewhere."""

from __future__ import annotations

SHOP = """
suites:
  shop: {name: "The *Shop* | Büro", owner: "=HYPERLINK(1)", contact: "#shop"}
  empty:
hosts:
  web:
    name: Web server
    addresses: [10.0.0.1, "2001:db8::1"]
    firewall: {name: cloud, outside: true, open: [80, 443, "53/udp", "9000-9003"]}
  db: {addresses: 10.0.0.2}
services:
  nginx:
    host: web
    listeners:
      - {name: http, port: 80, protocol: http, bind: "*"}
      - {name: https, port: 443, protocol: https, bind: ["0.0.0.0", "::"], health: tcp}
  shop-api:
    name: Shop <API> {{ 7*7 }}
    description: "-1+1 orders, | `payments` & \\"more\\""
    suite: shop
    host: web
    icon: fastapi
    runtime: {Process: gunicorn, "a_b": "[x](y)"}
    listeners:
      - {name: http, port: 8000, protocol: http, bind: 127.0.0.1, health: /health, purpose: main}
      - {socket: /run/api.sock, protocol: http}
      - {name: Workers, port: 9000-9002, protocol: https, bind: 0.0.0.0, health: "/live?x=1"}
    unit: shop-api.service
    files: [{path: /etc/api.conf, purpose: settings}]
    depends_on: [postgres]
    links: {Runbook: "https://wiki.example/x(1)"}
    notes: |
      first line
      second line
    accept: {missing-health: the socket needs none}
  postgres:
    host: db
    status: deprecated
    listeners:
      - {port: 5432, bind: "*", health: tcp, accept: {exposed-internal: known}}
      - {port: 6000-6100, transport: [tcp, udp], health: $ pg_isready}
  boxed: {host: db, container: box, listeners: [{container_port: 3000, protocol: http}]}
  murky: {host: db, listeners: unknown}
  planned: {host: db, status: planned, listeners: [{port: 7000, bind: "*", health: /x, protocol: http}]}
  theirs: {external: true, owner: Them, listeners: [{port: 25}]}
  gone: {host: web, status: retired, retired_on: 2026-01-31, listeners: [{port: 8001, health: tcp, bind: "*"}]}
endpoints:
  - {url: [https://shop.example/app/, "https://*.shop.example"], via: nginx, to: "shop-api:http", purpose: "@shop"}
  - {url: http://shop.example, via: nginx, redirect: https://shop.example}
  - {url: "tcp://db.example:5432", to: "postgres:5432"}
  - {url: https://old.example, via: nginx, to: gone}
  - {url: https://direct.example, via: nginx, to: planned, target: "10.0.0.2:7000"}
ranges:
  shop: {name: Shop range, ports: [8000-8003, 8100], suite: shop, host: web, purpose: the shop}
  full: {ports: 5432, accept: {range-nearly-full: by design}}
claims:
  - {statement: Nobody checks this, suites: [shop], ports: [8000]}
ignore:
  - {listener: "udp any:32768-60999", process: syncthing, host: web, reason: picks one, until: 2027-01-01}
zones:
  lan: {name: Office LAN, addresses: [10.0.0.0/8, "fd00::/8"]}
"""
