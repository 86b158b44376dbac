"""`portdocs preview unpack`: writes below DIR/pr/NUMBER/ or, for any invalid archive, nothing at all."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from tests.publishing.server import uploaded

SITE = {"site/index.html": b"new", "site/assets/a.css": b"a {}"}
HEAD = "0" * 40


def unpack(folder: Path, archive: bytes, number: str = "7") -> subprocess.CompletedProcess[str]:
    (folder / "archive.zip").write_bytes(archive)
    command = [sys.executable, "-m", "portdocs", "preview", "unpack", "archive.zip", "www", "--number", number]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def tree(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in {"latest/index.html": b"live", "pr/7/old.html": b"old", "pr/8/index.html": b"other"}.items():
        (tmp_path / "www" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "www" / name).write_bytes(content)
    return tmp_path


@pytest.mark.parametrize(
    "archive",
    [
        uploaded(SITE),
        uploaded({**SITE, "preview.json": b'{"number": 7, "head": "%s"}' % HEAD.encode()}),
        uploaded({"preview.zip": uploaded(SITE)}),
        uploaded({name.removeprefix("site/"): content for name, content in SITE.items()}),
    ],
    ids=["site", "with metadata", "artifact", "plain"],
)
def test_it_replaces_the_folder_of_the_pull_request_only(folder: Path, archive: bytes) -> None:
    result = unpack(folder, archive)
    assert (result.returncode, result.stderr) == (0, "")
    assert tree(folder / "www") == {
        "latest/index.html": b"live",
        "pr/7/index.html": b"new",
        "pr/7/assets/a.css": b"a {}",
        "pr/8/index.html": b"other",
    }


def test_the_folder_of_previews_is_a_setting(folder: Path) -> None:
    settings = folder / "mkdocs.yml"
    settings.write_text("plugins: [{portdocs: {preview_dir: reviews}}]\n")
    assert unpack(folder, uploaded(SITE)).returncode == 0
    assert {name for name in tree(folder / "www") if "/7/" in name} == {
        "pr/7/old.html",
        "reviews/7/index.html",
        "reviews/7/assets/a.css",
    }
    settings.write_text("plugins: [{portdocs: {preview_dir: ../x}}]\n")
    result = unpack(folder, uploaded(SITE))
    assert (result.returncode, "mkdocs.yml: preview_dir: expected one folder such as `pr`" in result.stderr) == (
        2,
        True,
    )


def unicode_path(name: str) -> bytes:
    """An archive whose entry `site/a.txt` is renamed by the extra field 0x7075, which newer Pythons obey."""
    entry = zipfile.ZipInfo("site/a.txt")
    field = struct.pack("<BL", 1, zlib.crc32(b"site/a.txt")) + name.encode()
    entry.extra = struct.pack("<HH", 0x7075, len(field)) + field
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("site/index.html", "x")
        archive.writestr(entry, "hacked")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("archive", "number"),
    [
        (b"", "7"),
        (b"PK no archive", "7"),
        (uploaded({}), "7"),
        (uploaded({**SITE, "other.txt": b""}), "7"),
        (uploaded({**SITE, "site/../../latest/index.html": b"hacked"}), "7"),
        (uploaded({**SITE, "/latest/index.html": b"hacked"}), "7"),
        (uploaded({**SITE, "preview.json": b'{"number": 8, "head": "%s"}' % HEAD.encode()}), "7"),
        (uploaded({**SITE, "preview.json": b"[]"}), "7"),
        (uploaded(SITE), "0"),
        (uploaded(SITE), "../latest"),
    ],
)
def test_an_invalid_archive_writes_nothing(folder: Path, archive: bytes, number: str) -> None:
    before = tree(folder / "www")
    result = unpack(folder, archive, number)
    assert (result.returncode, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    assert tree(folder / "www") == before


def test_a_renamed_entry_never_leaves_the_folder(folder: Path) -> None:
    before = tree(folder / "www")
    for name in ("site/../../latest/index.html", "/latest/index.html", "latest/index.html"):
        unpack(folder, unicode_path(name))
        after = tree(folder / "www")
        assert {path for path in after if not path.startswith("pr/7/")} <= before.keys()
        assert after["latest/index.html"] == b"live"


def test_links_in_the_target_are_not_followed(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "www" / "pr").rename(folder / "moved")
    (folder / "www" / "pr").symlink_to(folder / "elsewhere")
    result = unpack(folder, uploaded(SITE))
    assert result.returncode == 2
    assert "symbolic link" in result.stderr
    assert tree(folder / "elsewhere") == {}


def test_a_missing_archive(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "portdocs", "preview", "unpack", "gone.zip", "www", "--number", "7"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode, "gone.zip cannot be read" in result.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []
