"""Variables that multiply each other take little memory, and the rest of the file is still read."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import portdocs
from tests.data import write_data

MAX_BYTES = 60_000_000
DOUBLING = "V0=" + "x" * 1000 + "\n" + "".join(f"V{n + 1}=${{V{n}}}${{V{n}}}\n" for n in range(40))
COPIES = "V0=" + "x" * 100_000 + "\n" + "".join(f"W{n}=$V0\n" for n in range(5_000))
LONG = "A=" + "x" * 100_000 + "\n"
COMPOSE = "services:\n  app: {ports: ['${V40}:80', '8000:80']}\n"
LABELS = "services:\n  app:\n    ports: ['8000:80']\n    labels: {" + "".join(
    f"traefik.x{n}: '${{V0}}', " for n in range(1_500)
)
UNIT = f"[Service]\nEnvironment=A={'x' * 100_000}\nExecStart=/usr/bin/app --port 8000 --x {{}}\n"
NGINX = "events {{}}\nhttp {{\n  server {{\n    listen 8000;\n    set $v0 {};\n{}  }}\n}}\n"
CASES = {
    "compose: doubling": ("--compose compose.yml", {"compose.yml": COMPOSE, ".env": DOUBLING}),
    "compose: copies": ("--compose compose.yml", {"compose.yml": COMPOSE, ".env": COPIES}),
    "compose: labels": ("--compose compose.yml", {"compose.yml": LABELS + "}\n", ".env": LONG.replace("A", "V0")}),
    "compose: one entry": (
        "--compose compose.yml",
        {"compose.yml": COMPOSE.replace("${V40}", "${V0}" * 10_000), ".env": LONG.replace("A", "V0")},
    ),
    "systemd: one word": ("--systemd app.service", {"app.service": UNIT.format("${A}" * 800)}),
    "systemd: many words": ("--systemd app.service", {"app.service": UNIT.format("$A " * 800)}),
    "systemd: pieces": (
        "--systemd app.service",
        {"app.service": UNIT.replace("100_000", "1").format("--y=${A}${A} " * 800)},
    ),
    "nginx: doubling": (
        "--nginx nginx.conf",
        {"nginx.conf": NGINX.format("xxxx", "".join(f"set $v{n + 1} $v{n}$v{n};\n" for n in range(200)))},
    ),
    "nginx: copies": (
        "--nginx nginx.conf",
        {"nginx.conf": NGINX.format("x" * 100_000, "".join(f"set $w{n} $v0;\n" for n in range(2_000)))},
    ),
}


@pytest.fixture
def memory() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("case", CASES)
def test_variables_that_multiply_take_little_memory(tmp_path: Path, case: str) -> None:
    option, files = CASES[case]
    write_data(tmp_path, files)
    result = portdocs(tmp_path, "scan", *option.split(), "--format", "json")
    assert tracemalloc.get_traced_memory()[1] < MAX_BYTES
    assert result.returncode in (0, 1)
    assert 8000 in [one["port"] for one in json.loads(result.stdout)["listeners"]]
    assert "xxx" not in result.stdout + result.stderr
