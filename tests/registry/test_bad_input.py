"""Invalid data: one line per problem, with its location, what was expected and the fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from portdocs.registry import LoadErrors, Registry, load_registry

# Each case: a name, the data, and every line that it gets, in order. The file is called `x.yml`.
CASES: list[tuple[str, str, list[str]]] = [
    (
        "a port beyond the last",
        "services:\n  api:\n    listeners:\n      - {port: 70000}\n",
        ["4:16: error: port 70000 does not exist, expected 1 to 65535; write the port that is opened [invalid-value]"],
    ),
    (
        "port zero",
        "services: {api: {listeners: [{port: 0}]}}\n",
        ["1:37: error: port 0 does not exist, expected 1 to 65535; write the port that is opened [invalid-value]"],
    ),
    (
        "a mapping of ports is not a number to the base of 60",
        "services:\n  api:\n    listeners:\n      - port: 22:22\n",
        [
            "4:15: error: `22:22` is not a port, expected a number from 1 to 65535; for a container's mapping write "
            "`port: 22` and `container_port: 22` [invalid-value]"
        ],
    ),
    (
        "numbers that YAML 1.1 reads otherwise",
        "services:\n  api:\n    listeners:\n      - port: 017\n      - port: 0x1F90\n      - port: 8_080\n",
        [
            "4:15: error: `017` is not a port, expected a number from 1 to 65535; write 17 [invalid-value]",
            "5:15: error: `0x1F90` is not a port, expected a number from 1 to 65535; write digits only, or a range "
            "such as 8000-8009 [invalid-value]",
            "6:15: error: `8_080` is not a port, expected a number from 1 to 65535; write digits only, or a range such "
            "as 8000-8009 [invalid-value]",
        ],
    ),
    (
        "digits that are not ASCII",
        "services: {api: {listeners: [{port: ٨٠٨٠}]}}\n",
        [
            "1:37: error: `٨٠٨٠` is not a port, expected a number from 1 to 65535; write digits only, or a range such "
            "as 8000-8009 [invalid-value]"
        ],
    ),
    (
        "a range that runs backwards",
        "ranges: {a: {ports: 20-10}}\n",
        ["1:21: error: `20-10` runs backwards, expected the lower port first; write 10-20 [invalid-value]"],
    ),
    (
        "an unknown key, near a known one",
        "services:\n  api:\n    discription: x\n",
        ["3:5: error: unknown key `discription`; did you mean `description`? [unknown-key]"],
    ),
    (
        "an unknown key, near none",
        "suites:\n  a:\n    zzz: x\n",
        ["3:5: error: unknown key `zzz`; expected one of: `contact`, `name`, `owner` [unknown-key]"],
    ),
    (
        "an unknown section",
        "servces: {}\n",
        ["1:1: error: unknown key `servces`; did you mean `services`? [unknown-key]"],
    ),
    (
        "an unknown key in an item of a list",
        "services:\n  api:\n    listeners:\n      - {port: 1, prot: tcp}\n",
        ["4:19: error: unknown key `prot`; did you mean `port`? [unknown-key]"],
    ),
    (
        "an unknown word",
        "services: {api: {status: actve}}\n",
        ["1:26: error: invalid status `actve`; did you mean `active`? [invalid-value]"],
    ),
    (
        "a duplicate id",
        "services:\n  a: {name: x}\n  a: {name: y}\n",
        [
            "3:3: error: `a` is already declared, expected once; remove or rename one of the two (see x.yml:2:3) "
            "[duplicate-id]"
        ],
    ),
    (
        "a duplicate key",
        "services:\n  a:\n    name: x\n    name: y\n",
        [
            "4:5: error: `name` is already declared, expected once; remove or rename one of the two "
            "(see x.yml:3:5) [invalid-yaml]"
        ],
    ),
    (
        "an unknown reference",
        "services:\n  api: {suite: shp, depends_on: [postgres]}\nsuites: {shop: }\n",
        [
            "2:16: error: unknown suite `shp`; did you mean `shop`?; correct it or declare it [unknown-reference]",
            "2:34: error: unknown service `postgres`; expected one of: `api`; correct it or declare it "
            "[unknown-reference]",
        ],
    ),
    (
        "a service without its host",
        "hosts: {a: , b: }\nservices:\n  api: {}\n",
        ["3:3: error: `host` is missing, and 2 hosts are declared (a, b); add `host: ...` [invalid-value]"],
    ),
    (
        "an alias",
        "services:\n  a: &x {name: b}\n  c: *x\n",
        ["2:6: error: anchor `&x` is not allowed; remove it and write the value out [invalid-yaml]"],
    ),
    (
        "a merge key",
        "services:\n  a:\n    <<: {name: b}\n",
        ["3:5: error: merge key `<<` is not allowed; write the values out [invalid-yaml]"],
    ),
    (
        "a tag",
        "services:\n  a: {name: !!python/name:os.system x}\n",
        ["2:13: error: a tag (`!...`) is not allowed; remove it, text needs none [invalid-yaml]"],
    ),
    (
        "nested without end",
        "a: " + "[" * 900 + "]" * 900 + "\n",
        ["1:53: error: nested deeper than 50 levels; the registry needs no more than 6 [invalid-yaml]"],
    ),
    (
        "a template without quotes",
        "services:\n  a:\n    name: {{ x }}\n",
        ["3:12: error: a key must be plain text; if the value holds `{{ }}` or `[ ]`, quote it [invalid-yaml]"],
    ),
    (
        "two documents",
        "services: {}\n---\nhosts: {}\n",
        ["2:1: error: a second document starts here, expected one per file; move it to its own file [invalid-yaml]"],
    ),
    (
        "an empty file",
        "",
        [
            "1:1: error: the file is empty, expected sections such as `services:`; write one or delete the file "
            "[invalid-yaml]"
        ],
    ),
    (
        "a list where sections belong",
        "- a\n- b\n",
        [
            "1:1: error: expected sections such as `services:` at the top of the file; write `services:` above it "
            "[invalid-yaml]"
        ],
    ),
    (
        "an unfinished line",
        "services:\n  api:\n    listeners:\n",
        ["3:15: error: `listeners` has no value; write one, or remove the key [invalid-value]"],
    ),
    (
        "a colon within a value",
        "services:\n  api:\n    name: x: y\n",
        [
            "3:12: error: not valid YAML (mapping values are not allowed in this context): `: ` inside a value, or a "
            "wrong indent; quote the value or align the keys [invalid-yaml]"
        ],
    ),
    (
        "a tab in the indent",
        "services:\n\tapi: {}\n",
        ["2:1: error: a tab in the indent, expected spaces; replace it [invalid-yaml]"],
    ),
    (
        "a bidi control, as an escape",
        'services: {api: {name: "\\u202e"}}\n',
        ["1:24: error: the escape makes U+202E, expected visible text; remove it [invalid-yaml]"],
    ),
    (
        "a bidi control, as it is",
        "services:\n  api: {name: a\u202eb}\n",
        [
            "2:16: error: character U+202E is invisible or a control character, expected plain text; remove it "
            "[invalid-yaml]"
        ],
    ),
    (
        "shapes that do not fit",
        "services: [a]\nendpoints: {a: b}\nranges: {r: {ports: [{a: b}]}}\n",
        [
            "1:11: error: `services`: expected `key: value` lines, found a list; indent them below the key "
            "[invalid-value]",
            "2:12: error: `endpoints`: expected a list, found a mapping; write `- ` before each item [invalid-value]",
            "3:22: error: expected text, found a mapping; write one value [invalid-value]",
        ],
    ),
    (
        "an invalid address",
        "services:\n  a:\n    listeners:\n      - {port: 1, bind: [localhost, 10.0.0.1:80]}\n",
        [
            "4:26: error: `localhost` is not an address, expected one such as 127.0.0.1; write 127.0.0.1, or "
            "[127.0.0.1, '::1'] for both [invalid-value]",
            "4:37: error: `10.0.0.1:80` is not an address, expected one such as 127.0.0.1; write the address in "
            "`bind` and the port in `port` [invalid-value]",
        ],
    ),
    (
        "URLs that are none",
        "services: {a: }\nendpoints:\n  - {url: shop.example.org, to: a}\n  - {url: 'https://u:p@x.org', to: a}\n"
        "  - {url: 'tcp://x.org', to: a}\n  - {url: 'javascript:alert(1)', to: a}\n",
        [
            "3:11: error: `shop.example.org` is not a URL, expected one such as https://www.example.org; write "
            "https://shop.example.org [invalid-value]",
            "4:11: error: a URL must not contain a user name or password; remove everything before `@` [invalid-value]",
            "5:11: error: a tcp URL needs a port; write tcp://x.org:PORT [invalid-value]",
            "6:11: error: `javascript:alert(1)` is not a URL, expected one such as https://www.example.org "
            "[invalid-value]",
        ],
    ),
    (
        "an endpoint that leads nowhere, and one that leads to two places",
        "services: {a: }\nendpoints:\n  - url: http://x.org\n  - {url: http://y.org, to: a, redirect: http://z.org}\n",
        [
            "3:5: error: an endpoint needs either `to` or `redirect`; keep one of them [invalid-value]",
            "4:5: error: an endpoint needs either `to` or `redirect`; keep one of them [invalid-value]",
        ],
    ),
    (
        "a listener without an address, and one with two",
        "services: {a: {listeners: [{name: x}, {port: 1, socket: /run/x}]}}\n",
        [
            "1:28: error: a listener needs `port`, `socket` or `container_port`; add one [invalid-value]",
            "1:39: error: a listener has a `port` or a `socket`, not both; write two listeners [invalid-value]",
        ],
    ),
    (
        "an invalid id",
        "services:\n  Shop API: {}\n",
        [
            "2:3: error: `Shop API` is not an id, expected lowercase letters, digits and hyphens; write `shop-api` "
            "[invalid-value]"
        ],
    ),
    (
        "an acceptance without a reason",
        "services: {a: {accept: {unknown-bind: ''}}}\n",
        ["1:24: error: `unknown-bind` is accepted without a reason; add one [invalid-value]"],
    ),
    (
        "several mistakes come at once",
        "services:\n  a: {nmae: x}\n  b: {status: on}\nhosts: {c: {addresses: [x]}}\n",
        [
            "2:7: error: unknown key `nmae`; did you mean `name`? [unknown-key]",
            "3:15: error: invalid status `on`; expected one of: `active`, `deprecated`, `planned`, `retired` "
            "[invalid-value]",
            '4:25: error: `x` is not an address, expected one such as 127.0.0.1, 0.0.0.0, "::", "*" or `unknown` '
            "[invalid-value]",
        ],
    ),
    (
        "zones that are reserved or not networks",
        "zones:\n  a: {addresses: [10.0.0.1/8, x]}\n",
        [
            "2:19: error: `10.0.0.1/8` is not a network, expected one such as 10.0.0.0/8;"
            " clear the bits after the prefix [invalid-value]",
            "2:31: error: `x` is not a network, expected one such as 10.0.0.0/8 [invalid-value]",
        ],
    ),
    (
        "unknown zones",
        "zones: {internet: {}, lan: {}}\n"
        "hosts: {h: {firewall: {open: [80, {ports: 81, from: [lan, lna]}]}}}\n"
        "services: {a: }\nendpoints: [{url: https://x.org, from: [internet, ln], to: a}]\n",
        [
            "1:9: error: `internet` is reserved and means everyone; choose another id for your zone [invalid-value]",
            "2:35: error: unknown zone `lna`; did you mean `lan`?; correct it or declare it [unknown-reference]",
            "4:51: error: unknown zone `ln`; did you mean `lan`?; correct it or declare it [unknown-reference]",
        ],
    ),
    (
        "openings",
        "hosts: {h: {firewall: {open: [{port: 81}, {from: lan}, {ports: x}, [80]]}}}\n",
        [
            "1:31: error: unknown key `port`; did you mean `ports`? [invalid-value]",
            "1:43: error: `ports` is missing; add `ports: ...` [invalid-value]",
            "1:56: error: `x` is not a port, expected a number from 1 to 65535; write digits only, or a range such as"
            " 8000-8009 [invalid-value]",
            "1:68: error: expected text, found a list; write one value [invalid-value]",
        ],
    ),
    (
        "TLS that ends nowhere on the route",
        "services: {a: , b: }\n"
        "endpoints: [{url: https://x.org, to: a, tls_ends_at: b}, {url: https://y.org, form: x, to: a}]\n",
        [
            "2:13: error: `tls_ends_at` is `b`, expected one of: a [invalid-value]",
            "2:79: error: unknown key `form`; did you mean `from`? [unknown-key]",
        ],
    ),
]


@pytest.mark.parametrize(("data", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_bad_data(data: str, expected: list[str]) -> None:
    assert problems_of(data) == expected


def problems_of(data: str) -> list[str]:
    result = load_registry({"x.yml": data.encode()})
    assert isinstance(result, LoadErrors)
    return [str(finding).removeprefix("x.yml:") for finding in result.findings]


def test_invalid_utf_8_is_reported_with_its_location() -> None:
    result = load_registry({"x.yml": "services:\n  ä: ".encode() + b"\xff\xfe\n"})
    assert isinstance(result, LoadErrors)
    assert list(map(str, result.findings)) == [
        "x.yml:2:6: error: byte 0xFF is not UTF-8; save the file as UTF-8 [invalid-yaml]"
    ]


def test_ids_are_unique_across_files() -> None:
    result = load_registry({"b.yml": b"services: {api: }", "a.yml": b"services: {api: {name: x}}"})
    assert isinstance(result, LoadErrors)
    assert list(map(str, result.findings)) == [
        "b.yml:1:12: error: `api` is already declared, expected once; remove or rename one of the two "
        "(see a.yml:1:12) [duplicate-id]"
    ]


def test_a_missing_or_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, message in [
        (
            "nowhere",
            "no such folder, expected a folder of YAML files; run this next to mkdocs.yml, name the folder with "
            "--data, or start with `portdocs init`",
        ),
        ("empty", "no *.yml file in this folder, expected at least one; add one, or name another folder with --data"),
    ]:
        result = load_registry(tmp_path / name, tmp_path)
        assert isinstance(result, LoadErrors)
        assert not result.readable
        assert list(map(str, result.findings)) == [f"{name}:1:1: error: {message} [invalid-yaml]"]


def test_an_unreadable_file_does_not_hide_other_errors(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "a.yml")
    (tmp_path / "b.yml").write_text("services: {a: {x: y}}")
    result = load_registry(tmp_path, tmp_path)
    assert isinstance(result, LoadErrors)
    assert [str(f.location) for f in result.findings] == ["a.yml:1:1", "b.yml:1:16"]


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    assert problems_of(bomb)[0].startswith("1:4: error: anchor `&a`")


def test_a_number_of_5000_digits_is_text() -> None:
    assert problems_of("services: {a: {listeners: [{port: " + "9" * 5000 + "}]}}")[0].startswith("1:35: error: `9999")


def test_line_ends_and_byte_order_marks_make_no_difference() -> None:
    result = load_registry({"x.yml": b"\xef\xbb\xbfservices:\r\n  a:\r\n    name: x\r\n"})
    assert isinstance(result, Registry)
    assert result.services["a"].name == "x"
