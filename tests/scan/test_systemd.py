"""systemd: sockets that units open, and hints in what they run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.scan import Scan
from portdocs.scan.systemd.syntax import parse_unit, words_of
from tests.scan.observed import errors, listeners, scan, unresolved


def service(folder: Path, *lines: str) -> Scan:
    return scan("systemd", folder, {"a.service": "[Service]\n" + "".join(f"{line}\n" for line in lines)})


SOCKETS = [
    ("ListenStream=9090", "tcp *:9090"),
    ("ListenStream = 9090", "tcp *:9090"),
    ("ListenStream=0.0.0.0:9090", "tcp 0.0.0.0:9090"),
    ("ListenStream=127.0.0.1:9090", "tcp 127.0.0.1:9090"),
    ("ListenStream=[::]:9090", "tcp *:9090"),
    ("ListenStream=[::1]:9090", "tcp ::1:9090"),
    ("BindIPv6Only=ipv6-only\nListenStream=9090", "tcp :::9090"),
    ("ListenDatagram=514", "udp *:514"),
    ("ListenStream=/run/a.sock", "unix unix:/run/a.sock"),
    ("ListenStream=%t/%p.sock", "unix unix:/run/a.sock"),
    ("ListenStream=@abstract", "unix unix:@abstract"),
    ("ListenSequentialPacket=/run/udev/control", "unix unix:/run/udev/control"),
    ("ListenStream=1\nListenDatagram=2\nListenStream=\nListenStream=3", "tcp *:3"),
]


@pytest.mark.parametrize(("lines", "expected"), SOCKETS)
def test_a_socket(tmp_path: Path, lines: str, expected: str) -> None:
    found = scan("systemd", tmp_path, {"a.socket": f"[Unit]\nDescription=x\n[Socket]\n{lines}\n"})
    assert [line.split(" ", 1)[1] for line in listeners(found)] == [f"{expected} a.socket"]
    assert found.listeners[0].line == 4 + lines.count("\n")


@pytest.mark.parametrize("value", ["99999", "0", "localhost:80", "1.2.3:80", "80:90:100"])
def test_a_wrong_socket_is_one_error(tmp_path: Path, value: str) -> None:
    found = scan("systemd", tmp_path, {"a.socket": f"[Socket]\nListenStream={value}\nListenStream=1\n"})
    assert ([error.line for error in found.errors], [one.port for one in found.listeners]) == ([2], [1])


def test_a_vsock_listener_is_unresolved(tmp_path: Path) -> None:
    found = scan("systemd", tmp_path, {"a.socket": "[Socket]\nListenStream=vsock:2:1234\nListenStream=1\n"})
    assert (unresolved(found), errors(found)) == (["a.socket:2 ListenStream=vsock:2:1234"], [])
    assert [one.port for one in found.listeners] == [1]


HINTS = [
    ("/bin/app --port 8000", "tcp unknown:8000"),
    ("/bin/app --port=8000", "tcp unknown:8000"),
    ("/bin/app -port=8000", "tcp unknown:8000"),
    ("/bin/app -p 8000", "tcp unknown:8000"),
    ("/bin/app --http-port 8000", "tcp unknown:8000"),
    ("-/bin/uvicorn main:app --host 0.0.0.0 --port 8000 --workers 4", "tcp 0.0.0.0:8000"),
    ("/bin/uvicorn main:app --port 8000 --host 127.0.0.1", "tcp 127.0.0.1:8000"),
    ("/bin/uvicorn main:app --port 8000 --host localhost", "tcp unknown:8000"),
    ("/bin/gunicorn --bind 0.0.0.0:8000 app", "tcp 0.0.0.0:8000"),
    ("/bin/gunicorn -b [::1]:8000 app", "tcp ::1:8000"),
    ("/bin/gunicorn --bind unix:/run/app.sock app", "unix unix:/run/app.sock"),
    ("/bin/node_exporter --web.listen-address=:9100", "tcp *:9100"),
    ("/bin/node_exporter --web.listen-address=127.0.0.1:9100", "tcp 127.0.0.1:9100"),
    ("/bin/dockerd -H fd:// -H tcp://0.0.0.0:2375", "tcp 0.0.0.0:2375"),
    ("/bin/App --urls http://0.0.0.0:5000", "tcp 0.0.0.0:5000"),
    ("/bin/python manage.py runserver 0.0.0.0:8000", "tcp 0.0.0.0:8000"),
    ("/bin/sh -c 'exec app --port 8000'", "tcp unknown:8000"),
    ("/bin/docker run --rm -e PORT=80 -p 127.0.0.1:8080:80 image --port 80", "tcp 127.0.0.1:8080 -> 80"),
    ("/bin/app \\\n# why\n  --port \\\n  8000", "tcp unknown:8000"),
]


@pytest.mark.parametrize(("command", "expected"), HINTS)
def test_a_hint(tmp_path: Path, command: str, expected: str) -> None:
    found = service(tmp_path, f"ExecStart={command}")
    assert [line.split(" ", 1)[1] for line in listeners(found)] == [f"{expected} a.service ?"]
    assert found.listeners[0].line == 2 + command.count("\n")


QUIET = [
    "ExecStart=/usr/bin/ssh -p 2222 host",
    "ExecStart=/bin/mkdir -p 755",
    "ExecStart=/bin/app --db-port 5432 --redis.port=6379 --proxy-address 10.0.0.1:80",
    "ExecStart=/bin/app --upstream 10.0.0.1:80 http://127.0.0.1:80/ db:5432",
    "ExecStart=/bin/app --port many --port 99999 --timeout 8000 8000",
    "ExecStart=/bin/docker run -e PORT=80 image --port 80\nEnvironment=PORT=80",
    "ExecStart=/bin/app --port 8000\nExecStart=",
    "Type=oneshot\nExecStart=/bin/certbot --http-01-port 80",
    "ExecStartPre=/bin/app --port 8000\nExecReload=/bin/kill -p 80",
    "Environment=DB_PORT=5432 REPORT=80 SUPPORT=1 DATABASE_URL=postgres://jo:hunter2@db:5432/x",
    "# ExecStart=/bin/app --port 8000\n; ListenStream=80",
]


@pytest.mark.parametrize("lines", QUIET)
def test_arguments_that_are_not_hints(tmp_path: Path, lines: str) -> None:
    found = service(tmp_path, lines)
    assert (found.listeners, found.unresolved, found.errors) == ((), (), ())


def test_variables(tmp_path: Path) -> None:
    found = service(
        tmp_path,
        'Environment=PORT=8000 "NAME=two words" ADMIN_PORT=8001',
        "Environment=WHERE=127.0.0.1:8002",
        "ExecStart=/bin/app --port ${PORT} --listen=${WHERE} --metrics-port $METRICS --other-port ${OTHER:-8003}",
    )
    assert listeners(found) == [
        "a.service:2 tcp unknown:8001 a.service ?",
        "a.service:4 tcp 127.0.0.1:8002 a.service ?",
        "a.service:4 tcp unknown:8000 a.service ?",
    ]
    assert unresolved(found) == ["a.service:4 --metrics-port $METRICS", "a.service:4 --other-port $OTHER"]


def test_unused_port_variables_are_hints(tmp_path: Path) -> None:
    found = service(tmp_path, "Environment=HOST=0.0.0.0", "Environment=PORT=8000", "ExecStart=/bin/app")
    assert listeners(found) == ["a.service:3 tcp 0.0.0.0:8000 a.service ?"]
    found = service(tmp_path, "Environment=PORT=8000", "Environment=", "ExecStart=/bin/app")
    assert listeners(found) == []


def test_an_environment_file(tmp_path: Path) -> None:
    unit = "[Service]\nEnvironmentFile=-/etc/default/app\nEnvironmentFile=/etc/gone\nExecStart=/bin/app --port $PORT\n"
    files = {
        "etc/systemd/system/a.service": unit,
        "etc/default/app": "# x\nPASSWORD=hunter2\nPORT=8000\nWEB_PORT='8001'\n",
    }
    found = scan("systemd", tmp_path, files, "")
    assert listeners(found) == [
        "etc/default/app:4 tcp unknown:8001 a.service ?",
        "etc/systemd/system/a.service:4 tcp unknown:8000 a.service ?",
    ]
    assert unresolved(found) == ["etc/systemd/system/a.service:3 EnvironmentFile=/etc/gone"]
    assert "hunter2" not in str(found)


def test_drop_ins_and_repeated_sections(tmp_path: Path) -> None:
    files = {
        "a.service": "[Service]\nExecStart=/bin/app --port 1\n[Unit]\nDescription=x\n[Service]\nUser=jo\n",
        "a.service.d/10.conf": "[Service]\nExecStart=\nExecStart=/bin/app --port 2\n",
        "a.service.d/20.conf": "[Service]\nEnvironment=WEB_PORT=3\n",
        "a.service.d/readme": "ExecStart=/bin/app --port 4\n",
        "vendor.socket.d/port.conf": "[Socket]\nListenStream=5\n",
    }
    expected = ["a.service.d/10.conf:3 tcp unknown:2 a.service ?", "a.service.d/20.conf:2 tcp unknown:3 a.service ?"]
    assert listeners(scan("systemd", tmp_path, files, "a.service")) == expected
    everything = scan("systemd", tmp_path, files, "")
    assert listeners(everything) == [*expected, "vendor.socket.d/port.conf:2 tcp *:5 vendor.socket"]


def test_templates(tmp_path: Path) -> None:
    (tmp_path / "multi-user.target.wants").mkdir()
    (tmp_path / "multi-user.target.wants/app@8001.service").symlink_to("../app@.service")
    files = {
        "app@.service": "[Service]\nExecStart=/bin/app --port %i\n",
        "web@.socket": "[Socket]\nListenStream=%i\n",
        "app@8002.service.d/x.conf": "[Service]\nEnvironment=ADMIN_PORT=9002\n",
    }
    found = scan("systemd", tmp_path, files, "")
    assert listeners(found) == [
        "app@.service:2 tcp unknown:8001 app@8001.service ?",
        "app@.service:2 tcp unknown:8002 app@8002.service ?",
        "app@8002.service.d/x.conf:2 tcp unknown:9002 app@8002.service ?",
    ]
    assert unresolved(found) == ["app@.service:2 --port %i", "web@.socket:2 ListenStream=%i"]


def test_links_in_a_folder_of_units(tmp_path: Path) -> None:
    (tmp_path / "out.socket").write_text("[Socket]\nListenStream=9\n")
    units = tmp_path / "units"
    units.mkdir()
    (units / "masked.socket").symlink_to("/dev/null")
    (units / "alias.socket").symlink_to("a.socket")
    (units / "out.socket").symlink_to("../out.socket")
    found = scan("systemd", tmp_path, {"units/a.socket": "[Socket]\nListenStream=1\n"}, "units")
    assert listeners(found) == ["units/a.socket:2 tcp *:1 a.socket"]
    assert errors(found) == ["units/out.socket:1 a link that leads outside the given path"]


@pytest.mark.parametrize(
    ("text", "line"), [("ListenStream=2\n", 1), ("[Socket]\nnothing\n\n]\n", 2), ("[Socket]\n=1\n", 2)]
)
def test_a_broken_unit_is_one_error_and_the_rest_is_read(tmp_path: Path, text: str, line: int) -> None:
    files = {"b.socket": text, "c.socket": "[Socket]\nListenStream=3\n"}
    found = scan("systemd", tmp_path, files, "")
    assert ([one.port for one in found.listeners], [(e.file, e.line) for e in found.errors]) == (
        [3],
        [("b.socket", line)],
    )


def test_hostile_files_next_to_a_good_one(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.service")
    (tmp_path / "folder.service").mkdir()
    (tmp_path / "loop.service").symlink_to("loop.service")
    (tmp_path / "binary.service").write_bytes(b"[Service]\n\0\xff")
    found = scan("systemd", tmp_path, {"a.socket": "[Socket]\nListenStream=1\n"}, "")
    assert [one.port for one in found.listeners] == [1]
    assert sorted((error.file, error.line) for error in found.errors) == [
        ("binary.service", 2),
        ("fifo.service", 1),
        ("folder.service", 1),
        ("loop.service", 1),
    ]


@pytest.mark.parametrize("name", ["empty", "gone", "fifo"])
def test_paths_without_units(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "fifo")
    found = scan("systemd", tmp_path, {}, name)
    assert (len(found.errors), found.readable) == (1, False)


def test_secrets_are_not_repeated(tmp_path: Path) -> None:
    found = service(
        tmp_path,
        "Environment=PASSWORD=hunter2 PORT=hunter2",
        "ExecStart=/bin/app --password hunter2 --port ${PORT:-hunter2} --bind hunter2 --listen=jo:hunter2@x:1",
        "hunter2",
    )
    assert "hunter2" not in str(found)


@given(st.text(max_size=100))
def test_the_parser_survives_any_text(text: str) -> None:
    parse_unit(text, "x")
    list(words_of(text, 1))


def test_a_file_with_the_name_of_a_folder_hides_nothing(tmp_path: Path) -> None:
    files = {"units/app.socket": "[Socket]\nListenStream=8000\n", "units/y.wants": "stray\n"}
    found = scan("systemd", tmp_path, files, "units")
    assert [one.port for one in found.listeners] == [8000]
    assert found.errors == ()
