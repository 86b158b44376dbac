"""A diagram as a list, for phones: each path once, with what it leads to."""

from __future__ import annotations

import re
from html import unescape

from portdocs.pages.diagrams.architecture_diagram import architecture_diagram
from portdocs.pages.diagrams.outline import outline_html
from portdocs.pages.links import SiteLinks
from portdocs.registry import Registry
from tests.data import registry_of
from tests.pages.generated import hub

PATHS = """
zones: {office: {name: Office}, tailnet: {name: Tailnet}}
hosts: {web: {name: Web}}
suites: {shop: {name: Shop}}
services:
  cdn: {external: true}
  nginx: {listeners: [{port: 443}]}
  app: {suite: shop, listeners: [{port: 80}]}
  api: {suite: shop, listeners: [{port: 81}]}
  vault: {listeners: [{port: 82}]}
  lan: {listeners: [{port: 83}]}
  db: {}
endpoints:
  - {url: https://app.org, via: [cdn, nginx], to: app}
  - {url: https://api.org, via: nginx, to: api}
  - {url: https://vault.org, from: [office, tailnet], via: nginx, to: vault}
  - {url: http://lan.org:83, from: office, to: lan}
"""


def outline(registry: Registry) -> list[str]:
    """The list, a line for each path and node."""
    html = outline_html(architecture_diagram(registry), SiteLinks("architecture.md"))
    lines = re.findall(r"<(?:p|li|summary)>.*?(?=</p>|</summary>|</a>(?:<li>|</ul>))", html, re.DOTALL)
    places = (line.replace('<span class="pdd-place">', " | ").replace("<b>", "  ") for line in lines)
    return [unescape(re.sub("<[^>]*>", "", re.sub("</b>.*?(?= \\| |$)", "", line))).rstrip() for line in places]


def test_each_node_is_below_the_path_of_its_own_requests() -> None:
    assert outline(registry_of(PATHS)) == [
        "Internet → cdn → nginx | Shop on Web",
        "  app",
        "Internet → nginx | Shop on Web",
        "  api",
        "Office | Web",
        "  lan",
        "Office or Tailnet → nginx | Web",
        "  vault",
        "Not reached by any endpoint | Web",
        "  db",
    ]


def test_a_long_list_shows_its_first_nodes_and_opens() -> None:
    lines = outline(hub(20))
    assert lines[:2] == ["Internet → Proxy 0 | Team 0 on Host 0", "  Service number 0"]
    assert lines[7:9] == ["12 more", "  Service number 6"]


def test_nodes_in_different_frames_each_name_theirs() -> None:
    lines = outline(hub(4, 1, 2, 2))
    assert lines[1:3] == ["  Service number 0 | Team 0 on Host 0", "  Service number 1 | Team 1 on Host 1"]


def test_a_node_for_several_services_is_the_last_of_its_path() -> None:
    lines = outline(hub(90))
    assert next(at for at, line in enumerate(lines) if "more services" in line) > 8
