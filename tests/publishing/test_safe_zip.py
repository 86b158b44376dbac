"""Hostile archives: none is unpacked in part, and nothing is ever written."""

from __future__ import annotations

import io
import posixpath
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.publishing import PublishError
from portdocs.publishing import safe_zip as archive
from portdocs.publishing.preview import unpack_into
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


def with_unicode_path(name: str, unicode_name: str) -> bytes:
    """An archive with one entry that has a second name in the extra field 0x7075, which Python 3.12 believes."""
    content = struct.pack("<BL", 1, zlib.crc32(name.encode())) + unicode_name.encode()
    entry = zipfile.ZipInfo(name)
    entry.extra = struct.pack("<HH", 0x7075, len(content)) + content
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(entry, b"x")
    return packed.getvalue()


@pytest.mark.parametrize("second", ["site/../../latest/index.html", "/etc/passwd", "site/b.txt", "versions.json"])
def test_a_second_name_is_refused(second: str, tmp_path: Path) -> None:
    packed = with_unicode_path("site/a.txt", second)
    with pytest.raises(PublishError, match="two names"):
        unpack(packed)
    with pytest.raises(PublishError, match="two names"):
        unpack_into(packed, tmp_path, 7)
    assert list(tmp_path.iterdir()) == []


def test_an_encrypted_file_is_refused() -> None:
    packed = bytearray(zipped(("site/a.txt", b"x")))
    packed[packed.index(b"PK\x03\x04") + 6] |= 1  # the flags of the file, and of its entry in the directory
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(PublishError, match="which is encrypted"):
        unpack(bytes(packed))


def test_a_second_name_that_is_the_same_is_accepted() -> None:
    assert unpack(with_unicode_path("site/a.txt", "site/a.txt")) == {"site/a.txt": b"x"}


@pytest.mark.parametrize(
    "names",
    [
        ["x" * 256],
        ["ä" * 128],
        ["/".join(["d" * 200] * 21)],
        ["a\u202eb"],
        ["con"],
        ["a/NUL.txt"],
        ["a/com1"],
        ["LPT¹.html"],
        ["a<b"],
        ["a?b"],
        ["a*b"],
        ["a|b"],
        ["a:b"],
        ["A/x.html", "a/y.html"],
        ["\u00e9.html", "e\u0301.html"],
        ["stra\u00dfe", "STRASSE"],
        ["git~1/config"],
        ["a/GIT~1"],
        ["longna~1.htm"],
        ["GI7EBA~1"],
        [".gitmodules"],
        [".gitattributes"],
        ["/".join(["d"] * 101)],
        ["/".join(["d" * 199] * 20) + "/" + "d" * 16],
    ],
)
def test_names_that_some_file_system_cannot_hold_are_refused(names: list[str]) -> None:
    with pytest.raises(PublishError, match="nothing was published"):
        unpack(zipped(*((name, b"") for name in names)))


def test_long_names_are_accepted_up_to_the_limit() -> None:
    names = ["x" * 255, "ä" * 127, "/".join(["d" * 199] * 20), "/".join(["d"] * 100), "backup~1.html"]
    assert list(unpack(zipped(*((name, b"") for name in names)))) == names


PARTS = st.sampled_from(
    ["..", ".", "", "a", "A", "site", ".git", "con", "x" * 256, "\x1b", "\\", "b.html", "~", "C:", "é"]
)
PATHS = st.lists(PARTS, min_size=1, max_size=4).map("/".join)


@given(st.lists(PATHS.filter(bool), max_size=3, unique=True), PATHS)
def test_whatever_is_unpacked_stays_inside(names: list[str], second: str) -> None:
    for packed in (zipped(*((name, b"x") for name in names)), with_unicode_path("a", second)):
        try:
            files = unpack(packed)
        except PublishError:
            continue
        for name in files:
            assert posixpath.normpath(f"pr/7/{name}") == f"pr/7/{name}"
            assert all(0 < len(part.encode()) < 256 for part in name.split("/"))
        assert len({name.casefold() for name in files}) == len(files)


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
    ],
)
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(PublishError, match="nothing was published"):
        unpack(zipped(("good", b""), (name, b"x")))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK, stat.S_IFDIR])
def test_links_and_devices_are_refused(kind: int) -> None:
    with pytest.raises(PublishError, match="not a regular file"):
        unpack(zipped(("a", b"/etc/passwd"), mode=kind | 0o777))


def test_names_that_are_one_file_for_some_systems_are_refused() -> None:
    with pytest.raises(PublishError, match="twice"):
        unpack(zipped(("a/index.html", b"1"), ("A/Index.html", b"2")))
    with pytest.raises(PublishError, match="a file and a folder"):
        unpack(zipped(("a", b"1"), ("a/b", b"2")))


def test_too_many_too_large_and_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(("a", b"\0" * 30_000_000))
    assert len(bomb) < 40_000
    with pytest.raises(PublishError, match="30,000,000 bytes"):
        unpack(bomb)
    with pytest.raises(PublishError, match="unpacks to more than"):
        unpack(zipped(*((f"f{n}", b"\0" * 19_000_000) for n in range(11))))
    monkeypatch.setattr(archive, "MAX_FILES", 100)
    with pytest.raises(PublishError, match="contains 101 files"):
        unpack(zipped(*((f"f{n}", b"") for n in range(101))))
    monkeypatch.setattr(archive, "MAX_PACKED_BYTES", 10)
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
