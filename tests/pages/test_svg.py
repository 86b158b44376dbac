"""Diagrams on a page: well-formed, inert whatever the data holds, and readable by everyone."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.pages.diagrams.columns import Density
from portdocs.pages.diagrams.figure import figure_html, icons_used
from portdocs.pages.diagrams.grid_layout import Grid
from portdocs.pages.diagrams.layout import layout
from portdocs.pages.diagrams.legend import with_legend
from portdocs.pages.diagrams.model import DIFFERS, Diagram, Edge, Node
from portdocs.pages.diagrams.svg import svg
from portdocs.pages.diagrams.svg_node import GLYPHS
from portdocs.pages.diagrams.text_layout import PILL_WIDTH, card_of
from portdocs.pages.diagrams.text_width import ELLIPSIS, MONOSPACE, fit, text_width, wrap
from portdocs.pages.links import SiteLinks
from tests.pages.sample_diagrams import lettered, picture
from tests.site.project import ASSETS

LINKS = SiteLinks("deep/page.md")
SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
CSS = ASSETS / "diagram.css"

HOSTILE = [
    "</text></svg><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "\\N \\l \\G \\",
    "<<TABLE><TR><TD><IMG SRC='/etc/passwd'/></TD></TR></TABLE>>",
    "line one\nline two\r\n\ttabbed\n\n# not a heading",
    "&amp; &#60; &nbsp;",
    "]]> <!-- --> <?xml ?> <!DOCTYPE x>",
    "שירות 443 تجربة",
    "検索サービス 🎉👩‍👩‍👧 é",
    "x" * 5000,
    "\x00\x07\x1b\x7f\ufffe\uffff",
    "javascript:alert(1)",
    "",
    " ",
]


def draw(diagram: Diagram) -> ElementTree.Element:
    """The SVG of a diagram, parsed."""
    return ElementTree.fromstring(svg(diagram, layout(diagram), LINKS))


def shape(root: ElementTree.Element) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes."""
    return [(element.tag, tuple(sorted(element.attrib))) for element in root.iter()]


def spoken(text: str) -> str:
    """A text as it can be shown on one line."""
    return re.sub("[\x00-\x1f\x7f\ufffe\uffff]", "\ufffd", " ".join(text.split()))


def texts(root: ElementTree.Element, kind: str) -> list[str]:
    """The texts of one class, in the order of the SVG."""
    return ["".join(element.itertext()) for element in root.iter() if element.get("class") == kind]


def is_inert(text: str) -> None:
    """The text is in the SVG, whole or cut with its whole in a title, and changes nothing else."""
    root, harmless = draw(lettered(text)), lettered("x")
    assert spoken(text).startswith(texts(root, "pdd-name")[0].removesuffix(ELLIPSIS))
    assert {"".join(title.itertext()) for title in root.iter(f"{SVG}title")} <= {spoken(text)}
    assert root.get("aria-label") == spoken(text)
    shapes = [svg(harmless, placed, LINKS) for placed in (layout(harmless), Grid(harmless).layout())]
    assert set(shape(root)) <= {one for text in shapes for one in shape(ElementTree.fromstring(text))}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    is_inert(text)
    html = figure_html(lettered(text), LINKS)
    assert "<script" not in html
    assert "{{" not in html
    assert "{%" not in html
    assert "\n\n" not in html, "an empty line would end the block of HTML in Markdown"


@given(st.text(max_size=60))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    is_inert(text)


@given(st.text(max_size=200), st.booleans(), st.booleans())
def test_text_fits_its_room_or_ends_with_an_ellipsis(text: str, bold: bool, mono: bool) -> None:
    cut = fit(text, PILL_WIDTH, 12, bold=bold, mono=mono)
    assert text_width(cut, 12, bold=bold, mono=mono) <= PILL_WIDTH
    assert cut == text or (cut.endswith(ELLIPSIS) and text.startswith(cut[:-1]))


