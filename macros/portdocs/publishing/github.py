"""A minimal client for the REST API of GitHub (docs.github.com/rest).

The address, the repository and the token come from the environment of a workflow: GITHUB_API_URL, GITHUB_REPOSITORY
and GITHUB_TOKEN.
"""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portdocs.publishing import PublishError
from portdocs.publishing.safe_zip import MAX_PACKED_BYTES

_TIMEOUT_SECONDS = 60
_PAGE_SIZE = 100
_MAX_PAGES = 30
_MAX_RESPONSE_BYTES = 20_000_000


class NotFound(PublishError):
    """GitHub has nothing at a path."""


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to other hosts without the token: archives are kept in a storage that must not receive it."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """Remove the token from a redirect to another host."""
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request and urlsplit(newurl).netloc != urlsplit(req.full_url).netloc:
            request.remove_header("Authorization")
        return request


@dataclass(frozen=True)
class GitHub:
    """A repository on GitHub or a compatible server."""

    api: str
    repository: str
    token: str

    def get(self, path: str) -> Any:
        """The answer to a GET request. Raises PublishError."""
        return json.loads(self._send("GET", path))

    def pages(self, path: str) -> Iterator[Any]:
        """All entries of a paginated list."""
        separator = "&" if "?" in path else "?"
        for number in range(1, _MAX_PAGES + 1):
            listed = self.get(f"{path}{separator}per_page={_PAGE_SIZE}&page={number}")
            yield from listed
            if len(listed) < _PAGE_SIZE:
                return

    def write(self, method: str, path: str, value: Any) -> Any:
        """Send a value and return the answer. Raises PublishError."""
        return json.loads(self._send(method, path, json.dumps(value).encode()) or b"null")

    def delete(self, path: str) -> None:
        """Delete what is at a path. Raises PublishError."""
        self._send("DELETE", path)

    def archive(self, run: int, name: str) -> bytes | None:
        """The artifact of a workflow run with a name, or None. Raises PublishError if it is too large."""
        listed = self.get(f"actions/runs/{run}/artifacts?per_page={_PAGE_SIZE}")["artifacts"]
        found = next((one for one in listed if one["name"] == name and not one["expired"]), None)
        if found is None:
            return None
        if found["size_in_bytes"] > MAX_PACKED_BYTES:
            raise PublishError(f"the archive has more than {MAX_PACKED_BYTES:,} bytes; nothing was published")
        return self._send("GET", f"actions/artifacts/{int(found['id'])}/zip", max_bytes=MAX_PACKED_BYTES)

    def _send(
        self, method: str, path: str, body: bytes | None = None, *, max_bytes: int = _MAX_RESPONSE_BYTES
    ) -> bytes:
        request = urllib.request.Request(f"{self.api}/repos/{self.repository}/{path}", data=body, method=method)
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("Authorization", f"Bearer {self.token}")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        if body is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.build_opener(_Redirects).open(request, timeout=_TIMEOUT_SECONDS) as answer:
                content: bytes = answer.read(max_bytes + 1)
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                raise NotFound(f"GitHub found nothing at {path}") from None
            raise PublishError(f"GitHub answered {method} {path} with {error.code}") from None
        except OSError as error:
            raise PublishError(f"GitHub did not answer {method} {path} ({str(error)[:100]})") from None
        if len(content) > max_bytes:
            raise PublishError(f"GitHub answered {method} {path} with more than {max_bytes:,} bytes")
        return content


def from_environment() -> GitHub:
    """The repository of the workflow that runs this. Raises PublishError outside a workflow."""
    values = [os.environ.get(name, "") for name in ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN")]
    api, repository, token = values
    if not all(values) or not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII):
        raise PublishError("GITHUB_API_URL, GITHUB_REPOSITORY or GITHUB_TOKEN is missing; run this in a workflow")
    return GitHub(api.rstrip("/"), repository, token)


def event() -> Any:
    """The event that started the workflow, from the file GITHUB_EVENT_PATH. Raises PublishError if there is none."""
    path = os.environ.get("GITHUB_EVENT_PATH")
    if not path:
        raise PublishError("GITHUB_EVENT_PATH is not set; run this in a workflow")
    try:
        return json.loads(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise PublishError(f"GITHUB_EVENT_PATH contains no event ({error}); run this in a workflow") from None
