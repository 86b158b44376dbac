"""Pages that were not made for this, hostile, broken, very long: nothing crashes, or becomes what it was not."""

from __future__ import annotations

import sys

import pytest

from portdocs.importing import import_pages
from tests.importing.imported import imported, listeners_of, numbers_of, registry_of, report_of, services_of


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("0", "port 0 does not exist, expected 1 to 65535"),
        ("99999", "port 99999 does not exist, expected 1 to 65535"),
        (
            "123456789012345678901234567890",
            "`123456789012345678901234567890` is not a port, expected a number from 1 to 65535",
        ),
        ("9000-8000", "`9000-8000` runs backwards, expected the lower port first"),
        ("0080", "`0080` is not a port, expected a number from 1 to 65535; write 80"),
        ("8000-8001:80", "2 ports map to 1"),
        ("9899/sctp", "transport sctp, expected tcp or udp"),
    ],
)
def test_what_is_no_port_is_reported(cell: str, why: str) -> None:
    result = imported(f"# Ports\n\n| Service | Port |\n|---|---|\n| api | {cell} |\n")
    assert [line for line in report_of(result) if why in line], report_of(result)
    assert "api" not in registry_of(result).services


@pytest.mark.parametrize(
    "text",
    [
        "Released in 2024, version 3.11.2.",
        "It needs 4096 MB and 8 cores.",
        "The host is 192.168.1.100.",
        "The process has PID 31337.",
        "It answers with HTTP 404 or status 503.",
        "See RFC 9110 and issue #8080.",
        "Updated 2025-01-31 10:30.",
        "September 8, 2025",
    ],
)
def test_what_only_looks_like_a_port_is_none(text: str) -> None:
    result = imported(f"# Notes\n\n{text}\n\n- {text}\n")
    assert result.is_empty
    assert not result.remarks


def test_a_column_of_container_ports_takes_no_port_of_the_host() -> None:
    rows = "".join(f"| svc{n} | 3000 |\n" for n in range(19))
    result = imported(f"# Docker\n\n| Service | Container Port |\n|---|---|\n{rows}")
    assert {tuple(listeners_of(one)) for one in registry_of(result).services.values()} == {(">3000",)}
    assert not result.remarks


def test_hostile_cells_stay_text() -> None:
    cells = [
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "a: [b",
        "- x",
        "&a *b",
        "!!python/object:os.system",
        "# c",
        "%d",
    ]
    rows = "".join(f"| s{n} | {8000 + n} | {cell} |\n" for n, cell in enumerate(cells))
    registry = registry_of(imported(f"| Service | Port | Description |\n|---|---|---|\n{rows}"))
    assert [service.description for service in registry.services.values()] == cells


@pytest.mark.parametrize("char", ["\x1b[31m", "\x00", "\u202e", "\u2028", "\x07", "\ufeff", "\x85"])
def test_signs_that_a_terminal_obeys_reach_neither_yaml_nor_report(char: str) -> None:
    page = f"# Ports\n\n| Service | Port | Notes |\n|---|---|---|\n| a{char}b | 8000 | n{char} |\n| x{char} | 0 | |\n"
    result = import_pages({"page.md": page})
    registry_of(result)
    for text in (result.yaml, *report_of(result)):
        assert not set("\x1b\x00\u202e\u2028\x07\ufeff\x85") & set(text)


def test_tables_in_tables_and_tags_that_are_never_closed() -> None:
    inner = "<table><tr><td>Service<td>Port<tr><td>c<td>8002"
    html = f"<table><tr><th>Service<th>Port<tr><td>a<td>8000<tr><td>b<td>8001{inner}"
    assert services_of(html) == {"a": ["8000"], "b": ["8001"], "c": ["8002"]}


def test_html_that_is_never_closed() -> None:
    page = "<h1>Lab</h1>" + "<ul><li>" * 300 + "api: 8000</li></ul><p><div <ul <p <!-- 9000 --><script>var port = 4000"
    result = imported(page)
    assert [listeners_of(one) for one in registry_of(result).services.values()] == [["8000"]]
    assert "9000, 4000 (line 1)" in report_of(result)[0] or "4000, 9000 (line 1)" in report_of(result)[0]