def test_a_long_name_takes_a_wider_node_and_as_many_lines_as_it_needs() -> None:
    name = ("A service with a name that is far longer than the lines which a node usually has for it, " * 3).strip()
    root = draw(Diagram("", (Node("a", name),)))
    assert " ".join(texts(root, "pdd-name")) == name


def test_an_endless_name_is_cut_and_whole_in_its_title() -> None:
    name = ("A service with a name that is far longer than the lines which any node has for it, " * 30).strip()
    root = draw(Diagram("", (Node("a", name),)))
    *lines, last = texts(root, "pdd-name")
    assert last.endswith("…")
    assert name.startswith(" ".join([*lines, last[:-1]]))
    assert root.findtext(f".//{SVG}title") == name


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("supercalifragilistic-worker", ("supercalifragi", "listic-worker")),
        ("internationalisation", ("internationali", "sation")),
        ("127.0.0.1:18000", ("127.0.0.1", ":18000")),
        ("api.example.org/v1/long", ("api.example.", "org/v1/long")),
        ("loopback · TLS ends", ("loopback ·", "TLS ends")),
    ],
)
def test_a_line_ends_after_a_mark_else_within_a_word(text: str, lines: tuple[str, ...]) -> None:
    assert wrap(text, 14 * 12 * MONOSPACE + 1, 12, 2, mono=True) == lines


def test_a_container_has_a_sign_even_next_to_a_picture() -> None:
    for icon in ("", "redis"):
        boxed = draw(Diagram("", (Node("a", "A", icon=icon, in_container=True),)))
        signs = [path.get("d") for path in boxed.iter(f"{SVG}path")]
        assert signs == [GLYPHS["container"]] * 2, "one on the node, one in the legend"


def test_a_node_says_what_must_not_be_missed_even_with_few_lines() -> None:
    node = Node(
        "a", "A", details=(":80",), domains=("a.org",), exposure="zones", status="planned", marks=(DIFFERS, "x")
    )
    lines = [(line.kind, line.text, line.exposure) for line in card_of(node, 250, short=True).lines]
    assert lines[1:] == [
        ("domain", "a.org", ""),
        ("code", ":80", "zones"),
        ("fact", "planned · zones only ·", ""),
        ("fact", "differs from the host", ""),
    ]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (300, "1,200 services · 2 errors"),
        (168, "1,200 services · error"),
        (128, "1,200 · 2 errors"),
        (104, "1,200 · error"),
    ],
)
def test_a_tile_with_few_lines_names_its_services_and_the_worst_about_them(width: float, expected: str) -> None:
    tile = Node(
        "host:h", "Host", "host", ("1,200 services",), marks=("2 errors",), alert="error", count=1200, worst="2 errors"
    )
    assert [line.text for line in card_of(tile, width, short=True, bare=True).lines] == ["Host", expected]


def test_the_status_of_an_edge_and_the_state_of_a_tile_are_classes() -> None:
    nodes = (Node("a", "A"), Node("b", "B", "host", exposure="network", alert="error"))
    root = draw(Diagram("", nodes, (Edge("a", "b", "endpoint", status="planned"),)))
    classes = [str(one.get("class")) for one in root.iter()]
    assert "pdd-edge pdd-edge--endpoint pdd-edge--planned" in classes
    assert "pdd-card pdd-card--host pdd-card--error pdd-card--reach-network" in classes


def test_cards_and_frames_are_links_with_titles() -> None:
    links = {element.get(HREF): element.findtext(f"{SVG}title") for element in draw(picture()).iter(f"{SVG}a")}
    assert links == {
        "../../services/p/": "Proxy",
        "../../services/a/": "Application",
        "../../hosts/h/#services": "7 more services",
        "../../hosts/i/": "Other host",
        "../../hosts/h/": "Host",
        "../../suites/s/": "Suite",
    }


