"""The whole build, strict, with data of other teams: every page, every link, nothing that data made live."""

from __future__ import annotations

import filecmp
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.conftest import SITE_URL, MakeOnce
from tests.repository import new_repo
from tests.site.html import Element, article, read_page
from tests.site.project import Project, copy_project
from tests.site.registries import HOSTILE, SMALL, hostile_registry


def pages(project: Project) -> list[Path]:
    return sorted(project.site.rglob("*.html"))


def test_every_entry_has_its_page(hostile_site: Project) -> None:
    data = json.loads(hostile_registry()["all.yml"])
    for kind in ("services", "hosts", "suites"):
        for id in data[kind]:
            assert (hostile_site.site / kind / id / "index.html").is_file(), id


def test_hostile_text_is_shown_as_it_is(hostile_site: Project) -> None:
    data = json.loads(hostile_registry()["all.yml"])
    services = {id: body for id, body in data["services"].items() if id.startswith("worker-")}
    for id, body in services.items():
        text = article(hostile_site.site / "services" / id / "index.html").words
        shown = [body["name"], body["description"], body["notes"], body["unit"], *body["runtime"], *body["links"]]
        for expected in shown:
            assert " ".join(expected.split()) in text, f"{id}: {expected}"


def test_the_title_of_a_page_is_text(hostile_site: Project) -> None:
    data = json.loads(hostile_registry()["all.yml"])
    for id, body in data["services"].items():
        page = read_page(hostile_site.site / "services" / id / "index.html")
        title = " ".join(body.get("name", id).split())
        assert next(page.all("title")).words.startswith(title)
        assert next(page.all("h1")).words.removesuffix("¶").strip() == title


def test_nothing_hostile_is_live(hostile_site: Project) -> None:
    for path in pages(hostile_site):
        for element in read_page(path).all():
            where = f"{path.relative_to(hostile_site.site)}: {element.tag} {element.attributes}"
            for name, value in element.attributes.items():
                assert not name.startswith("on"), where
                if name in ("href", "src", "xlink:href", "action"):
                    is_of_the_theme = value == "javascript:void(0)" and "md-search__icon" in element.classes
                    assert is_of_the_theme or urlsplit(value.strip()).scheme in ("", "http", "https"), where
                    assert "evil" not in urlsplit(value).netloc, where
            if element.tag == "script":
                assert "alert" not in element.text, where
            assert element.tag not in ("iframe", "object", "embed", "del", "mark"), where
        assert "49 {%" not in path.read_text(encoding="utf-8")


def test_hostile_text_ends_up_as_text_in_the_search_index_too(hostile_site: Project) -> None:
    index = (hostile_site.site / "search" / "search_index.json").read_text(encoding="utf-8")
    for entry in json.loads(index)["docs"]:
        for part in (entry["title"], entry["text"]):
            assert not re.search(r"<(script|img|svg|/title)", part), entry["location"]


def references(page: Element) -> Iterator[str]:
    for element in page.all():
        for name in ("href", "src", "xlink:href"):
            if name in element.attributes and not (element.tag == "link" and "canonical" in element.attributes["rel"]):
                yield element.attributes[name]