def test_html_that_becomes_html_again() -> None:
    page = "# Lab\n\n<ul>" + "".join(f"<li{'</p' * n}{'>' * n}>" for n in range(120)) + "api: 8000</ul>\n"
    assert "8000" in imported(page).yaml + " ".join(report_of(imported(page)))


def test_rows_that_are_too_short_or_too_long() -> None:
    page = "| Service | Port | Notes |\n|---|---|---|\n| a |\n| b | 8000 |\n| c | 8001 | x | 9999 |\n|\n"
    assert services_of(page) == {"b": ["8000"], "c": ["8001"]}


def test_lists_that_are_very_deep() -> None:
    page = "\n".join("  " * depth + f"- s{depth}: {8000 + depth}" for depth in range(60))
    result = imported(page)
    report = " ".join(report_of(result))
    assert all(port in numbers_of(registry_of(result)) or str(port) in report for port in range(8000, 8060))


def test_a_quote_that_is_never_closed_in_csv() -> None:
    result = import_pages({"x.csv": 'Service,Port\napi,8000\n"web,3000\n'})
    assert next(str(remark) for remark in result.remarks).startswith("x.csv:3: not imported: not valid CSV")


@pytest.mark.parametrize(
    "row",
    [
        "| name {n} | {port} | 30{digit} |",
        "| one | {port} | 30{digit} |",
        "- name {n}: {port}",
        "<h2>name {n}</h2><ul><li>Port: {port}</li></ul>",
    ],
)
def test_work_grows_with_the_page_and_no_faster(row: str) -> None:
    """Counts calls of functions: a clock says little where others work too."""

    def calls(rows: int) -> int:
        lines = [row.format(n=n, port=n + 1000, digit=n % 7) for n in range(rows)]
        head = "| Service | Port | Container port |\n|---|---|---|\n" if row.startswith("|") else ""
        text = ("" if row.startswith("<") else "# Ports\n\n") + head + "\n".join(lines) + "\n"
        counted = 0

        def count(_frame: object, event: str, _argument: object) -> None:
            nonlocal counted
            counted += event == "call"

        sys.setprofile(count)
        try:
            import_pages({"page.md": text})
        finally:
            sys.setprofile(None)
        return counted

    calls(50)  # fills what is cached once
    small, large = calls(150), calls(600)
    assert large <= 4.4 * small


def test_a_line_without_end_is_reported_and_not_read_as_an_item() -> None:
    result = imported("- Grafana: 3000 " + "x" * 300_000 + "\n")
    assert "services: {}" in result.yaml
    assert [one.split(";")[0] for one in report_of(result)] == ["1: not imported: other text: 3000 (line 1)"]


@pytest.mark.parametrize("digits", ["８０８０", "٨٠٨٠", "८०८०"])
def test_digits_of_other_scripts_are_ports(digits: str) -> None:
    page = f"# Ports\n\n| Service | Port |\n|---|---|\n| api | {digits} |\n| web | 3000 |\n"
    assert services_of(page) == {"api": ["8080"], "web": ["3000"]}
    assert report_of(imported(page)) == []


def test_a_marked_section_of_sgml_is_text() -> None:
    assert services_of("<div>\n<![foo[ x ]]>\n</div>\n\n- web: 3000\n") == {"web": ["3000"]}


@pytest.mark.parametrize("address", ["800:::::0", "1::2::3", "10.0.0.300"])
def test_what_only_looks_like_an_address_is_none(address: str) -> None:
    page = f"# Lab\n\n| Port | Service | Host |\n|---|---|---|\n| 8080 | web | db ({address}) |\n"
    assert services_of(page) == {"web": ["8080"]}


@pytest.mark.parametrize("url", ["http://192.168.1.256:80/", "https://-x", "http://x:abc/", "http://host&x"])
def test_a_url_that_no_registry_takes_is_a_note(url: str) -> None:
    page = f"# Lab\n\n| Port | Service | URL |\n|---|---|---|\n| 8080 | web | {url} |\n| 8081 | api | |\n"
    assert services_of(page) == {"web": ["8080"], "api": ["8081"]}
    assert url in imported(page).yaml
