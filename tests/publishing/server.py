"""A server on this machine that answers like the parts of GitHub's API that previews need."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs


@dataclass
class Hub:
    """The state of the server: pull requests, comments, and archives by workflow run."""

    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    archives: dict[int, bytes] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    """Requests, and whether the token came along."""
    url: str = ""
    storage: str = ""

    def pull(self, number: int, head: str, base: str, *, fork: bool = False) -> dict[str, Any]:
        """Opens a pull request."""
        repository = "someone/ports" if fork else "team/ports"
        self.pulls[number] = {
            "number": number,
            "state": "open",
            "head": {"sha": head, "repo": {"full_name": repository}},
            "base": {"sha": base},
            "labels": [],
        }
        return self.pulls[number]


def uploaded(files: dict[str, bytes]) -> bytes:
    """An archive as GitHub makes it of uploaded files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub with its API, and a storage on another port to which the API sends for archives."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler) for _ in range(2)]
    hub.url, hub.storage = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    threads = [Thread(target=server.serve_forever, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    yield hub
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    hub: Hub

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self.hub.seen.append(f"GET {path} {'with' if self.headers.get('Authorization') else 'without'} token")
        if match := re.fullmatch(r"/storage/(\d+)", path):
            self._answer(200, self.hub.archives[int(match[1])])
        elif self.headers.get("Authorization") != "Bearer secret":
            self._answer(401, b"{}")
        else:
            self._api(path.removeprefix("/repos/team/ports/"), query)

    def _api(self, path: str, query: str) -> None:
        if match := re.fullmatch(r"pulls/(\d+)", path):
            pull = self.hub.pulls.get(int(match[1]))
            self._json(pull) if pull else self._answer(404, b"{}")
        elif match := re.fullmatch(r"actions/runs/(\d+)/artifacts", path):
            run = int(match[1])
            size = len(self.hub.archives.get(run, b""))
            entry = {"id": run, "name": "preview", "expired": False, "size_in_bytes": size}
            self._json({"artifacts": [entry] if run in self.hub.archives else []})
        elif match := re.fullmatch(r"actions/artifacts/(\d+)/zip", path):
            self.send_response(302)
            self.send_header("Location", f"{self.hub.storage}/storage/{match[1]}")
            self.end_headers()
        elif match := re.fullmatch(r"issues/(\d+)/comments", path):
            number = int(parse_qs(query)["page"][0])
            listed = self.hub.comments.get(int(match[1]), [])
            self._json(listed[(number - 1) * 100 : number * 100])
        else:
            self._answer(404, b"{}")

    def do_POST(self) -> None:
        number = int(self.path.split("/")[-2])
        listed = self.hub.comments.setdefault(number, [])
        listed.append({"id": 1000 + len(listed), "user": {"type": "Bot"}, **self._body()})
        self._json(listed[-1], 201)

    def do_DELETE(self) -> None:
        self.hub.seen.append(f"DELETE {self.path}")
        if match := re.fullmatch(r"/repos/team/ports/issues/(\d+)/labels/([\w-]+)", self.path):
            pull = self.hub.pulls[int(match[1])]
            pull["labels"] = [label for label in pull["labels"] if label["name"] != match[2]]
            self._json(pull["labels"])
        else:
            self._answer(404, b"{}")

    def do_PATCH(self) -> None:
        id = int(self.path.split("/")[-1])
        comment = next(one for listed in self.hub.comments.values() for one in listed if one["id"] == id)
        comment.update(self._body())
        self._json(comment)

    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return body

    def _json(self, value: object, status: int = 200) -> None:
        self._answer(status, json.dumps(value).encode())

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
