"""However much there is, a diagram stays readable, and says what it folds."""

from __future__ import annotations

from portdocs.pages.diagrams.architecture_diagram import architecture_diagram
from portdocs.pages.diagrams.host_diagram import host_diagram
from portdocs.pages.diagrams.service_diagram import service_diagram
from portdocs.pages.diagrams.suite_diagram import suite_diagram
from portdocs.registry import Registry
from tests.data import registry_of
from tests.pages.diagram_lines import card_line, edges, expect, keys


def crowd(count: int, *, hosts: int = 1, suites: int = 2, endpoints: int = 0) -> Registry:
    """So many services, dealt out to hosts and suites, behind one proxy."""
    lines = ["suites:", *(f"  team-{n}: {{name: Team {n}}}" for n in range(suites)), "hosts:"]
    lines += [f"  host-{n}: {{name: Host {n}, addresses: [10.0.0.{n + 1}]}}" for n in range(hosts)]
    lines += ["services:", "  proxy: {host: host-0, listeners: [{port: 443, protocol: https}]}"]
    for n in range(count):
        location = f"host: host-{n % hosts}, suite: team-{n % suites}"
        lines.append(f"  s{n}: {{{location}, listeners: [{{port: {n % 60000 + 1000}, bind: 127.0.0.1}}]}}")
    lines += ["endpoints:", *(f"  - {{url: https://s{n}.org, via: proxy, to: s{n}}}" for n in range(endpoints))]
    return registry_of("\n".join(lines if endpoints else lines[:-1]))


def test_a_large_whole_folds_its_suites() -> None:
    diagram = architecture_diagram(crowd(100, endpoints=60))
    expect(
        diagram,
        """
        @internet [internet] Internet: - in nothing
        proxy [proxy] proxy: :443 https, unknown, TLS ends here in host:host-0
        suite:team-0@host-0 [folded] Team 0: 50 services in host:host-0
        suite:team-1@host-0 [folded] Team 1: 50 services in host:host-0
        @internet -endpoint-> proxy: 60 endpoints / https 443
        proxy -proxy-> suite:team-0@host-0: 30 endpoints
        proxy -proxy-> suite:team-1@host-0: 30 endpoints
        """,
    )
    assert diagram.note == "100 services are folded into 2 cards, which lead to where all are listed."
    assert [node.page for node in diagram.nodes if node.kind == "folded"] == ["suites/team-0.md", "suites/team-1.md"]
    assert diagram.sentences()[:2] == [
        "Internet → 60 endpoints (https 443) → proxy",
        "proxy → 30 endpoints → Team 0",
    ]


def test_a_larger_whole_folds_its_hosts() -> None:
    diagram = architecture_diagram(crowd(200, hosts=20, suites=3))
    assert len(diagram.nodes) == 20
    assert card_line(diagram.nodes[1]) == "host:host-1 [host] Host 1: 10 services in nothing"
    assert diagram.nodes[1].page == "hosts/host-1.md"


def test_the_largest_whole_folds_the_quiet_hosts() -> None:
    diagram = architecture_diagram(crowd(300, hosts=100, suites=3, endpoints=5))
    assert len(diagram.nodes) == 40
    assert {"host:host-0", "host:host-4"} < set(keys(diagram))
    assert card_line(diagram.nodes[-1]) == "more-hosts: [folded] 62 more hosts: 186 services in nothing"


def test_a_fold_of_one_is_the_service_itself() -> None:
    registry = registry_of(
        "suites: {a: {}, b: {}}\nservices:\n  lone: {suite: b}\n"
        + "".join(f"  s{n}: {{suite: a}}\n" for n in range(45))
    )
    assert keys(architecture_diagram(registry)) == ["lone", "suite:a@host"]


def test_a_large_host_keeps_what_has_relations() -> None:
    diagram = host_diagram(crowd(100, endpoints=20), "host-0")
    assert len(diagram.nodes) == 40
    assert {f"s{n}" for n in range(20)} < set(keys(diagram))
    assert card_line(diagram.nodes[1]) == "more: [folded] 63 more services: - in host:host-0"
    assert diagram.nodes[1].page == "hosts/host-0.md#services"
    assert diagram.note == "63 services are folded into one card, which leads to where all are listed."


def test_a_large_suite_folds_likewise() -> None:
    diagram = suite_diagram(crowd(100, endpoints=20), "team-0")
    assert len(diagram.nodes) == 40
    assert {"proxy", "s0", "s18", "more:"} < set(keys(diagram))


def test_a_service_with_very_many_neighbours_folds_them() -> None:
    diagram = service_diagram(crowd(2000, endpoints=2000), "proxy")
    assert len(diagram.nodes) == 24
    assert "proxy -proxy-> others:: 1,979 endpoints" in edges(diagram)
    assert "1,979 services are folded" in diagram.note


def test_a_large_suite_keeps_its_proxy_and_what_most_depend_on() -> None:
    """However far down the file they are."""
    lines = [f"  s{n}: {{suite: a, depends_on: [db{', cache' if n < 50 else ''}]}}" for n in range(60)]
    lines += ["  cache: {suite: a}", "  db: {suite: a}", "  door: {suite: a, listeners: [{port: 80}]}"]
    lines.append("endpoints: [{url: http://x.org, via: door, to: s0}]")
    diagram = suite_diagram(registry_of("\n".join(["suites: {a: {}}", "services:", *lines])), "a")
    assert {"cache", "db", "door", "s0"} < set(keys(diagram))
    # One edge from the card for the rest to each of them says how many lead there.
    assert {"more: -depends-> db: 25 dependencies", "more: -depends-> cache: 15 dependencies"} < set(edges(diagram))


def test_a_large_suite_is_no_web_of_arrows_to_the_card_for_the_rest() -> None:
    services = "".join(f"  s{n}: {{suite: a, depends_on: [s{(n * 7 + 1) % 300}]}}\n" for n in range(300))
    diagram = suite_diagram(registry_of(f"suites: {{a: {{}}}}\nservices:\n{services}"), "a")
    assert not [line for line in edges(diagram) if "more:" in line]
    assert "edges are not drawn: the pages of the services have them." in diagram.note
