"""The icon of a service, and that no text from data reaches the file system."""

from __future__ import annotations

import subprocess
import sys

import pytest

from portdocs.pages.diagrams.icons import icon_bytes, icon_index, icon_of
from portdocs.registry import Service
from tests.data import registry_of


def service(fields: str) -> Service:
    return registry_of(f"services: {{x: {fields}}}").services["x"]


@pytest.mark.parametrize(
    ("fields", "icon"),
    [
        # What the data says.
        ("{icon: fastapi}", "fastapi"),
        ("{icon: FastAPI}", "fastapi"),
        ("{icon: postgres}", "postgresql"),
        ("{icon: cloudflare}", "cloudflare"),
        ("{icon: no-such-thing, runtime: {Process: nginx}}", ""),
        # A framework says more than a product, and a product more than a language.
        ("{runtime: {Process: Python uvicorn server, Framework: FastAPI}}", "fastapi"),
        ("{runtime: {Process: Node.js application, Framework: React/Next.js with UMI}}", "react"),
        ("{runtime: {Process: gunicorn, Framework: Django 5}}", "django"),
        ("{runtime: {Process: Java 21, Server: Tomcat}}", "tomcat"),
        ("{runtime: {Process: Docker container, Image: 'postgres:16'}}", "postgresql"),
        # Words and their synonyms.
        ("{runtime: {Process: PostgreSQL server}}", "postgresql"),
        ("{runtime: {Process: nginx}}", "nginx"),
        ("{runtime: {Process: Node.js application}}", "nodejs"),
        ("{runtime: {Process: Redis server}}", "redis"),
        ("{runtime: {Framework: ASP.NET Core}}", "dotnet"),
        ("{runtime: {Process: C++ daemon}}", "cpp"),
        ("{runtime: {Framework: Spring Boot 3.2}}", "spring"),
        ("{name: Rocket Chat}", "rocket-chat"),
        ("{name: Main Postgres}", "postgresql"),
        # An everyday word is believed only where it is all that is said.
        ("{runtime: {Process: Go binary}}", "go"),
        ("{runtime: {Language: R}}", "r"),
        ("{name: Go Live Dashboard}", ""),
        ("{name: Spring Cleaning}", ""),
        ("{name: User Storage}", ""),
        # Nothing known.
        ("{name: Ticket Desk}", ""),
        ("{name: 検索, runtime: {a: '…', b: '-.-'}}", ""),
    ],
)
def test_icon_of(fields: str, icon: str) -> None:
    assert icon_of(service(fields)) == icon


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "/etc/passwd", "programming/framework/fastapi", "fastapi.png", "..", ".", "nginx\\x"],
)
def test_a_name_is_never_a_path(name: str) -> None:
    assert icon_of(service(f"{{icon: {name!r}}}")) == ""
    with pytest.raises(KeyError):
        icon_bytes(name)


def test_every_icon_is_a_picture_that_a_browser_shows() -> None:
    assert len(icon_index()) > 1000
    assert icon_bytes("nginx").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "folder"),
    [("python", "programming/language"), ("docker", "onprem/container"), ("internet", "onprem/network")],
)
def test_clouds_come_last(name: str, folder: str) -> None:
    assert icon_index()[name].folder == folder


def test_looking_for_icons_does_not_load_the_drawing_libraries() -> None:
    code = (
        "import sys, portdocs.pages.diagrams.icons as i; i.icon_index(); "
        "print({'diagrams', 'pygraphviz'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"
