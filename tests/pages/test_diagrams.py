"""The content of diagrams, as tables: a line for each card and each edge."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portdocs.pages.diagrams.architecture_diagram import architecture_diagram
from portdocs.pages.diagrams.host_diagram import host_diagram
from portdocs.pages.diagrams.model import Diagram, Edge, Node
from portdocs.pages.diagrams.service_diagram import service_diagram
from portdocs.pages.diagrams.suite_diagram import suite_diagram
from portdocs.registry import Registry, load_registry
from tests.data import registry_of
from tests.pages.diagram_lines import edges, expect, keys

SHOP = """
suites: {shop: {name: Shop}, desk: {name: Desk}}
hosts:
  edge: {name: Edge, addresses: [10.0.0.1]}
  app: {name: App, addresses: [10.0.0.2]}
services:
  nginx:
    name: Nginx
    host: edge
    listeners: [{port: 80, protocol: http, bind: 0.0.0.0}, {port: 443, protocol: https, bind: 0.0.0.0}]
  web: {host: app, suite: shop, listeners: [{port: 3000, protocol: http, bind: 10.0.0.2}], depends_on: [db, mail]}
  db: {host: app, suite: shop, listeners: [{port: 5432, bind: 127.0.0.1}]}
  tickets: {host: app, suite: desk, status: planned, listeners: [{port: 4000, protocol: http}]}
  worker: {host: app, suite: desk}
  old: {host: app, suite: desk, status: retired, listeners: [{port: 4001}]}
  mail: {name: Mail, external: true}
