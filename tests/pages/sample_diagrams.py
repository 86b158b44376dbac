"""Diagrams that the tests of layout and SVG share."""

from __future__ import annotations

from portdocs.pages.diagrams.model import Diagram, Edge, EndpointPath, Group, Node

FRAMES = (Group("host:h", "Host", "host", "hosts/h.md"), Group("suite:s@h", "Suite", "suite", "suites/s.md", "host:h"))


def picture() -> Diagram:
    """One of each kind of card, edge and frame."""
    return Diagram(
        "Everything",
        (
            Node("@internet", "Internet", "internet"),
            Node("p", "Proxy", "proxy", (":443 https",), (), "nginx", "services/p.md", "Proxy", group="host:h"),
            Node(
                "a", "Application", "service", (":80", ":81"), ("a.org",), "fastapi", "services/a.md", group="suite:s@h"
            ),
            Node("b", "Database", status="planned", exposure="loopback", marks=("a word",), group="suite:s@h"),
            Node("x", "Elsewhere", "external"),
            Node("more:", "7 more services", "group", page="hosts/h.md#services", group="host:h"),
            Node("host:i", "Other host", "host", ("9 services",), page="hosts/i.md"),
        ),
        (
            Edge("@internet", "p", "endpoint", "https 443", tooltip="https://x.org"),
            Edge("p", "a", "proxy", "x.org", "127.0.0.1:80"),
            Edge("a", "b", "depends", "depends on"),
            Edge("a", "x", "depends"),
            Edge("p", "x", "redirect", "redirect", "y.org"),
        ),
        FRAMES,
        note="7 services are grouped.",
    )


def lettered(text: str) -> Diagram:
    """A diagram with one text wherever a text can be."""
    return Diagram(
        text,
        (
            Node("p", text, "proxy", (text,), tooltip=text, marks=(text,), page="services/p.md", group="g"),
            Node("a", text, details=(text, text), group="h"),
        ),
        (Edge("p", "a", "proxy", text, text, text),),
        (Group("g", text, "host", "hosts/g.md"), Group("h", text, "suite", parent="g")),
        paths=(EndpointPath(text, (text, text)),),
        note=text,
    )
