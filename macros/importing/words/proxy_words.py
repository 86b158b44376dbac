"""Words for proxies."""

from __future__ import annotations

from macros.importing.words.port_words import any_of

PROXY = any_of(
    "nginx", "caddy", "traefik", "haproxy", "apache", "httpd", "envoy", "proxy", "reverse proxy", "reverse-proxy", "load balancer", "loadbalancer", "gateway", "ingress", "nginx proxy manager", "npm", "kong", "swag", "openresty", "varnish", "iis",
    "proxy inverso", "proxy reverso", "прокси", "балансировщик", "反向代理", "代理", "网关", "リバースプロキシ", "プロキシ", "프록시", "게이트웨이",
)  # fmt: skip
"""A service with one of these in its name may stand before others."""
