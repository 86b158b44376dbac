"""Hostile archives: none is unpacked in part, and nothing is ever written."""

from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest

from portdocs.publishing import PublishError
from portdocs.publishing import safe_zip as archive
from portdocs.publishing.safe_zip import unpack


def zipped(*entries: tuple[str, bytes], mode: int = 0) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            file.writestr(info, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def test_plain_files_come_back() -> None:
    assert unpack(zipped(("site/a.html", b"a"), ("site/b/c.css", b"c"))) == {"site/a.html": b"a", "site/b/c.css": b"c"}


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "a/../../x",
        "/etc/passwd",
        "C:/x",
        "a\\..\\x",
        "a//b",
        "./a",
        "a/.",
        ".git/config",
        "a/.GIT/hooks/x",
        'a"b',
        "a\nb",
        "a\x1bb",
        "a./b",
        "x" * 301,
    ],
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(PublishError, match="nothing was published"):
        unpack(zipped(("good", b""), (name, b"x")))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK, stat.S_IFDIR])
def test_links_and_devices_are_refused(kind: int) -> None:
    with pytest.raises(PublishError, match="which is no regular file"):
        unpack(zipped(("a", b"/etc/passwd"), mode=kind | 0o777))


def test_names_that_are_one_file_for_some_systems_are_refused() -> None:
    with pytest.raises(PublishError, match="twice"):
        unpack(zipped(("a/index.html", b"1"), ("A/Index.html", b"2")))
    with pytest.raises(PublishError, match="as a file and as a folder"):
        unpack(zipped(("a", b"1"), ("a/b", b"2")))


def test_too_many_too_large_and_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(("a", b"\0" * 30_000_000))
    assert len(bomb) < 40_000
    with pytest.raises(PublishError, match="30,000,000 bytes"):
        unpack(bomb)
    with pytest.raises(PublishError, match="unpacks to more than"):
        unpack(zipped(*((f"f{n}", b"\0" * 19_000_000) for n in range(11))))
    monkeypatch.setattr(archive, "MOST_FILES", 100)
    with pytest.raises(PublishError, match="holds 101 files"):
        unpack(zipped(*((f"f{n}", b"") for n in range(101))))
    monkeypatch.setattr(archive, "MOST_BYTES_PACKED", 10)
    with pytest.raises(PublishError, match="more than 10 bytes"):
        unpack(zipped(("a", b"")))


def test_an_archive_that_lies_about_a_size_is_refused() -> None:
    packed = bytearray(zipped(("a", b"\0" * 1_000_000)))
    for at in (packed.index(b"PK\x03\x04") + 22, packed.index(b"PK\x01\x02") + 24):
        packed[at : at + 4] = struct.pack("<I", 5)
    with pytest.raises(PublishError, match=r"larger than it says|cannot be read"):
        unpack(bytes(packed))


@pytest.mark.parametrize("packed", [b"", b"PK\x05\x06", b"not a zip", zipped(("a", b"x"))[:-30], b"PK\x03\x04" * 50])
def test_what_is_no_archive_is_refused(packed: bytes) -> None:
    with pytest.raises(PublishError, match="cannot be read"):
        unpack(packed)


def test_a_file_that_was_changed_on_the_way_is_refused() -> None:
    packed = bytearray(zipped(("a", b"hello world hello world")))
    packed[35] ^= 0xFF
    with pytest.raises(PublishError, match="cannot be read"):
        unpack(bytes(packed))
