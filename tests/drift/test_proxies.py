"""Drift with proxies other than nginx: their routes are compared as nginx's are."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from portdocs.drift import Drift, compare
from portdocs.drift.adoption import adopt
from portdocs.scan import read_sources
from tests.data import registry_of, write_data

SERVICES = """\
services:
  edge: {container: %s, listeners: [{port: 80, container_port: 80}, {port: 443, container_port: 443}]}
  app: {container: app, listeners: [{container_port: 8000}]}
  cloudflare: {external: true}
endpoints:
"""
TRAEFIK = """\
services:
  traefik:
    container_name: traefik
    ports: ["80:80", "443:443"]
    command: [--entrypoints.web.address=:80, --entrypoints.secure.address=:443]
  app:
    labels:
      - traefik.http.routers.a.rule=Host(`a.org`) && PathPrefix(`/api`)
      - traefik.http.routers.a.entrypoints=secure
      - traefik.http.routers.a.tls=true
      - traefik.http.services.a.loadbalancer.server.port=8000
      - traefik.http.routers.r.rule=Host(`a.org`)
      - traefik.http.routers.r.entrypoints=web
      - traefik.http.routers.r.middlewares=s
      - traefik.http.middlewares.s.redirectscheme.scheme=https
"""
CADDY = """\
a.org {
	handle /api/* {
		reverse_proxy app:8000
	}
}
"""
TUNNEL = """\
ingress:
  - {hostname: a.org, path: "^/api", service: "http://app:8000"}
  - {service: http_status:404}
"""
FILES = {"compose": TRAEFIK, "caddy": CADDY, "cloudflared": TUNNEL}
PROXY = {"compose": ("traefik", "edge"), "caddy": ("caddy", "edge"), "cloudflared": ("x", "cloudflare")}


def drift(folder: Path, source: str, endpoints: str, text: str | None = None) -> Drift:
    """Compare endpoints with the file of a source."""
    write_data(folder, {"file": FILES[source] if text is None else text})
    container, via = PROXY[source]
    data = SERVICES % container + dedent(endpoints).replace("PROXY", via)
    registry = registry_of(data)
    return compare(
        registry, next(iter(registry.hosts.values())), read_sources({source: [str(folder / "file")]}, folder)
    )


def routes(found: Drift) -> list[str]:
    """The differences about routes, as `kind subject`."""
    return [f"{one.kind} {one.subject}" for one in found.drift if "route" in one.kind or one.key]


RIGHT = "  - {url: https://a.org/api, via: PROXY, to: app}\n"


@pytest.mark.parametrize("source", FILES)
def test_a_declared_route_is_verified(tmp_path: Path, source: str) -> None:
    found = drift(tmp_path, source, RIGHT)
    assert routes(found) == []
    (one,) = [one for one in found.verified if one.subject == "https://a.org/api"]
    assert one.by == ({"compose": "traefik"}.get(source, source),)


@pytest.mark.parametrize("source", FILES)
def test_a_route_without_an_endpoint_is_undeclared(tmp_path: Path, source: str) -> None:
    found = drift(tmp_path, source, "  - {url: https://b.org, to: app}\n")
    kinds = {one.kind for one in found.drift}
    assert "undeclared-route" in kinds
    assert any("a.org" in one.subject and "no endpoint declares it" in one.message for one in found.drift)


@pytest.mark.parametrize("source", FILES)
def test_another_target_differs(tmp_path: Path, source: str) -> None:
    text = FILES[source].replace("server.port=8000", "server.port=9000").replace("app:8000", "app:9000")
    found = drift(tmp_path, source, RIGHT.replace("to: app", "to: app, target: 'app:8000'"), text)
    assert routes(found) == ["target-differs https://a.org/api"]


@pytest.mark.parametrize("source", ["caddy", "cloudflared"])
def test_a_whole_file_shows_what_is_missing(tmp_path: Path, source: str) -> None:
    found = drift(tmp_path, source, RIGHT + "  - {url: https://b.org, via: PROXY, to: app}\n")
    assert routes(found) == ["missing-route https://b.org"]


def test_labels_alone_never_show_that_something_is_missing(tmp_path: Path) -> None:
    found = drift(tmp_path, "compose", RIGHT + "  - {url: https://b.org, via: PROXY, to: app}\n")
    assert routes(found) == []


def test_tls_differs(tmp_path: Path) -> None:
    plain = TRAEFIK.replace("      - traefik.http.routers.a.tls=true\n", "")
    found = drift(tmp_path, "compose", RIGHT, plain)
    assert [one.split(" ")[0] for one in routes(found)] == ["tls-differs"]


def test_the_redirects_of_automatic_https_are_known(tmp_path: Path) -> None:
    redirect = "  - {url: http://a.org, via: PROXY, redirect: https://a.org}\n"
    assert routes(drift(tmp_path, "caddy", RIGHT + redirect)) == []
    found = drift(tmp_path, "caddy", RIGHT + redirect, "{\n\tauto_https off\n}\n" + CADDY)
    assert routes(found) == ["missing-listener edge tcp 80", "missing-route http://a.org"]


def test_an_entry_point_of_another_file_is_not_guessed(tmp_path: Path) -> None:
    found = drift(tmp_path, "compose", RIGHT, TRAEFIK.replace("entrypoints=secure", "entrypoints=other"))
    assert [one.subject for one in found.verified if "a.org" in one.subject] == []
    assert [one.reason for one in found.unresolved if one.text == "a.org"] == [
        "its port or TLS is not in the files that were given"
    ]


def test_a_container_without_a_known_port_is_found_by_its_name(tmp_path: Path) -> None:
    found = drift(
        tmp_path,
        "compose",
        RIGHT,
        TRAEFIK.replace("      - traefik.http.services.a.loadbalancer.server.port=8000\n", ""),
    )
    assert "https://a.org/api" in [one.subject for one in found.verified]
    assert found.unresolved == ()


def test_a_tunnel_leads_to_the_local_proxy(tmp_path: Path) -> None:
    endpoint = "  - {url: https://a.org, via: [PROXY, edge], to: app}\n"
    tunnel = "ingress:\n  - {hostname: a.org, service: 'http://localhost:80'}\n  - {service: http_status:404}\n"
    assert routes(drift(tmp_path, "cloudflared", endpoint, tunnel)) == []
    wrong = drift(tmp_path, "cloudflared", endpoint, tunnel.replace("localhost:80", "localhost:81"))
    assert routes(wrong) == ["target-differs https://a.org"]


def test_the_ports_of_a_cluster(tmp_path: Path) -> None:
    manifest = "kind: Service\nmetadata: {name: shop}\nspec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}\n"
    write_data(tmp_path, {"x.yaml": manifest})
    scan = read_sources({"kubernetes": [str(tmp_path / "x.yaml")]}, tmp_path)
    registry = registry_of("services: {shop: {listeners: [{port: 30080, bind: '*', container_port: 80}]}}\n")
    found = compare(registry, next(iter(registry.hosts.values())), scan)
    assert [(one.subject, one.by) for one in found.verified] == [("shop tcp *:30080", ("kubernetes",))]
    other = registry_of("services: {shop: {listeners: [{port: 80}]}}\n")
    (difference,) = compare(other, next(iter(other.hosts.values())), scan).drift
    assert (difference.kind, difference.observed.file if difference.observed else "") == (
        "undeclared-listener",
        "x.yaml",
    )


INGRESS = """\
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  tls: [{hosts: [shop.example.org]}]
  rules:
    - host: shop.example.org
      http: {paths: [{path: /, backend: {service: {name: shop, port: {name: http}}}}]}
    - host: plain.example.org
      http: {paths: [{path: /, backend: {service: {name: shop, port: {number: 80}}}}]}
"""
CLUSTER = "services: {gateway: {container: gateway, listeners: unknown}, shop: {listeners: [{container_port: 80}]}}\n"


@pytest.mark.parametrize(
    ("urls", "verified", "different"),
    [
        (["https://shop.example.org", "http://plain.example.org"], 2, []),
        (["https://shop.example.org:8443", "https://plain.example.org"], 2, []),  # something in front ends TLS
        (["https://shop.example.org"], 1, ["undeclared-route"]),
    ],
)
def test_the_port_of_an_ingress_is_that_of_the_declared_url(
    tmp_path: Path, urls: list[str], verified: int, different: list[str]
) -> None:
    write_data(tmp_path, {"x.yaml": INGRESS})
    scan = read_sources({"kubernetes": [str(tmp_path / "x.yaml")]}, tmp_path)
    endpoints = "".join(f"  - {{url: '{url}', via: gateway, to: shop, target: 'shop:80'}}\n" for url in urls)
    registry = registry_of(f"{CLUSTER}endpoints:\n{endpoints}")
    found = compare(registry, next(iter(registry.hosts.values())), scan)
    assert (len(found.verified), [one.kind for one in found.drift]) == (verified, different)
    wrong = registry_of(f"{CLUSTER}endpoints:\n{endpoints}".replace("'shop:80'", "'shop:81'"))
    assert {one.kind for one in compare(wrong, next(iter(wrong.hosts.values())), scan).drift} >= {"target-differs"}


def test_an_ingress_is_adopted_with_its_urls(tmp_path: Path) -> None:
    write_data(tmp_path, {"x.yaml": INGRESS})
    found = adopt(read_sources({"kubernetes": [str(tmp_path / "x.yaml")]}, tmp_path))
    assert [one.url.text for one in found.endpoints] == ["http://plain.example.org", "https://shop.example.org"]
    assert found.ignores == []


PATTERNS = {
    "compose": (TRAEFIK.replace("PathPrefix(`/api`)", "PathRegexp(`^/[0-9]+$`)"), "https://a.org (~ ^/[0-9]+$)"),
    "caddy": (CADDY.replace("/api/*", "/a*b"), "https://a.org (~ ^/a.*b$)"),
    "cloudflared": (TUNNEL.replace("^/api", "[0-9]$"), "https://a.org (~ [0-9]$)"),
    "kubernetes": (INGRESS.replace("path: /,", "path: '/a(/|$)',", 1), "https://shop.example.org (~ /a(/|$))"),
}


@pytest.mark.parametrize("source", PATTERNS)
def test_a_pattern_is_ignored_by_the_name_that_drift_gives_it(tmp_path: Path, source: str) -> None:
    text, route = PATTERNS[source]
    write_data(tmp_path, {"x.yaml": text})
    found = adopt(read_sources({source: [str(tmp_path / "x.yaml")]}, tmp_path))
    assert [one.route for one in found.ignores] == [route]