endpoints:
  - {url: https://shop.example.org, via: nginx, to: web}
  - {url: https://desk.example.org, via: nginx, to: tickets}
"""


@pytest.fixture(scope="module")
def shop() -> Registry:
    return registry_of(SHOP)


def test_the_whole(shop: Registry) -> None:
    expect(
        architecture_diagram(shop),
        """
        @internet [internet] Internet: - in nothing
        db [service] db: 127.0.0.1:5432, loopback in suite:shop@app
        mail [external] Mail: external in nothing
        nginx [proxy] Nginx: 0.0.0.0:80 http, 0.0.0.0:443 https, network, TLS ends here in host:edge
        tickets [service] tickets: :4000 http, planned, unknown in suite:desk@app
        web [service] web: 10.0.0.2:3000 http, network in suite:shop@app
        worker [service] worker: no listener in suite:desk@app
        @internet -endpoint-> nginx: 2 endpoints / https 443
        nginx -proxy-> tickets: desk.example.org / 10.0.0.2:4000
        nginx -proxy-> web: shop.example.org / 10.0.0.2:3000
        web -depends-> db: -
        web -depends-> mail: -
        """,
    )


def test_frames_nest_suites_in_hosts(shop: Registry) -> None:
    frames = [(group.key, group.label, group.kind, group.parent) for group in architecture_diagram(shop).groups]
    assert frames == [
        ("host:app", "App", "host", None),
        ("host:edge", "Edge", "host", None),
        ("suite:desk@app", "Desk", "suite", "host:app"),
        ("suite:shop@app", "Shop", "suite", "host:app"),
    ]


def test_cards_and_frames_lead_to_pages(shop: Registry) -> None:
    diagram = architecture_diagram(shop)
    pages = {node.key: node.page for node in diagram.nodes} | {group.key: group.page for group in diagram.groups}
    assert pages["web"] == "services/web.md"
    assert pages["host:app"] == "hosts/app.md"
    assert pages["suite:shop@app"] == "suites/shop.md"
    assert pages["@internet"] == "access.md"


def test_a_tooltip_says_everything_that_a_card_does(shop: Registry) -> None:
    tooltips = {node.key: node.tooltip for node in architecture_diagram(shop).nodes}
    assert tooltips["nginx"] == "Nginx · 0.0.0.0:80 http · 0.0.0.0:443 https · network · TLS ends here"
    assert tooltips["tickets"] == "tickets · desk.example.org · :4000 http · planned · exposure unknown"
    assert tooltips["mail"] == "Mail · external"


def test_sentences_say_what_the_diagram_shows(shop: Registry) -> None:
    assert architecture_diagram(shop).sentences() == [
        "Internet → https://desk.example.org (443, TLS) → Nginx → 10.0.0.2:4000 → tickets",
        "Internet → https://shop.example.org (443, TLS) → Nginx → 10.0.0.2:3000 → web",
        "web depends on db",
        "web depends on Mail",
        "Edge: Nginx (0.0.0.0:80 http, 0.0.0.0:443 https, TLS ends here, network)",
        "Desk on App: tickets (:4000 http, planned, exposure unknown); worker (no listener)",
        "Shop on App: db (127.0.0.1:5432, loopback); web (10.0.0.2:3000 http, network)",
        "Elsewhere: Mail (external)",
    ]


def test_retired_services_are_drawn_only_on_demand(shop: Registry) -> None:
    assert "old" not in keys(architecture_diagram(shop))
    assert architecture_diagram(shop).note == "1 retired service is not shown."
    expect(architecture_diagram(shop, status="retired"), "old [service] old: :4001, retired in suite:desk@app")


def test_a_status_brings_along_what_leads_to_it(shop: Registry) -> None:
    diagram = architecture_diagram(shop, status="planned")
    assert keys(diagram) == ["@internet", "nginx", "tickets"]
    assert diagram.title == "Architecture: planned services"


@pytest.mark.parametrize(
    ("suite", "host", "expected"),
    [
        ("shop", None, ["@internet", "db", "mail", "nginx", "web"]),
        ("desk", None, ["@internet", "nginx", "tickets", "worker"]),
        (None, "edge", ["@internet", "nginx", "tickets", "web"]),
        ("shop", "edge", []),
    ],
)
def test_narrowing(shop: Registry, suite: str | None, host: str | None, expected: list[str]) -> None:
    assert keys(architecture_diagram(shop, suite=suite, host=host)) == expected


def test_a_host_shows_everything_on_it_and_what_it_is_tied_to(shop: Registry) -> None:
    assert keys(host_diagram(shop, "app")) == ["@internet", "db", "mail", "nginx", "tickets", "web", "worker"]


def test_a_suite_shows_services_without_any_relation(shop: Registry) -> None:
    assert "worker" in keys(suite_diagram(shop, "desk"))


def test_a_service_shows_its_neighbours(shop: Registry) -> None:
    diagram = service_diagram(shop, "db")
    assert keys(diagram) == ["db", "web"]
    assert edges(diagram) == ["web -depends-> db: -"]
    assert diagram.title == "db and its neighbours"


def test_a_service_alone_says_so(shop: Registry) -> None:
    diagram = service_diagram(shop, "worker")
    assert (keys(diagram), diagram.note) == (
        ["worker"],
        "No declared paths or dependencies.",
    )


def test_a_retired_neighbour_is_worth_knowing_of() -> None:
    registry = registry_of("services: {a: {depends_on: [b]}, b: {status: retired}}")
    assert keys(service_diagram(registry, "a")) == ["a", "b"]
    assert keys(architecture_diagram(registry)) == ["a"]


PLAIN = """
suites: {one: {}, two: {}}
hosts: {h: {addresses: [10.0.0.1]}, i: {addresses: [10.0.0.2]}}
services:
  front: {host: h, suite: one, listeners: [{port: 443, protocol: https}]}
  back: {host: h, suite: one, listeners: [{port: 80, protocol: http}]}
  a: {host: h, suite: one, listeners: [{port: 8000, protocol: http}, {port: 53, transport: [tcp, udp], protocol: dns}]}
  b: {host: [h, i], suite: two, listeners: [{port: 9000, bind: [127.0.0.1, "::1"]}, {socket: /run/b.sock}]}
  c: {host: h, listeners: unknown}
  d: {host: h, container: d, listeners: [{container_port: 70}, {port: 1}, {port: 2}, {port: 3}, {port: 4}]}
endpoints:
"""


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("{url: https://x.org, to: a}", ["@internet -endpoint-> a: x.org / https 443"]),
        ("{url: https://x.org/deep/, to: a}", ["@internet -endpoint-> a: x.org/deep / https 443"]),
        ('{url: "https://*", to: a}', ["@internet -endpoint-> a: any name / https 443"]),
        ("{url: udp://x.org:53, to: a}", ["@internet -endpoint-> a: x.org / udp 53"]),
        (
            "{url: [http://x.org, https://x.org], to: a}",
            ["@internet -endpoint-> a: x.org / http 80, https 443"],
        ),
        (
            "{url: [https://x.org, https://y.org], via: front, to: a}",
            ["@internet -endpoint-> front: 2 URLs / https 443", "front -proxy-> a: 2 URLs / 127.0.0.1:8000"],
        ),
        (
            "{url: https://x.org, via: [front, back], to: a}",
            [
                "@internet -endpoint-> front: https 443",
                "back -proxy-> a: x.org / 127.0.0.1:8000",
                "front -proxy-> back: x.org",
            ],
        ),
        (
            "{url: http://x.org, via: front, redirect: https://y.org/path}",
            [
                "@internet -endpoint-> front: http 80",
                "front -redirect-> url:https://y.org:443: redirect / x.org",
            ],
        ),
        (
            "{url: http://x.org, redirect: https://y.org}",
            ["@internet -redirect-> url:https://y.org:443: redirect / x.org"],
        ),
        (
            "{url: https://x.org, via: front, to: b}",
            [
                "@internet -endpoint-> front: https 443",
                "front -proxy-> b@h: x.org / 127.0.0.1:9000",
            ],
        ),
    ],
)
def test_how_an_endpoint_is_drawn(endpoint: str, expected: list[str]) -> None:
    assert edges(architecture_diagram(registry_of(f"{PLAIN}  - {endpoint}\n"))) == expected


def test_endpoints_are_counted_as_on_the_pages_and_not_their_urls() -> None:
    endpoints = (
        "  - {url: [https://x.org, https://y.org], via: front, to: a}\n  - {url: https://z.org, via: front, to: a}\n"
    )
    assert edges(architecture_diagram(registry_of(PLAIN + endpoints))) == [
        "@internet -endpoint-> front: 2 endpoints / https 443",
        "front -proxy-> a: 2 endpoints / 127.0.0.1:8000",
    ]


def test_a_redirect_to_the_proxy_itself_is_a_word_on_its_card() -> None:
    endpoints = (
        "  - {url: https://x.org, via: front, to: a}\n  - {url: http://x.org, via: front, redirect: https://x.org}\n"
    )
    diagram = architecture_diagram(registry_of(PLAIN + endpoints))
    assert not [edge for edge in diagram.edges if edge.kind == "redirect"]
    assert next(node for node in diagram.nodes if node.key == "front").marks == ("TLS ends here", "1 redirect")
    assert "Internet → http://x.org (80) → front → redirects to https://x.org" in diagram.sentences()


def test_a_redirect_to_an_endpoint_of_ours_leads_to_its_entry() -> None:
    endpoints = (
        "  - {url: https://x.org, via: front, to: a}\n  - {url: http://y.org, via: back, redirect: https://x.org/}\n"
    )
    assert "back -redirect-> front: redirect / y.org" in edges(architecture_diagram(registry_of(PLAIN + endpoints)))


def test_how_listeners_are_written() -> None:
    cards = {
        node.key: node.details for node in architecture_diagram(registry_of(PLAIN.replace("endpoints:", ""))).nodes
    }
    assert cards["a"] == (":8000 http", ":53 tcp/udp dns")
    assert cards["b@h"] == cards["b@i"] == ("2 binds :9000", "unix:/run/b.sock")
    assert cards["c"] == ("listeners unknown",)
    assert cards["d"] == ("container :70", ":1", "+3 more")


@pytest.mark.parametrize(
    ("proxy", "target", "ends"),
    [
        ("https", "http", True),
        ("https", "https", True),  # it listens with https: it decrypts, whatever it does behind
        ("tcp", "http", True),  # what arrives behind it is plain
        ("tcp", "https", False),
        ("tcp", None, False),  # cannot tell
    ],
)
def test_where_tls_is_known_to_end(proxy: str, target: str | None, ends: bool) -> None:
    registry = registry_of(f"""
        services:
          p: {{listeners: [{{port: 443, protocol: {proxy}}}]}}
          t: {{listeners: [{{port: 8000{f", protocol: {target}" if target else ""}}}]}}
        endpoints: [{{url: https://x.org, via: p, to: t}}]
    """)
    marks = {node.key: node.marks for node in architecture_diagram(registry).nodes}
    assert marks["p"] == (("TLS ends here",) if ends else ())


def test_in_a_chain_the_first_proxy_ends_tls_unless_another_listens_with_https() -> None:
    chain = """
        services:
          cdn: {external: true}
          p: {listeners: [{port: 80}]}
          t: {listeners: [{port: 8000, protocol: http}]}
        endpoints: [{url: https://x.org, via: [cdn, p], to: t}]
    """
    marks = {node.key: node.marks for node in architecture_diagram(registry_of(chain)).nodes}
    assert (marks["cdn"], marks["p"]) == (("external", "TLS ends here"), ())
    plain = chain.replace("port: 80}", "port: 443, protocol: https}")
    marks = {node.key: node.marks for node in architecture_diagram(registry_of(plain)).nodes}
    assert (marks["cdn"], marks["p"]) == (("external",), ("TLS ends here",))


def test_without_a_proxy_the_service_ends_tls() -> None:
    registry = registry_of("services: {t: {listeners: [{port: 993}]}}\nendpoints: [{url: tls://x.org:993, to: t}]")
    assert [node.marks for node in architecture_diagram(registry).nodes] == [(), ("TLS ends here",)]


@pytest.mark.parametrize(
    ("statuses", "status"),
    [("active", ""), ("deprecated", ""), ("planned", "planned"), ("retired", "retired"), ("planned active", "")],
)
def test_an_edge_has_the_status_of_its_endpoints(statuses: str, status: str) -> None:
    endpoints = "".join(
        f"  - {{url: https://x{at}.org, to: t, status: {one}}}\n" for at, one in enumerate(statuses.split())
    )
    diagram = architecture_diagram(
        registry_of(f"services: {{t: {{listeners: [{{port: 443}}]}}}}\nendpoints:\n{endpoints}")
    )
    assert [edge.status for edge in diagram.edges] == [status]
    assert (f"({status})" in diagram.edges[0].label) == bool(status)
    words = "" if statuses == "planned active" else statuses
    assert diagram.nodes[1].domains[0].endswith({"active": ".org", "": ".org"}.get(words, f"({words})"))


def test_a_proxy_of_several_suites_stands_outside_their_frames() -> None:
    both = "  - {url: https://x.org, via: front, to: a}\n  - {url: https://y.org, via: front, to: b}\n"
    one = "  - {url: https://x.org, via: front, to: a}\n"
    for endpoints, frame in ((both, "host:h"), (one, "suite:one@h")):
        diagram = architecture_diagram(registry_of(PLAIN + endpoints))
        assert next(node for node in diagram.nodes if node.key == "front").group == frame


def test_a_service_on_many_hosts_is_drawn_once() -> None:
    registry = registry_of(
        "hosts: {a: {}, b: {}, c: {}, d: {}}\nservices: {x: {host: [a, b, c, d]}, y: {host: [a, b, c]}}"
    )
    expect(
        architecture_diagram(registry),
        """
        x [service] x: on 4 hosts, no listener in nothing
        y@a [service] y: no listener in host:a
        y@b [service] y: no listener in host:b
        y@c [service] y: no listener in host:c
        """,
    )


def test_many_dependencies_are_explained_once() -> None:
    services = "".join(f"  s{i}: {{depends_on: [db]}}\n" for i in range(7))
    diagram = architecture_diagram(registry_of(f"services:\n  db: {{}}\n{services}"))
    assert {edge.label for edge in diagram.edges} == {""}
    assert not diagram.note
    assert "s3 depends on db" in diagram.sentences()


def test_many_dependencies_appear_on_demand() -> None:
    services = "".join(
        f"  s{i}: {{depends_on: [{', '.join(f's{j}' for j in range(15) if j != i)}]}}\n" for i in range(15)
    )
    diagram = architecture_diagram(registry_of(f"services:\n{services}"))
    assert len(diagram.edges) == 210
    assert diagram.hint == "Hover over or focus a service to see its dependencies."


def test_more_edges_than_a_page_can_hold_are_counted() -> None:
    services = "".join(
        f"  s{i}: {{depends_on: [{', '.join(f's{j}' for j in range(22) if j != i)}]}}\n" for i in range(22)
    )
    diagram = architecture_diagram(registry_of(f"services:\n{services}"))
    assert len(diagram.edges) == 400
    assert diagram.note.endswith("62 edges are not shown: see the pages of the services.")


def test_many_sites_of_others_are_one_card() -> None:
    endpoints = "".join(f"  - {{url: http://x{n}.org, via: front, redirect: https://y{n}.org}}\n" for n in range(9))
    assert "front -redirect-> url:: 9 redirects" in edges(architecture_diagram(registry_of(PLAIN + endpoints)))


def test_the_order_does_not_depend_on_how_it_came_about() -> None:
    nodes = tuple(Node(key, key) for key in ("s10", "s9", "@internet"))
    edges = (Edge("s9", "s10", "depends"), Edge("s9", "s10", "proxy"), Edge("@internet", "s9", "endpoint"))
    diagram = Diagram("x", nodes, edges)
    assert diagram == Diagram("x", nodes[::-1], edges[::-1])
    assert keys(diagram) == ["@internet", "s9", "s10"]


def test_zones_are_sources_and_tls_ends_where_it_is_declared() -> None:
    registry = registry_of("""
        zones: {ts: {name: Tailscale}}
        services:
          nginx: {listeners: [{port: 443, bind: "*", protocol: https}]}
          a: {listeners: [{port: 8000, bind: 127.0.0.1}]}
        endpoints:
          - {url: "https://a.org", from: [ts, internet], via: nginx, to: a, tls_ends_at: a}
    """)
    diagram = architecture_diagram(registry)
    nodes = {node.label: (node.kind, node.marks) for node in diagram.nodes}
    assert nodes["Tailscale"] == ("zone", ())
    assert (nodes["nginx"][1], nodes["a"][1]) == ((), ("TLS ends here",))
    assert list(diagram.sentences())[:2] == [
        "Tailscale → https://a.org (443, TLS) → nginx → 127.0.0.1:8000 → a",
        "Internet → https://a.org (443, TLS) → nginx → 127.0.0.1:8000 → a",
    ]


NETWORK = """
zones: {office: {name: Office}}
services:
  front: {listeners: [{port: 443, protocol: https}]}
  app: {listeners: [{port: 8000, protocol: http}], depends_on: [db]}
  db: {listeners: [{port: 5432}], depends_on: [disk]}
  disk: {}
  wiki: {listeners: [{port: 9000, protocol: http}]}
endpoints:
  - {url: https://app.example.org, via: front, to: app}
  - {url: https://wiki.example.org, via: front, to: wiki, from: office}
"""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"service": "db"}, ["@internet", "app", "db", "disk", "front"]),
        ({"service": "db", "direction": "upstream"}, ["@internet", "app", "db", "front"]),
        ({"service": "db", "direction": "downstream"}, ["db", "disk"]),
        ({"service": "db", "depth": 1}, ["app", "db", "disk"]),
        ({"service": "app", "dependencies": False}, ["@internet", "app", "front"]),
        ({"zone": "office", "direction": "downstream"}, ["@zone:office", "front", "wiki"]),
        ({"endpoint": "https://wiki.example.org", "depth": 0}, ["front", "wiki"]),
        ({"service": "disk", "depth": 0}, ["disk"]),
    ],
    ids=str,
)
def test_a_part_of_the_whole(arguments: dict[str, Any], expected: list[str]) -> None:
    assert keys(architecture_diagram(registry_of(NETWORK), **arguments)) == expected


def test_a_service_that_differs_from_its_host_is_marked() -> None:
    item = {"service": "a", "listener": "tcp 0.0.0.0:80", "seen": {"sockets": {"at": TIME, "differs": "it is closed"}}}
    record = {"schema_version": 1, "hosts": {"host": {"undeclared": [], "entries": [item]}}}
    data = b'services: {a: {listeners: [{port: 80, bind: "0.0.0.0"}]}, b: {listeners: [{port: 81, bind: "::"}]}}'
    registry = load_registry({"data/a.yml": data, "data/verified/host.json": json.dumps(record).encode()})
    assert isinstance(registry, Registry)
    marks = {node.key: node.marks for node in architecture_diagram(registry).nodes}
    assert marks == {"a": ("differs from the host",), "b": ()}


TIME = "2026-11-25T08:00:00Z"


SHARED_PROXY = """
services:
  nginx: {listeners: [{port: 443}]}
  app: {listeners: [{port: 80}], depends_on: [db]}
  wiki: {listeners: [{port: 81}]}
  db: {}
endpoints:
  - {url: https://app.org, via: nginx, to: app}
  - {url: https://wiki.org, via: nginx, to: wiki}
  - {url: https://old.org, via: nginx, redirect: "https://new.org"}
"""


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"endpoint": "https://app.org"}, ["@internet", "app", "db", "nginx"]),
        ({"endpoint": "https://app.org", "dependencies": False}, ["@internet", "app", "nginx"]),
        ({"endpoint": "https://app.org", "direction": "upstream", "depth": 1}, ["@internet", "app", "nginx"]),
        ({"endpoint": "https://old.org"}, ["@internet", "nginx", "url:https://new.org:443"]),
        ({"service": "db", "depth": 1}, ["app", "db"]),
    ],
)
def test_a_diagram_of_an_endpoint_shows_its_path_alone(selection: dict[str, Any], expected: list[str]) -> None:
    assert keys(architecture_diagram(registry_of(SHARED_PROXY), **selection)) == expected
