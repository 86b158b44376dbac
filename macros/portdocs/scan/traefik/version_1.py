"""Frontends and backends of Traefik 1 as the routers and services of its successors (doc.traefik.io/traefik/v1.7)."""

from __future__ import annotations

from portdocs.scan.compose.yaml import Mapping, Scalar, Sequence, Value
from portdocs.scan.settings_tree import child, entries, scalar


def of_version_1(tree: Mapping) -> Mapping:
    """The routers and services for the frontends and backends of a file; an empty tree without them."""
    routers = {name: _router(one) for name, one in entries(tree, "frontends").items()}
    services: dict[str, Value] = {name: _service(one) for name, one in entries(tree, "backends").items()}
    found: dict[str, Value] = {name: one for name, one in routers.items() if one.values}
    return Mapping({"http": Mapping({"routers": Mapping(found), "services": Mapping(services)})})


def _router(frontend: Value) -> Mapping:
    rules = [rule for one in entries(frontend, "routes").values() if (rule := scalar(one, "rule"))]
    if not rules:
        return Mapping()
    values: dict[str, Value] = {"rule": Scalar(";".join(one.text for one in rules), rules[0].line)}
    for key, old in (("service", "backend"), ("entryPoints", "entryPoints")):
        if (found := child(frontend, old)) is not None:
            values[key] = found
    return Mapping(values, rules[0].line)


def _service(backend: Value) -> Mapping:
    servers = tuple(entries(backend, "servers").values())
    return Mapping({"loadBalancer": Mapping({"servers": Sequence(servers, backend.line)})}, backend.line)
