"""Words for proxies."""

from __future__ import annotations

from portdocs.importing.words.port_words import any_of

PROXY = any_of(
    "nginx", "caddy", "traefik", "haproxy", "apache", "httpd", "envoy", "proxy", "reverse proxy", "reverse-proxy", "load balancer", "loadbalancer", "gateway", "ingress", "nginx proxy manager", "npm", "kong", "swag", "openresty", "varnish", "iis",
    "proxy inverso", "proxy reverso", "прокси", "балансировщик", "反向代理", "代理", "网关", "リバースプロキシ", "プロキシ", "프록시", "게이트웨이",
)  # fmt: skip
"""A service with one of these in its name may stand before others."""

LEADS = any_of(
    "traefik", "haproxy", "envoy", "kong", "swag", "proxy", "proxies", "proxied", "reverse-proxy", "load balancer", "loadbalancer", "gateway", "ingress", "npm", "tls termination", "ssl termination",
    "proxy inverso", "proxy reverso", "mandataire", "прокси", "балансировщик", "反向代理", "代理", "网关", "リバースプロキシ", "プロキシ", "프록시", "게이트웨이",
)  # fmt: skip
"""What is called or described so leads to others; a web server alone may show pages of its own."""

ROUTER = any_of(
    "router", "gateway", "modem", "opnsense", "pfsense", "fritz!box", "fritzbox", "unifi", "openwrt", "edgerouter", "mikrotik", "routeur", "enrutador", "roteador", "роутер", "маршрутизатор", "路由器", "ルーター", "라우터", "공유기",
)  # fmt: skip
"""Leads ports from outside to machines behind it."""

BEHIND = any_of(
    "internal", "lan", "private", "local", "inside", "target", "destination", "dest", "device", "forward to", "forwards to", "to", "intern*", "lokal*", "внутрен*", "内网", "内部", "內網", "宛先", "내부",
)  # fmt: skip
"""Heads a column of machines behind a router."""
