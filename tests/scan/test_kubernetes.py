"""Kubernetes: each form of a manifest with the listeners and routes that it means."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portdocs.scan import Scan
from tests.scan.observed import listeners, routes, scan, unresolved

META = "apiVersion: v1\nkind: Service\nmetadata: {name: app}\n"

# A `spec` on line 4 of a Service, and its listeners.
SERVICES: list[tuple[str, list[str]]] = [
    ("spec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}", ["4 tcp *:30080 -> 80 app"]),
    ("spec:\n  type: NodePort\n  ports:\n  - port: 80\n    targetPort: 8080\n    nodePort: 30080\n    protocol: UDP",
     ["9 udp *:30080 -> 8080 app"]),
    ("spec:\n  ports:\n  - port: 80\n    name: a\n  - {port: 443, name: b}\n  type: LoadBalancer",
     ["6 tcp *:80 -> 80 app", "8 tcp *:443 -> 443 app"]),
    ("spec: {type: LoadBalancer, ports: [{port: 80, nodePort: 30080}]}", ["4 tcp *:80 -> 80 app"]),
    ("spec: {type: LoadBalancer, ports: [{port: 80, targetPort: http}]}", ["4 tcp *:80 app"]),
    ("spec: {ports: [{port: 80}]}", []),
    ("spec: {type: ClusterIP, ports: [{port: 80}]}", []),
    ("spec: {clusterIP: None, ports: [{port: 80}]}", []),
    ("spec: {type: ExternalName, externalName: a.org}", []),
]  # fmt: skip


def printed(found: Scan) -> list[str]:
    """The listeners that a scan prints."""
    return [text for one, text in zip(found.listeners, listeners(found), strict=True) if not one.by_name_only]


@pytest.mark.parametrize(("spec", "expected"), SERVICES)
def test_a_service(tmp_path: Path, spec: str, expected: list[str]) -> None:
    found = scan("kubernetes", tmp_path, {"x.yaml": f"{META}{spec}\n"})
    assert printed(found) == [f"x.yaml:{one}" for one in expected]
    assert (found.errors, found.unresolved) == ((), ())


def test_a_cluster_ip_is_reached_by_its_name(tmp_path: Path) -> None:
    (one,) = scan("kubernetes", tmp_path, {"x.yaml": f"{META}spec: {{ports: [{{port: 80}}]}}\n"}).listeners
    assert (one.by_name_only, one.port, one.container_port, one.name) == (True, None, 80, "app")


UNCLEAR = [
    ("spec: {type: NodePort, ports: [{port: 80}]}", "nodePort of app"),
    ("spec: {type: NodePort, ports: [{port: 80, nodePort: 30080, protocol: SCTP}]}", "app 80"),
]


@pytest.mark.parametrize(("spec", "text"), UNCLEAR)
def test_a_port_that_only_the_cluster_knows_is_unresolved(tmp_path: Path, spec: str, text: str) -> None:
    found = scan("kubernetes", tmp_path, {"x.yaml": f"{META}{spec}\n"})
    assert (listeners(found), unresolved(found)) == ([], [f"x.yaml:4 {text}"])


WORKLOAD = """\
---
# a comment
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      hostNetwork: %s
      containers:
        - name: web
          env: [{name: PORT, value: "9999"}, {name: SECRET, value: hunter2}]
          ports:
            - {name: http, containerPort: 8080}
            - containerPort: 9090
              hostPort: 9091
              hostIP: 10.0.0.4
          readinessProbe: {httpGet: {path: /ready, port: http}}
          livenessProbe: {tcpSocket: {port: 9090}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: http}]}
