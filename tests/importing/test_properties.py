"""A table of any registry imports to that registry; any text in a cell survives, and nothing that a page holds breaks
the import."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from portdocs.importing import import_pages
from portdocs.importing.source import repair
from portdocs.importing.texts import is_empty
from portdocs.pages.escape import for_markdown as text
from portdocs.pages.markdown import code, table
from tests.export.texts import texts
from tests.importing.imported import listeners_of, registry_of

ports = st.one_of(
    st.integers(1, 65535).map(str),
    st.tuples(st.integers(1, 65000), st.integers(1, 500)).map(lambda run: f"{run[0]}-{run[0] + run[1]}"),
)
rows = st.tuples(ports, st.sampled_from(["tcp", "udp"]), st.sampled_from(["127.0.0.1", "0.0.0.0", "*", "10.0.0.4"]))


@given(st.lists(rows, min_size=1, max_size=12), st.sampled_from([code, text, lambda words: f"**{text(words)}**"]))
def test_a_table_of_any_registry_imports_to_that_registry(wanted: list[tuple[str, str, str]], style: object) -> None:
    assert callable(style)
    cells = [[style(f"svc-{number}"), style(p), t.upper(), style(b)] for number, (p, t, b) in enumerate(wanted)]
    page = table(["Service", "Port", "Protocol", "Bind"], cells)
    registry = registry_of(import_pages({"page.md": f"# Ports\n\n{page}\n"}))
    found = {service.title: listeners_of(service) for service in registry.services.values()}
    expected = {
        f"svc-{number}": [f"{port}{'/udp' if transport == 'udp' else ''}@{bind}"]
        for number, (port, transport, bind) in enumerate(wanted)
    }
    assert found == expected


services = st.lists(
    st.integers(1024, 65535).filter(lambda port: not 1980 <= port <= 2040), min_size=3, max_size=12, unique=True
)


def as_list(names: dict[str, int]) -> str:
    return "".join(f"- {name}: {port}\n" for name, port in names.items())


def port_first(names: dict[str, int]) -> str:
    return "".join(f"* **{port}/tcp** - {name}\n" for name, port in names.items())


def aligned(names: dict[str, int]) -> str:
    rows = "".join(f"{name:<12}{port:<8}used by all\n" for name, port in names.items())
    return f"```\n{'SERVICE':<12}{'PORT':<8}NOTES\n{rows}```\n"


def boxes(names: dict[str, int]) -> str:
    edge = "+----------------+"
    drawn = "\n".join(f"{edge}\n| {name:<14} |\n| Port: {port:<8} |\n{edge}\n" for name, port in names.items())
    return f"```\n{drawn}```\n"


def bordered(names: dict[str, int]) -> str:
    edge = f"+{'-' * 12}+{'-' * 8}+\n"
    rows = "".join(f"| {name:<10} | {port:<6} |\n" for name, port in names.items())
    return f"```\n{edge}| {'Service':<10} | {'Port':<6} |\n{edge}{rows}{edge}```\n"


def simple(names: dict[str, int]) -> str:
    edge = f"{'=' * 10}  {'=' * 6}  {'=' * 5}\n"
    rows = "".join(f"{name:<10}  {port:<6}  note\n" for name, port in names.items())
    return f"{edge}{'Service':<10}  {'Port':<6}  Notes\n{edge}{rows}{edge}"


def wiki(names: dict[str, int]) -> str:
    rows = "".join(f"|-\n| {name} || {port}\n" for name, port in names.items())
    return f'{{| class="wikitable"\n! Service !! Port\n{rows}|}}\n'


def doubled(names: dict[str, int]) -> str:
    return "||Service||Port||\n" + "".join(f"|{name}|{port}|\n" for name, port in names.items())


def html(names: dict[str, int]) -> str:
    rows = "".join(f"<tr><td>{name}</td><td>\n<code>{port}</code></td></tr>\n" for name, port in names.items())
    return f"<table>\n<tr><th>Service</th><th>Port</th></tr>\n{rows}</table>\n"


def nested(names: dict[str, int]) -> str:
    return "- Services\n" + "".join(f"  - **{name}**\n    - Port: `{port}`\n" for name, port in names.items())


def numbered(names: dict[str, int]) -> str:
    return "".join(f"{n}. {name} (port {port})\n" for n, (name, port) in enumerate(names.items(), 1))


def headed(names: dict[str, int]) -> str:
    return "".join(f"### {name} (:{port})\n\nWords about it.\n\n" for name, port in names.items())


def sections(names: dict[str, int]) -> str:
    return "".join(f"## {name}\n\n- Port: {port}\n- Protocol: TCP\n\n" for name, port in names.items())


FORMS = [
    as_list, port_first, aligned, boxes, sections, bordered, simple, wiki, doubled, html, nested, numbered,
    headed,
]  # fmt: skip


@given(services, st.sampled_from(FORMS))
def test_services_in_any_form_import_completely(wanted: list[int], write: Callable[[dict[str, int]], str]) -> None:
    names = {f"svc-{chr(97 + number)}": port for number, port in enumerate(wanted)}
    result = import_pages({"page.md": f"# Ports of the lab\n\n{write(names)}"})
    found = {one.title: listeners_of(one) for one in registry_of(result).services.values()}
    assert found == {name: [str(port)] for name, port in names.items()}
    assert result.is_empty or all(remark.kind in ("repaired", "merged", "note") for remark in result.remarks)


# What says nothing is no text, and what looks damaged is repaired; both have tests of their own.
spoken = (
    texts.map(lambda words: " ".join(words.split()))
    .filter(lambda words: any(char.isalpha() for char in words))
    .filter(lambda words: repair([words]).lines == [words] and not is_empty(words))
)


@given(words=spoken)
def test_any_text_in_a_cell_survives(words: str) -> None:
    page = table(["Service", "Port", "Description", "Owner"], [["api", "8000", text(words), text(words)]])
    registry = registry_of(import_pages({"page.md": f"# Ports\n\n{page}\n"}))
    (service,) = registry.services.values()
    assert (service.description, service.owner) == (words, words)


pieces = st.sampled_from(
    ["| a | Port |", "|---|---|", "| b | 80 |", "- c: 81", "```", "# Ports 8000", "<table><tr><td>"]
)


@given(page=st.lists(st.one_of(texts, pieces), max_size=12).map("\n".join))
def test_nothing_on_a_page_breaks_the_import(page: str) -> None:
    result = import_pages({"page.md": page})
    registry_of(result)
    assert all("\n" not in str(remark) for remark in result.remarks)
