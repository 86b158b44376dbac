"""Real files of Traefik, Caddy, cloudflared, Kubernetes and firewalls: what each contains was read by eye."""

from __future__ import annotations

from collections import Counter

import pytest

from portdocs.scan import ObservedRoute, Scan, read_sources
from tests.scan.observed import openings
from tests.scan.test_corpus import CORPUS

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here; PORTDOCS_CORPUS names its folder")

SOURCES = {"caddy": "caddy", "cloudflared": "cloudflared", "firewall": "firewall", "k8s": "kubernetes"}

# kind/file: listeners as "line address:port", routes as "line names port location action targets", unresolved lines.
Expected = tuple[list[str], list[str], list[int]]
PROXIES: dict[str, Expected] = {
    "traefik/authelia__authelia__examples__compose__local__compose.yml": (
        ["48 *:80", "49 *:443", "50 *:443"],
        ["16 authelia.example.com 443 None proxy authelia", "41 traefik.example.com 443 None status -",
         "58 - 80 None redirect https://$host$request_uri", "72 secure.example.com 443 None proxy secure",
         "86 public.example.com 443 None proxy public"],
        [],
    ),
    "traefik/fastapi__full-stack-fastapi-template__compose.yml": (
        [],
        ["44 adminer.localhost 80 None proxy adminer:8080", "84 localhost 80 None proxy backend:8000"],
        [],
    ),
    "traefik/frappe__frappe_docker__overrides__compose.https.yaml": (
        ["25 *:80", "26 *:443"],
        ["8 - 443 None proxy frontend:8080", "17 - 80 None redirect https://$host$request_uri"],
        [8],
    ),
    "traefik/traefik__traefik__integration__resources__compose__docker.yml": (
        [],
        ["9 my.super.host None None proxy withtcplabels:8080", "16 my.super.host None None proxy withlabels1",
         "21 my-super.host None None proxy withlabels2", "33 my.super.host None None proxy powpow:2375",
         "39 non.running.host None None proxy nonRunning"],
        [],
    ),
    "traefik/Unicorn-Commander__UC-1-Pro__extensions__traefik__traefik.yml": (["7 *:80", "12 *:443"], [], []),
    "caddy/TryGhost__ghost-docker__caddy__Caddyfile.example": (
        [], ["12 - None None proxy ghost:2368"], [1, 2, 5, 8, 19],
    ),
    "caddy/caddyserver__dist__config__Caddyfile": (["11 *:80"], ["16 - 80 None files -"], []),
    "caddy/coleam00__local-ai-packaged__Caddyfile": (
        [],
        ["10 - None None proxy n8n:5678", "15 - None None proxy open-webui:8080", "20 - None None proxy flowise:3001",
         "25 - None None proxy langfuse-web:3000", "35 - None None proxy kong:8000", "40 - None None proxy neo4j:7474"],
        [7, 14, 19, 24, 34, 39, 43],
    ),
    "caddy/gurucomputing__headscale-ui__docker__production__Caddyfile": (
        [],
        ["9 - None / redirect /web", "11 - None None files -", "17 - None / redirect /web", "22 - None None files -"],
        [8, 16],
    ),
    "caddy/hoppscotch__hoppscotch__aio-subpath-access.Caddyfile": (
        ["6 *:80"],
        ["9 - 80 None files -", "13 - 80 /admin* files -", "27 - 80 /backend* proxy localhost:8080",
         "31 - 80 /backend* proxy localhost:8080", "37 - 80 /desktop-app-server* proxy localhost:3200",
         "43 - 80 None files -"],
        [],
    ),
    "caddy/hoppscotch__hoppscotch__packages__hoppscotch-backend__backend.Caddyfile": (
        ["6 *:3170", "6 *:80"],
        ["13 - 3170 None proxy localhost:8080", "13 - 80 None proxy localhost:8080",
         "17 - 3170 None proxy localhost:8080", "17 - 80 None proxy localhost:8080"],
        [],
    ),
    "caddy/stefanprodan__dockprom__caddy__Caddyfile": (
        ["1 *:3000", "5 *:8080", "12 *:9090", "19 *:9093", "26 *:9091"],
        ["2 - 3000 None proxy grafana:3000", "9 - 8080 None proxy cadvisor:8080",
         "16 - 9090 None proxy prometheus:9090",
         "23 - 9093 None proxy alertmanager:9093", "30 - 9091 None proxy pushgateway:9091"],
        [],
    ),
    "cloudflared/Vibhav-Aggarwal__lala-net-public__cloudflared__config.yml.example": (
        [],
        ["11 this-node.example.com 443 None proxy localhost:22",
         "15 mcp-this-node.example.com 443 None proxy localhost:3000",
         "23 - 443 None status -"],
        [],
    ),
    "cloudflared/jogaleins__examples__cloudflared__config.yaml": (
        ["4 0.0.0.0:2000"],
        ["9 *.pazon.xyz 443 None proxy 192.168.2.215:80", "13 - 443 None status -"],
        [],
    ),
    "k8s/FlexNetOS__ripple-env__Synaptic-Mesh__k8s__base__service-lb.yaml": (
        ["18 *:80", "22 *:443", "26 *:4001", "30 *:8081"], [], [],
    ),
    "k8s/StreamLineLabs__streamline-deploy__k8s__service.yaml": (["74 *:9092"], [], []),
    "k8s/dockersamples__example-voting-app__k8s-specifications__vote-service.yaml": (["13 *:31000"], [], []),
    "k8s/kubernetes-sigs__gateway-api__examples__standard__basic-http.yaml": (
        ["23 *:80"],
        ["38 foo.com 80 /bar proxy my-service1:8080", "53 foo.com 80 /some/thing proxy my-service2:8080"],
        [],
    ),
}  # fmt: skip