"""


def test_containers_ports_and_probes(tmp_path: Path) -> None:
    found = scan("kubernetes", tmp_path, {"x.yaml": WORKLOAD % "false"})
    assert listeners(found) == ["x.yaml:18 tcp 10.0.0.4:9091 -> 9090 web", "x.yaml:26 tcp *:80 -> 8080 web"]
    assert [one.health for one in found.listeners] == ["tcp", "/ready"]
    assert "hunter2" not in str(found)
    shared = scan("kubernetes", tmp_path, {"x.yaml": WORKLOAD % "true"})
    assert "x.yaml:16 tcp *:8080 -> 8080 web ?" in listeners(shared)


def _ingress(spec: str, extra: str = "") -> str:
    return f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i}}\nspec:\n{spec}\n{extra}"


PATH = "{path: %s, pathType: Prefix, backend: {service: {name: app, port: {number: 80}}}}"
INGRESSES: list[tuple[str, list[str]]] = [
    (f"  rules:\n  - host: a.org\n    http: {{paths: [{PATH % '/x'}]}}", ["7 a.org on unknown:None /x proxy app:80"]),
    (f"  tls: [{{hosts: [a.org]}}]\n  rules:\n  - host: a.org\n    http: {{paths: [{PATH % '/'}]}}",
     ["8 a.org on unknown:None tls / proxy app:80"]),
    (f"  tls: [{{hosts: ['*.org']}}]\n  rules: [{{host: a.org, http: {{paths: [{PATH % '/'}]}}}}]",
     ["6 a.org on unknown:None tls / proxy app:80"]),
    (f"  tls: [{{secretName: x}}]\n  rules: [{{http: {{paths: [{PATH % '/'}]}}}}]",
     ["6 - on unknown:None tls / proxy app:80"]),
    ("  rules: [{host: '*.a.org', http: {paths: [" + PATH % "'/x(/|$)(.*)'" + "]}}]",
     ["5 *.a.org on unknown:None /x(/|$)(.*) proxy app:80"]),
    ("  defaultBackend: {service: {name: app, port: {number: 80}}}", ["5 - on unknown:None None proxy app:80"]),
    ("  backend: {serviceName: app, servicePort: 80}", ["5 - on unknown:None None proxy app:80"]),
    ("  rules:\n  - host: a.org\n    http:\n      paths:\n      - backend: {serviceName: app, servicePort: 80}",
     ["9 a.org on unknown:None None proxy app:80"]),
    ("  rules:\n  - host: a.org\n    http:\n      paths:\n      - backend: {service: {name: app, port: {name: web}}}\n"
     "        path: /", ["10 a.org on unknown:None / proxy app:8080"]),
    ("  rules: [{host: a.org}]", []),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "expected"), INGRESSES)
def test_an_ingress(tmp_path: Path, spec: str, expected: list[str]) -> None:
    service = f"---\n{META}spec: {{ports: [{{name: web, port: 8080}}]}}\n"
    found = scan("kubernetes", tmp_path, {"x.yaml": _ingress(spec, service)})
    assert routes(found) == [f"x.yaml:{one}" for one in expected]
    assert (found.errors, found.unresolved, printed(found)) == ((), (), [])


def test_a_named_port_of_another_file_is_unresolved(tmp_path: Path) -> None:
    spec = "  defaultBackend: {service: {name: app, port: {name: web}}}"
    found = scan("kubernetes", tmp_path, {"x.yaml": _ingress(spec)})
    assert routes(found) == ["x.yaml:5 - on unknown:None None proxy app"]
    assert unresolved(found) == ["x.yaml:5 port web of app"]
    other = f"{META}spec: {{ports: [{{name: web, port: 8080}}]}}\n"
    whole = scan("kubernetes", tmp_path, {"d/x.yaml": _ingress(spec), "d/sub/y.yml": other}, "d")
    assert routes(whole) == ["d/x.yaml:5 - on unknown:None None proxy app:8080"]


GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  listeners:
  - {name: plain, protocol: HTTP, port: 80}
  - {name: web, protocol: HTTPS, port: 443, hostname: "*.a.org"}
  - {name: raw, protocol: TLS, port: 8443, tls: {mode: Passthrough}}
  - {name: db, protocol: TCP, port: 5432}
  - {name: dns, protocol: UDP, port: 53}
---
apiVersion: gateway.networking.k8s.io/v1
metadata: {name: r}
"""
REF = "backendRefs: [{name: app, port: 80}]"
GATEWAY_ROUTES: list[tuple[str, str, list[str]]] = [
    ("HTTPRoute", f"{{parentRefs: [{{name: gw, sectionName: plain}}], hostnames: [a.org, b.org], rules: [{{{REF}}}]}}",
     ["a.org,b.org on *:80 None proxy app:80"]),
    ("HTTPRoute", f"{{parentRefs: [{{name: gw}}], hostnames: [x.a.org], rules: [{{{REF}}}]}}",
     ["x.a.org on *:80 None proxy app:80", "x.a.org on *:443 tls None proxy app:80"]),
    ("HTTPRoute", f"{{parentRefs: [{{name: gw}}], hostnames: [b.org], rules: [{{{REF}}}]}}",
     ["b.org on *:80 None proxy app:80"]),
    ("HTTPRoute", f"{{parentRefs: [{{name: gw, port: 443}}], rules: [{{{REF}}}]}}",
     ["*.a.org on *:443 tls None proxy app:80"]),
    ("HTTPRoute", "{parentRefs: [{name: gw, sectionName: plain}], rules: [{matches: [{path: {value: /x}}, "
     f"{{path: {{type: Exact, value: /y}}, method: GET}}], {REF}}}]}}",
     ["- on *:80 /x proxy app:80", "- on *:80 /y proxy app:80"]),
    ("HTTPRoute", "{parentRefs: [{name: gw, sectionName: plain}], rules: [{backendRefs: [{name: a, port: 1}, "
     "{name: b, port: 2}, {name: c, port: 3, weight: 0}]}]}", ["- on *:80 None proxy a:1,b:2"]),
    ("HTTPRoute", "{parentRefs: [{name: gw, sectionName: plain}], rules: [{filters: [{type: RequestRedirect, "
     "requestRedirect: {scheme: https, statusCode: 301}}]}]}", ["- on *:80 None redirect https://$host$request_uri"]),
    ("HTTPRoute", f"{{parentRefs: [{{name: gone}}], hostnames: [a.org], rules: [{{{REF}}}]}}",
     ["a.org on unknown:None tls? None proxy app:80"]),
    ("TLSRoute", f"{{parentRefs: [{{name: gw, sectionName: raw}}], hostnames: [a.org], rules: [{{{REF}}}]}}",
     ["a.org on *:8443 passthrough None proxy app:80"]),
    ("TCPRoute", f"{{parentRefs: [{{name: gw, sectionName: db}}], rules: [{{{REF}}}]}}",
     ["- on *:5432 None proxy app:80"]),
    ("UDPRoute", f"{{parentRefs: [{{name: gw, sectionName: dns}}], rules: [{{{REF}}}]}}",
     ["- on udp *:53 None proxy app:80"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "spec", "expected"), GATEWAY_ROUTES)
def test_a_route_of_the_gateway_api(tmp_path: Path, kind: str, spec: str, expected: list[str]) -> None:
    found = scan("kubernetes", tmp_path, {"x.yaml": f"{GATEWAY}kind: {kind}\nspec: {spec}\n"})
    assert sorted(routes(found)) == sorted(f"x.yaml:15 {one}" for one in expected)
    assert [f"{one.transport} {one.port}" for one in found.listeners] == [
        "tcp 80", "tcp 443", "tcp 8443", "tcp 5432", "udp 53",
    ]  # fmt: skip
    assert (found.errors, found.unresolved) == ((), ())


def test_namespaces_keep_names_apart(tmp_path: Path) -> None:
    both = "".join(
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: app, namespace: {name}}}\n"
        f"spec: {{type: LoadBalancer, ports: [{{port: {port}}}]}}\n---\n"
        for name, port in (("one", 80), ("two", 81))
    )
    ingress = _ingress("  defaultBackend: {service: {name: app, port: {number: 81}}}").replace(
        "{name: i}", "{name: i, namespace: two}"
    )
    found = scan("kubernetes", tmp_path, {"x.yaml": both + ingress})
    assert [one.name for one in found.listeners] == ["app.one", "app.two"]
    assert [one.shown_targets for one in found.routes] == [("app.two:81",)]