@pytest.mark.parametrize("site", ["own_site", "small_site", "hostile_site"])
def test_every_internal_link_leads_somewhere(site: str, request: pytest.FixtureRequest) -> None:
    project: Project = request.getfixturevalue(site)
    ids: dict[Path, set[str]] = {}
    for path in pages(project):
        if path.name == "404.html":  # its links start at the root, wherever that is
            continue
        for reference in references(read_page(path)):
            parts = urlsplit(reference)
            if parts.scheme or parts.netloc or reference.startswith("#__"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target = target / "index.html"
            where = f"{path.relative_to(project.site)} -> {reference}"
            assert target.is_relative_to(project.site), where
            assert target.is_file(), where
            if parts.fragment and target.suffix == ".html":
                if target not in ids:
                    ids[target] = {e.attributes["id"] for e in read_page(target).all() if "id" in e.attributes}
                assert unquote(parts.fragment) in ids[target], where


@pytest.mark.parametrize("site", ["small_site", "hostile_site"])
def test_nothing_of_the_first_team_is_in_another_teams_site(site: str, request: pytest.FixtureRequest) -> None:
    project: Project = request.getfixturevalue(site)
    repository = r"creator-suite\.github\.io|creator-suite/port-documentation"
    named_by_config = re.compile(rf"{repository}|Creator Suite Ports")
    for path in project.site.rglob("*"):
        if path.suffix in (".html", ".json", ".css", ".js", ".svg"):
            text = named_by_config.sub("", path.read_text(encoding="utf-8"))
            assert not re.search(r"creator.?suite|destinpq|16532|17354|18938", text, re.IGNORECASE), path


def test_no_path_of_the_machine_is_in_the_site(hostile_site: Project) -> None:
    for path in hostile_site.site.rglob("*"):
        if path.suffix in (".html", ".json", ".svg", ".css"):
            text = path.read_text(encoding="utf-8")
            assert str(hostile_site.path) not in text, path
            assert "site-packages" not in text, path


def test_the_same_data_gives_the_same_bytes_on_another_day(small_site: Project, tmp_path: Path) -> None:
    again = copy_project(tmp_path, SMALL, SITE_URL).without_guide()
    assert again.build(SOURCE_DATE_EPOCH="1800000000").returncode == 0
    different = list(_differences(filecmp.dircmp(small_site.site, again.site)))
    assert different == []


def _differences(compared: filecmp.dircmp[str]) -> Iterator[str]:
    yield from (f"{compared.left}/{name}" for name in (*compared.left_only, *compared.right_only))
    left, right = Path(compared.left), Path(compared.right)
    for name in compared.common_files:
        if (left / name).read_bytes() != (right / name).read_bytes():
            yield f"{compared.left}/{name}"
    for below in compared.subdirs.values():
        yield from _differences(below)


def test_a_missing_data_folder(tmp_path: Path) -> None:
    result = copy_project(tmp_path, {}).build()
    assert result.returncode == 1
    assert "the folder `data` is missing; create it" in result.stderr


def test_a_data_file_may_have_any_name(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.yml")
    data = {name: "services: {alone: {description: Coffee, listeners: [{port: 1}]}}\n"}
    project = copy_project(tmp_path, data).without_guide()
    repo = new_repo(tmp_path)
    repo.commit({}, tag="v1.0")
    repo.commit({f"data/{name}": "services: {alone: {description: Coffee}}\n"})
    result = project.build()
    assert (result.returncode, "Traceback" in result.stderr) == (0, False), result.stderr
    page = (project.site / "services" / "alone" / "index.html").read_text(encoding="utf-8")
    assert "Data last changed on 2026-01-01" in page
    assert "/blob/HEAD/data/caf%E9.yml#L1" in page
    assert ">data/caf\ufffd.yml:1<" in page
    (service,) = json.loads((project.site / "api" / "ports.json").read_text(encoding="utf-8"))["services"]
    assert service["declared"]["file"] == os.fsdecode(b"data/caf\xe9.yml")


def test_an_entry_called_index_has_its_page(tmp_path: Path) -> None:
    data = "suites: {index: {owner: x}}\nhosts: {index: }\nservices: {index: {suite: index, description: The one}}\n"
    project = copy_project(tmp_path, {"a.yml": data}).without_guide()
    result = project.build()
    assert result.returncode == 0, result.stderr
    assert "The one" in article(project.site / "services" / "index" / "index.html").words
    assert (project.site / "suites" / "index" / "index.html").is_file()
    assert (project.site / "hosts" / "index" / "index.html").is_file()


def test_bad_data_stops_a_build_before_it_writes(tmp_path: Path) -> None:
    project = copy_project(tmp_path, {"a.yml": "services:\n  api: {listeners: [{port: 70000}]}\n", "b.yml": "x: 1\n"})
    result = project.build()
    assert result.returncode == 1
    assert "data/a.yml:2:28: error: port 70000 does not exist" in result.stderr
    assert "data/b.yml:1:1: error: unknown key `x`" in result.stderr
    assert "Traceback" not in result.stderr
    assert not project.site.exists()


MISTAKES = [
    ("text\n\n{{ port_tabel() }}", "5: error: unknown macro `port_tabel`; did you mean `port_table`?"),
    ("{{ port_table(siute='shop') }}", "3: error: `port_table` has no argument `siute`; did you mean `suite`?"),
    (
        "{{ port_table(suite='shpo') }}",
        "3: error: `port_table`: unknown suite `shpo`; did you mean `shop`?",
    ),
    ("{{ port_table(status='on') }}", "3: error: `port_table`: unknown status `on`; expected one of: `active`"),
    ("{{ port_table(suite=1) }}", "3: error: `port_table`: `suite` is 1, expected text in quotes"),
    ("{{ port('shop-ap') }}", "3: error: `port`: unknown service `shop-ap`; did you mean `shop-api`?"),
    ("{{ port() }}", "expected `port(service=..., listener=...)`"),
    ("{{ port('shop-api', 'htpt') }}", "3: error: `port`: `shop-api` has no listener named `htpt`"),
    ("{{ count('sevices') }}", "3: error: `count`: unknown kind `sevices`; did you mean `services`?"),
    ("\n{{ port('x') \n", "invalid template"),
    ("{{ 1 / 0 }}", "3: error: ZeroDivisionError: division by zero"),
    ("{{ port_table() | nosuch }}", "3: error: invalid template: No filter named 'nosuch'"),
    ("```\n{{ port_table() }}\n```", " macros cannot be used here (inside a code block)"),
]
"""A page, and the expected message of the build; a number is the line."""


@pytest.fixture(scope="module")
def errors(make_once: MakeOnce) -> str:
    """The output of one build with all mistakes, each on its own page."""

    def make(folder: Path) -> None:
        project = copy_project(folder, SMALL).without_guide()
        project.write({f"docs/mistake-{n}.md": f"# X\n\n{markdown}\n" for n, (markdown, _) in enumerate(MISTAKES)})
        result = project.build()
        assert result.returncode == 1
        (folder / "stderr").write_text(result.stderr)

    return (make_once("mistakes", make) / "stderr").read_text()


@pytest.mark.parametrize("number", range(len(MISTAKES)))
def test_a_mistake_in_a_page_fails_a_strict_build(errors: str, number: int) -> None:
    message = MISTAKES[number][1]
    found = [line for line in errors.splitlines() if f"docs/mistake-{number}.md:" in line]
    assert any((f"docs/mistake-{number}.md:{message}" if message[0].isdigit() else message) in line for line in found)
    assert "Traceback" not in errors


def test_the_line_of_a_mistake_counts_the_front_matter(tmp_path: Path) -> None:
    project = copy_project(tmp_path, SMALL).without_guide()
    project.write({"docs/index.md": "---\ntitle: X\nhide: [toc]\n---\n\n# X\n\n{{ nothing_like_it() }}\n"})
    assert "docs/index.md:8: error: unknown macro `nothing_like_it`" in project.build().stderr


def test_hostile_samples_are_hostile() -> None:
    assert any("<script>" in text for text in HOSTILE)
