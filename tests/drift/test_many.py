"""Listings without measure: twice the sockets are twice the work, and no line of the result holds them all."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from tests.drift.suite import drift_of

SS = "Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"
SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "one undeclared port": ("services: {}\n", lambda n: f"10.0.{n >> 8}.{n & 255}:9999"),
    "one port that is declared elsewhere": (
        "services: {a: {listeners: [{port: 9999, bind: 127.0.0.1}]}}\n",
        lambda n: f"10.0.{n >> 8}.{n & 255}:9999",
    ),
    "a range": (
        "services: {a: {listeners: [{port: 10000-20000, bind: 0.0.0.0}]}}\n",
        lambda n: f"0.0.0.0:{10000 + n}",
    ),
}


def calls(work: Callable[[], object]) -> int:
    """The number of function calls of some work, including functions written in C."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_linearly(shape: str, tmp_path: Path) -> None:
    data, address = SHAPES[shape]

    def work(many: int) -> int:
        listing = SS + "".join(f"tcp LISTEN 0 9 {address(n)} *:*\n" for n in range(many))
        files = {"data/x.yml": "hosts: {h: {}}\n" + data, "ss.txt": listing}
        return calls(lambda: drift_of(tmp_path, files, {"sockets": ["ss.txt"]}))

    work(200)  # what is loaded once
    assert work(800) < 2.5 * work(400)


def test_a_message_names_a_few_of_many_addresses(tmp_path: Path) -> None:
    listing = SS + "".join(f"tcp LISTEN 0 9 10.0.0.{n}:80 *:*\n" for n in range(1, 100))
    files = {"data/x.yml": "hosts: {h: {}}\nservices: {a: {listeners: [{port: 80, bind: 127.0.0.1}]}}\n"}
    found = drift_of(tmp_path, {**files, "ss.txt": listing}, {"sockets": ["ss.txt"]}).drift
    assert [one.kind for one in found] == ["bind-differs"]
    assert "listens on 10.0.0.1:80 and 10.0.0.2:80 and" in found[0].message
    assert "and 94 more; correct" in found[0].message