def test_a_keyboard_walks_from_left_to_right() -> None:
    diagram = picture()
    locations = dict(zip((node.label for node in diagram.nodes), layout(diagram).nodes, strict=True))
    names = [name for name in texts(draw(diagram), "pdd-name") if name in locations]
    middles = [locations[name].x + locations[name].width / 2 for name in names]
    assert middles == sorted(middles)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Database", ["planned · loopback ·", "a word"]),
        ("Application", ["a.org", ":80", ":81"]),
        ("7 more services", []),
    ],
)
def test_a_card_says_its_state_in_words(name: str, words: list[str]) -> None:
    cards = (element for element in draw(picture()).iter() if "pdd-card " in element.get("class", ""))
    card = next(card for card in cards if name in texts(card, "pdd-name"))
    assert ["".join(text.itertext()) for text in card.iter(f"{SVG}text")] == [name, *words]


def test_classes_tell_kinds_of_cards_and_arrows_apart() -> None:
    classes = {name for element in draw(picture()).iter() for name in element.get("class", "").split()}
    kinds = ("internet", "proxy", "service", "external", "group", "host", "planned")
    assert {f"pdd-card--{kind}" for kind in kinds} <= classes
    assert {f"pdd-edge--{kind}" for kind in ("endpoint", "proxy", "depends", "redirect")} <= classes
    css = CSS.read_text(encoding="utf-8")
    looks = ("card--internet", "card--proxy", "card--external", "card--planned", "card--deprecated", "card--retired")
    lines = ("edge--proxy", "edge--depends", "edge--redirect", "frame--suite", "accent", "behind", "plate--picture")
    assert not [name for name in (*looks, *lines) if f".pdd-{name}" not in css]


def test_two_drawings_on_a_page_do_not_meddle() -> None:
    names = {name for element in draw(picture()).iter() for name in element.attrib}
    assert not names & {"id", "style", "onload", "onclick"}


def test_lengths_are_short() -> None:
    assert not re.search(r"\d\.\d{3}", svg(picture(), layout(picture()), LINKS))


def test_it_has_a_natural_size() -> None:
    root, locations = draw(picture()), layout(picture())
    assert root.get("viewBox") == f"0 0 {locations.width:g} {locations.height:g}"
    assert (float(root.get("width", 0)), float(root.get("height", 0))) == (locations.width, locations.height)


def test_nothing_names_the_machine_or_leaves_the_site() -> None:
    html = figure_html(picture(), LINKS)
    assert "site-packages" not in html
    assert "resources" not in html
    targets = re.findall(r'href="([^"]*)"', html)
    assert targets
    assert not [target for target in targets if not target.startswith("../../")]


def test_pictures_come_from_the_site() -> None:
    assert icons_used(picture()) == {"nginx", "fastapi"}
    images = {image.get(HREF) for image in draw(picture()).iter(f"{SVG}image")}
    assert images == {"../../assets/portdocs/icons/nginx.png", "../../assets/portdocs/icons/fastapi.png"}


def test_an_icon_that_is_not_there_is_a_plain_sign() -> None:
    diagram = Diagram("", (Node("a", "A", icon="../../etc/passwd"),))
    assert icons_used(diagram) == frozenset()
    assert "passwd" not in figure_html(diagram, LINKS)


class Searched(HTMLParser):
    """The text that Material's search reads: it leaves an element out until the next closing tag of its name."""

    def __init__(self) -> None:
        super().__init__()
        self.skipped = ""
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if "data-search-exclude" in dict(attrs):
            self.skipped = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self.skipped:
            self.skipped = ""

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.words.append(data)


def test_the_search_reads_the_sentences_and_not_the_picture() -> None:
    search = Searched()
    search.feed(figure_html(picture(), LINKS))
    text = " ".join("".join(search.words).split())
    diagram = picture()
    assert text == " ".join([diagram.note, "Text version", *diagram.sentences()])


def test_a_figure_can_be_scrolled_by_keyboard_and_has_a_name() -> None:
    html = figure_html(picture(), LINKS)
    assert '<div class="pdd-scroll" role="region" aria-label="Everything" tabindex="0" data-search-exclude>' in html
    # Not an image: what is inside one is hidden from screen readers, links too.
    assert 'role="group" aria-label="Everything"' in html