# The files with many routes of one kind: their number, the first and the last.
LONG: dict[str, tuple[int, str, str]] = {
    "traefik/Unicorn-Commander__UC-1-Pro__services__traefik__config__services.yml": (
        21, "8 chat.localhost None None proxy unicorn-open-webui:8080",
        "129 sso.localhost None None proxy authentik-server:9000",
    ),
    "cloudflared/Delqhi__SIN-Solver__infrastructure__cloudflare__config.yml": (
        22, "6 dashboard.delqhi.com 443 None proxy room-01-dashboard-cockpit:3011", "90 - 443 None status -",
    ),
    "cloudflared/leok974__ApplyLens__infra__cloudflared__config.yml": (
        8, "15 app.ledger-mind.org 443 None proxy ai-finance.int:80", "37 - 443 None status -",
    ),
    "k8s/Delqhi__SIN-Solver__phase-2.5-deployment__k8s__ingress.yaml": (
        9, "63 api.sin-solver.local None / proxy sin-solver-captcha-solver:8000",
        "137 solver.sin-solver.local None / proxy sin-solver-captcha-solver:8000",
    ),
}  # fmt: skip

# file: openings by line, and the lines of what is unresolved.
FIREWALLS: dict[str, tuple[dict[int, int], list[int]]] = {
    "MinecraftServerControl__mscs__iptables.rules": ({27: 1, 30: 1, 33: 1, 36: 1}, []),
    "danemacmillan__vagrantshell__etc__sysconfig__iptables": (dict.fromkeys(range(9, 19), 1), []),
    "dfinity__http-gateway-release__etc__nftables.conf": (
        {63: 3, 109: 3, 115: 3}, [10, 50, 57, 96, 103, 112, 115],
    ),
    "gmasse__emailgw__elk__etc__iptables__rules.v4": ({23: 1, 24: 1}, []),
    "kellyjonbrazil__jc__tests__fixtures__generic__ufw-numbered2.out": (
        dict.fromkeys([*range(5, 12), *range(13, 19)], 1), [4, 12],
    ),
    "kellyjonbrazil__jc__tests__fixtures__generic__ufw.out": (
        dict.fromkeys((8, 10, 12, 13, 15, 16, 20, 22), 1), [17, 18, 19],
    ),
    "kellyjonbrazil__jc__tests__fixtures__ubuntu-18.04__ufw-numbered.out": (
        {5: 1, 6: 2, 7: 1, 13: 2, 14: 4, 15: 1, 16: 2, 17: 1, 18: 2, 19: 4}, [],
    ),
    "mscherer__stalwart_bootc_image__nftables__firewall.nft": ({32: 8, 33: 1, 42: 1}, []),
    "vhgalvez__FlatcarMicroCloud__additional_resources__nftables__nftables_16.conf": (
        {23: 1, 24: 1, 29: 1, 32: 4, 35: 4, 36: 3, 39: 1, 40: 5, 43: 16, 54: 9, 62: 1}, [25, 26, 55],
    ),
}  # fmt: skip


def read(name: str) -> Scan:
    """The scan of a file by the source that reads its kind."""
    kind = name.split("/")[0]
    source = SOURCES.get(kind, "compose" if "compose" in name else "traefik")
    return read_sources({source: [str(CORPUS / name)]}, CORPUS)


def shown(route: ObservedRoute) -> str:
    """A route as the tables have it."""
    names, targets = ",".join(route.server_names) or "-", ",".join(route.shown_targets) or "-"
    return f"{route.line} {names} {route.listen_port} {route.location} {route.action} {targets}"


@pytest.mark.parametrize("name", PROXIES)
def test_a_file(name: str) -> None:
    found, (listeners, routes, unresolved) = read(name), PROXIES[name]
    assert [f"{one.line} {one.address}:{one.port}" for one in found.said_listeners] == listeners
    assert [shown(one) for one in found.said_routes] == routes
    assert [one.line for one in found.unresolved] == unresolved
    assert found.errors == ()


@pytest.mark.parametrize("name", LONG)
def test_a_long_file(name: str) -> None:
    found = read(name)
    routes = [shown(one) for one in found.said_routes]
    assert (len(routes), routes[0], routes[-1]) == LONG[name]
    assert (found.errors, found.unresolved, found.said_listeners) == ((), (), ())


@pytest.mark.parametrize("name", FIREWALLS)
def test_a_firewall(name: str) -> None:
    found, (lines, unresolved) = read(f"firewall/{name}"), FIREWALLS[name]
    assert dict(Counter(one.line for one in found.openings)) == lines
    assert [one.line for one in found.unresolved] == unresolved
    assert found.errors == ()
    assert len(openings(found)) == sum(lines.values())


def test_every_file_is_expected() -> None:
    kinds = ("traefik", "caddy", "cloudflared", "k8s", "firewall")
    files = {f"{kind}/{path.name}" for kind in kinds for path in (CORPUS / kind).iterdir()}
    assert files == {*PROXIES, *LONG, *(f"firewall/{name}" for name in FIREWALLS)}
