"""The folder of plain pages: another generator builds it, nothing of this project is needed, and nothing leaves it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from portdocs.export import Mistakes
from portdocs.export.pages_export import pages_export
from portdocs.registry import Registry, load_registry
from tests.data import registry_of
from tests.export.registries import SHOP
from tests.export.texts import READERS, Seen
from tests.site.project import ASSETS, ROOT, environment
from tests.site.registries import hostile_registry

MKDOCS = """
site_name: Taken over
theme: {name: material, font: false}
validation:
  nav: {omitted_files: warn, not_found: warn, absolute_links: warn}
  links: {not_found: warn, absolute_links: warn, unrecognized_links: warn, anchors: warn}
"""


@pytest.fixture(scope="module")
def hostile() -> Registry:
    registry = load_registry({name: text.encode() for name, text in hostile_registry(20).items()})
    assert isinstance(registry, Registry)
    return registry


@pytest.fixture(scope="module")
def files(hostile: Registry) -> dict[str, bytes]:
    """The site's own pages with hostile data."""
    return pages_export(hostile, ROOT / "docs")


@pytest.fixture(scope="module")
def pages(files: dict[str, bytes]) -> dict[str, str]:
    """The same as text, without binary files."""
    return {
        path: data.decode() for path, data in files.items() if path.endswith((".md", ".svg", ".css", ".json", ".csv"))
    }


def test_plain_mkdocs_builds_it(files: dict[str, bytes], tmp_path: Path) -> None:
    for name, data in files.items():
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "mkdocs.yml").write_text(MKDOCS)
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    page = (tmp_path / "site" / "services" / "worker-1" / "index.html").read_text(encoding="utf-8")
    assert "<script>alert(" not in page
    assert "onerror=" not in page.replace("onerror=alert(1)&gt;", "")
    assert (tmp_path / "site" / "services" / "worker-1.svg").is_file()


def without_front_matter(page: str) -> str:
    return page.split("---\n", 2)[2] if page.startswith("---\n") else page


def test_there_is_a_page_for_everything(pages: dict[str, str], hostile: Registry) -> None:
    for kind, ids in (("services", hostile.services), ("hosts", hostile.hosts), ("suites", hostile.suites)):
        assert {f"{kind}/{id}.md" for id in ids} <= pages.keys()
    by_hand = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert by_hand <= pages.keys()
    assert {"api/ports.json", "api/ports.csv", "api/prometheus.json"} <= pages.keys()