def test_nothing_to_draw_is_said() -> None:
    assert figure_html(Diagram("", ()), LINKS) == '<p class="pd-empty">There is nothing to show yet.</p>'


def _colours(scheme: str) -> dict[str, str]:
    css = CSS.read_text(encoding="utf-8")
    blocks = re.findall(r"^([^\n{]+) \{\n(.*?)^\}", css, re.MULTILINE | re.DOTALL)
    wanted = [".pd-diagram"] + ['[data-md-color-scheme="slate"] .pd-diagram'] * (scheme == "slate")
    found = {"--pdd-page": "#1e2129" if scheme == "slate" else "#ffffff"}
    for selector in wanted:
        body = "".join(text for name, text in blocks if name == selector)
        found |= dict(re.findall(r"(--pdd-[a-z-]+): (#[0-9a-f]+);", body))
    return found


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    pairs = [c * 2 for c in digits] if len(digits) == 3 else [digits[i : i + 2] for i in (0, 2, 4)]
    parts = [int(pair, 16) / 255 for pair in pairs]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(a: str, b: str) -> float:
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_contrast(scheme: str) -> None:
    colours = _colours(scheme)
    grounds = ("page", "card", "external", "host", "suite")
    pairs = [(ink, ground, 4.5) for ink in ("text", "muted") for ground in grounds]
    edges = ("endpoint", "proxy", "depends", "redirect")
    pairs += [(edge, ground, 3.0) for edge in edges for ground in ("page", "host", "suite", "card")]
    pairs += [(dot, "card", 3.0) for dot in ("loopback", "closed", "network")]
    weak = [
        (ink, ground, round(_contrast(colours[f"--pdd-{ink}"], colours[f"--pdd-{ground}"]), 2))
        for ink, ground, least in pairs
        if _contrast(colours[f"--pdd-{ink}"], colours[f"--pdd-{ground}"]) < least
    ]
    assert not weak


def test_the_style_sheet_has_the_font_sizes_that_the_layout_reckons_with() -> None:
    css = CSS.read_text(encoding="utf-8")
    sizes = set(re.findall(r"font-size: ([0-9.]+)px", css))
    assert sizes == {"14", "12.5", "12"}


def test_the_legend_explains_dots_signs_and_lines_that_no_words_explain() -> None:
    app = Node("a", "A", details=(":80",), domains=("a.org",), exposure="network", in_container=True)
    nodes = (Node("p", "P", "proxy"), app, replace(app, key="b"))
    diagram = Diagram("", nodes, (Edge("p", "a", "proxy"), Edge("p", "b", "redirect", status="planned")))
    placed = with_legend(diagram, Grid(diagram).layout(Density(short=True)), 900)
    root = ElementTree.fromstring(svg(diagram, placed, LINKS))
    words = [one.findtext(f"{SVG}text") for one in root.iter() if one.get("class") == "pdd-legend"]
    assert words == ["network", "container", "passed on by a proxy", "redirect", "planned"]


def test_the_legend_explains_a_number_without_words() -> None:
    tiles = tuple(
        Node(
            f"host:{n}", f"Host {n}", "host", (f"{n + 12} services",), count=n + 12, worst="3 warnings", alert="warning"
        )
        for n in range(2)
    )
    diagram = Diagram("", tiles)
    dense = Density(132, short=True, bare=True)
    for density, expected in ((dense, ["number of services"]), (Density(), [])):
        placed = with_legend(diagram, Grid(diagram).layout(density), 900)
        assert [item.text for item in placed.legend] == expected


def test_words_next_to_everything_need_no_legend() -> None:
    nodes = (Node("a", "A", details=(":80",), exposure="network"), Node("b", "B", "proxy"))
    root = draw(Diagram("", nodes, (Edge("b", "a", "proxy"),)))
    assert not [one for one in root.iter() if one.get("class") == "pdd-legend"]
