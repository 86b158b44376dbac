"""GitHub, as far as previews need it: a few calls of its REST API (docs.github.com/rest) with the standard library.

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
from typing import Any
from urllib.parse import urlsplit

from portdocs.publishing import PublishError
from portdocs.publishing.safe_zip import MOST_BYTES_PACKED

_SECONDS = 60
_PAGE = 100
_MOST_PAGES = 30
_MOST_BYTES = 20_000_000


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to another host without the token: an archive lies with a storage that must not see it."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """See urllib."""
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request and urlsplit(newurl).netloc != urlsplit(req.full_url).netloc:
            request.remove_header("Authorization")
        return request


@dataclass(frozen=True)
class GitHub:
    """A repository at GitHub, or at a server that answers like it."""

    api: str
    repository: str
    token: str

    def get(self, path: str) -> Any:
        """What the API answers. Raises PublishError where it does not."""
        return json.loads(self._send("GET", path))

    def pages(self, path: str) -> Iterator[Any]:
        """The entries of a list that comes in pages."""
        mark = "&" if "?" in path else "?"
        for number in range(1, _MOST_PAGES + 1):
            listed = self.get(f"{path}{mark}per_page={_PAGE}&page={number}")
            yield from listed
            if len(listed) < _PAGE:
                return

    def write(self, method: str, path: str, value: Any) -> Any:
        """Sends a value, returns the answer."""
        return json.loads(self._send(method, path, json.dumps(value).encode()) or b"null")

    def archive(self, run: int, name: str) -> bytes | None:
        """The archive that a workflow's run left under a name; None where it left none."""
        listed = self.get(f"actions/runs/{run}/artifacts?per_page={_PAGE}")["artifacts"]
        found = next((one for one in listed if one["name"] == name and not one["expired"]), None)
        if found is None:
            return None
        if found["size_in_bytes"] > MOST_BYTES_PACKED:
            raise PublishError(f"the archive has {found['size_in_bytes']:,} bytes; nothing was published")
        return self._send("GET", f"actions/artifacts/{int(found['id'])}/zip", most=MOST_BYTES_PACKED)

    def _send(self, method: str, path: str, body: bytes | None = None, *, most: int = _MOST_BYTES) -> bytes:
        request = urllib.request.Request(f"{self.api}/repos/{self.repository}/{path}", data=body, method=method)
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("Authorization", f"Bearer {self.token}")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        if body is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.build_opener(_Redirects).open(request, timeout=_SECONDS) as answer:
                content: bytes = answer.read(most + 1)
        except urllib.error.HTTPError as error:
            raise PublishError(f"GitHub answered {error.code} to {method} {path}") from None
        except OSError as error:
            raise PublishError(f"GitHub did not answer to {method} {path} ({str(error)[:100]})") from None
        if len(content) > most:
            raise PublishError(f"GitHub answered more than {most:,} bytes to {method} {path}")
        return content


def from_environment() -> GitHub:
    """The repository that a workflow runs for. Raises PublishError outside of one."""
    values = [os.environ.get(name, "") for name in ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN")]
    api, repository, token = values
    if not all(values) or not re.fullmatch(r"[\w.-]+/[\w.-]+", repository, re.ASCII):
        raise PublishError("GITHUB_API_URL, GITHUB_REPOSITORY or GITHUB_TOKEN is missing; this runs in a workflow")
    return GitHub(api.rstrip("/"), repository, token)


def event() -> Any:
    """What started the workflow: the file that GITHUB_EVENT_PATH names. Raises PublishError without one."""
    try:
        with open(os.environ.get("GITHUB_EVENT_PATH", ""), "rb") as file:  # noqa: PTH123 - an empty name is no path
            return json.load(file)
    except (OSError, ValueError) as error:
        raise PublishError(f"GITHUB_EVENT_PATH holds no event ({error}); this runs in a workflow") from None