def test_no_macro_is_left(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        if path.endswith(".md") and not path.startswith(("guide/", "how-to/")):  # which show macros in code
            assert not re.search(r"\{\{|\{%|data-portdocs|[\x00-\x08]", text), path


def test_every_link_leads_to_a_file(pages: dict[str, str], files: dict[str, bytes]) -> None:
    for path, text in pages.items():
        if not path.endswith(".md"):
            continue
        for link in Seen(READERS["CommonMark"](without_front_matter(text))).links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https"):
                assert "evil" not in parts.netloc, f"{path} -> {link}"
            elif parts.path:
                assert not parts.scheme, f"{path} -> {link}"
                target = (Path("/x") / path).parent / unquote(parts.path)
                inside = target.resolve().relative_to("/x").as_posix()
                assert inside in files, f"{path} -> {link}"


def test_drawings_stand_alone(pages: dict[str, str]) -> None:
    drawings = [text for path, text in pages.items() if path.endswith(".svg") and not path.startswith("assets/")]
    assert len(drawings) > 20
    for text in drawings:
        for element in ET.fromstring(text).iter():
            assert element.tag.rpartition("}")[2] not in ("a", "script", "foreignObject", "link")
            for name, value in element.attrib.items():
                assert not name.startswith("on")
                if name.rpartition("}")[2] == "href":
                    assert value.startswith(("#icon-", "data:image/png;base64,"))


def test_drawings_are_styled_as_on_the_site() -> None:
    coloured = r"^([^{}:@]*)\{[^{}]*\b(?:fill|stroke):[^{}]*\}"  # rules for a pointer, which have a `:`, are left out
    site = re.findall(coloured, (ASSETS / "diagram.css").read_text(), re.MULTILINE)
    own = set(re.findall(r"\.(pdd-[\w-]+)", (ROOT / "macros/portdocs/export/_svg_file.css").read_text()))
    styled = {name for selector in site for name in re.findall(r"\.(pdd-[\w-]+)", selector)}
    assert own == styled - {"pdd-svg"}


def test_no_path_of_the_machine_is_in_it(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        assert str(ROOT) not in text, path
        assert "site-packages" not in text, path


def test_hostile_text_is_shown_as_it_is(pages: dict[str, str]) -> None:
    data = json.loads(hostile_registry(20)["all.yml"])
    for id, body in data["services"].items():
        if id.startswith("worker-"):
            text = without_front_matter(pages[f"services/{id}.md"])
            for reader in READERS.values():
                words = Seen(reader(text)).words
                for expected in (body["name"], body["description"], body["notes"], body["unit"], *body["runtime"]):
                    assert " ".join(expected.split()) in words, f"{id}: {expected}"


def test_twice_is_the_same(files: dict[str, bytes]) -> None:
    again = load_registry({name: text.encode() for name, text in hostile_registry(20).items()})
    assert isinstance(again, Registry)
    assert pages_export(again, ROOT / "docs") == files


def export(folder: Path, **pages: str | bytes) -> dict[str, str]:
    """The pages that a folder of some pages becomes, by name without `.md`, for a small registry."""
    for name, text in pages.items():
        (folder / f"{name}.md").write_bytes(text if isinstance(text, bytes) else text.encode())
    files = pages_export(registry_of(SHOP), folder)
    return {name: files[f"{name}.md"].decode() for name in pages}


FILLED = {
    "words stay in their sentence": (
        "There are {{ count('suites') }} suites, {{ suite_names() }}.",
        "There are 2 suites, [empty](suites/empty.md), [The \\*Shop\\* &#124; Büro](suites/shop.md).",
    ),
    "a block gets empty lines": (
        "before\n{{ suite_card('empty') }}\nafter",
        "before\n\n- **Owner:** unowned\n- **Services:** 0\n- **Declared:** data/x.yml:4\n\nafter",
    ),
    "a block between words": ("a {{ suite_card('empty') }} b",
                              "a\n\n- **Owner:** unowned\n- **Services:** 0\n- **Declared:** data/x.yml:4\n\nb"),
    "a block keeps its indent": (
        '=== "Tab"\n\n    {{ suite_card("empty") | indent(4) }}\n',
        '=== "Tab"\n\n    - **Owner:** unowned\n    - **Services:** 0\n    - **Declared:** data/x.yml:4\n',
    ),
    "raw text": ("{% raw %}`{{ port('x') }}`{% endraw %}", "`{{ port('x') }}`"),
    "front matter stays": ("---\ntitle: '{{ x }}'\n---\n{{ count('hosts') }}\n", "---\ntitle: '{{ x }}'\n---\n2\n"),
    "Windows line ends": ("a\r\n{{ count('hosts') }}\r\n", "a\n2\n"),
    "a byte order mark": ("\ufeffa", "a"),
    "no macro": ("# x\n\n<b>&amp;</b> | `{`\n", "# x\n\n<b>&amp;</b> | `{`\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", FILLED)
def test_what_becomes_of_a_page(case: str, tmp_path: Path) -> None:
    before, after = FILLED[case]
    assert export(tmp_path, page=before)["page"] == after


def test_each_drawing_has_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "page.svg").write_text("mine")
    (tmp_path / "page.md").write_text("{{ host_diagram('web') }}\n\n{{ host_diagram('db') }}")
    files = pages_export(registry_of(SHOP), tmp_path)
    assert files["page.svg"] == b"mine"
    assert b"](page.2.svg)" in files["page.md"]
    assert b"](page.3.svg)" in files["page.md"]
    assert files["page.2.svg"] != files["page.3.svg"]


def test_a_page_written_by_hand_goes_before_a_generated_one(tmp_path: Path) -> None:
    (tmp_path / "hosts").mkdir()
    (tmp_path / "hosts" / "web.md").write_text("mine")
    assert pages_export(registry_of(SHOP), tmp_path)["hosts/web.md"] == b"mine"


def test_hidden_files_stay_behind(tmp_path: Path) -> None:
    for name in (".hidden.md", ".git/x.md", "templates/x.md", "a/templates/x.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{{ nothing }}" if not name.startswith("a/") else "x")
    files = pages_export(registry_of(SHOP), tmp_path).keys()
    assert {name for name in files if "hidden" in name or name.endswith("/x.md")} == {"a/templates/x.md"}


MISTAKES = {
    "\n{{ port_tabel() }}": "page.md:2: error: unknown macro `port_tabel`; did you mean `port_table`?",
    "---\na: b\n---\n\n{{ port('x') }}": "page.md:5: error: `port`: unknown service `x`",
    "{{ port( }}": "page.md:1: error: invalid template",
    "a\n\n{{ 1 / 0 }}": "page.md:3: error: ZeroDivisionError: division by zero",
    "a\n```\n{{ suite_table() }}\n```": "page.md:3: error: macros cannot be used here",
    "a `{{ count('hosts') }}`": "page.md:1: error: macros cannot be used here",
    "{{ suite_table().x }}": "page.md:1: error: ",
}


@pytest.mark.parametrize("page", MISTAKES)
def test_a_mistake_has_its_place(page: str, tmp_path: Path) -> None:
    with pytest.raises(Mistakes) as caught:
        export(tmp_path, page=page)
    assert str(caught.value).startswith(f"{tmp_path}/{MISTAKES[page]}")


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(Mistakes) as caught:
        export(tmp_path, a="{{ port('x') }}\n{{ port('y') }}", b=b"\n\xff")
    lines = str(caught.value).removeprefix(f"{tmp_path}/").split(f"\n{tmp_path}/")
    assert [line.split(" error:")[0] for line in lines] == ["a.md:1:", "a.md:2:", "b.md:2:"]


@pytest.mark.parametrize("outside", ["secret.md", "secret.txt"])
def test_a_link_out_of_the_docs_is_a_mistake(outside: str, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (tmp_path / outside).write_text("secret")
    (docs / outside).symlink_to(tmp_path / outside)
    with pytest.raises(Mistakes, match=f"docs/{outside}:1: error: this link leaves the folder"):
        pages_export(registry_of(SHOP), docs)