def test_lists_and_json(tmp_path: Path) -> None:
    service = {"kind": "Service", "metadata": {"name": "app"},
               "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]}}  # fmt: skip
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": [service]}, indent="\t")
    assert listeners(scan("kubernetes", tmp_path, {"x.json": text})) == ["x.json:15 tcp *:30080 -> 80 app"]


TEMPLATES = [
    "{{- if .Values.x }}\nkind: Service\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n{{- end }}\n",
    "kind: Service\nmetadata: {name: x}\nspec: {type: LoadBalancer, ports: [{port: '{{ .Values.port }}'}]}\n",
    "kind: Service\nspec: {type: '{{ .a }}'}\n---\nkind: Ingress\nspec: {x: '{{ .b }}'}\n",
]


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_template_is_reported_once(tmp_path: Path, text: str) -> None:
    found = scan("kubernetes", tmp_path, {"x.yaml": text})
    assert (listeners(found), len(found.unresolved), found.errors) == ([], 1, ())
    assert "helm template" in found.unresolved[0].reason


def test_kinds_of_others_are_named(tmp_path: Path) -> None:
    text = "apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: r}\nspec: {routes: []}\n"
    assert unresolved(scan("kubernetes", tmp_path, {"x.yaml": text})) == ["x.yaml:2 IngressRoute r"]


BAD = [("a: [\n", 2), ("hello\n", 1), ("a: 1\n", 1), ("\0", 1), (META + "spec: {ports: [{name: x}]}\n", 4),
       (META + "spec: {type: LoadBalancer, ports: [{port: 99999}]}\n", 4)]  # fmt: skip


@pytest.mark.parametrize(("text", "line"), BAD)
def test_what_is_broken_is_an_error_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    good = META + "spec: {type: LoadBalancer, ports: [{port: 80}]}\n"
    found = scan("kubernetes", tmp_path, {"bad.yml": text, "good.yml": good}, "bad.yml", "good.yml")
    assert [(one.file, one.line) for one in found.errors] == [("bad.yml", line)]
    assert len(printed(found)) == 1


def test_a_folder_takes_manifests_alone_and_no_links_out_of_it(tmp_path: Path) -> None:
    good = META + "spec: {type: LoadBalancer, ports: [{port: 80}]}\n"
    (tmp_path / "d").mkdir()
    (tmp_path / "secret.yaml").write_text(good)
    (tmp_path / "d/link.yaml").symlink_to(tmp_path / "secret.yaml")
    files = {
        "d/values.yaml": "a: 1\n",
        "d/good.yaml": good,
        "d/.git/x.yaml": good,
        "d/README.md": "x",
        "d/bad.yaml": "a: [\n",
    }
    found = scan("kubernetes", tmp_path, files, "d")
    assert listeners(found) == ["d/good.yaml:4 tcp *:80 -> 80 app"]
    assert sorted(one.file for one in found.errors) == ["d/bad.yaml", "d/link.yaml"]
