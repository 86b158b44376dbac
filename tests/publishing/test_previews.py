"""Previews through the commands that the workflows call: open, update, label, close."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest

from portdocs.publishing.comment import MARKER
from portdocs.publishing.preview import CHANGES, with_notice
from portdocs.publishing.pull_request import PullRequest
from tests.command_line import portdocs
from tests.conftest import MakeOnce
from tests.publishing.place import Location, copy_place, new_place
from tests.publishing.server import Hub, serving, uploaded

SAFE = "services:\n  api: {owner: Jo, listeners: [{port: 8000, bind: 127.0.0.1}]}\n"
OPEN = SAFE.replace("127.0.0.1", "0.0.0.0")
PAGE = "<!doctype html><html><head><title>x</title></head><body class='a'><h1>Hello</h1></body></html>"


@dataclass
class Stage:
    """A place, a hub, and the pull request 7 that changes a bind."""

    location: Location
    hub: Hub
    folder: Path
    runs: int = 100
    in_process: bool = True

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """A command of a workflow, in this process unless another one runs meanwhile."""
        if self.in_process:
            return portdocs(self.location.repo.path, *arguments, **variables)
        return self.location.portdocs(*arguments, **variables)

    def propose(self, data: str, number: int = 7, *, fork: bool = False) -> str:
        """Pushes a commit to a pull request, as GitHub keeps it."""
        repo = self.location.repo
        repo.git("checkout", "--quiet", "-B", "topic", "main")
        head = repo.commit({"data/shop.yml": data})
        repo.git("push", "--quiet", "--force", "origin", f"HEAD:refs/pull/{number}/head")
        repo.git("checkout", "--quiet", "main")
        known = self.hub.pulls.get(number) or self.hub.pull(number, head, repo.git("rev-parse", "main"), fork=fork)
        known["head"]["sha"] = head
        return head

    def build(self, number: int = 7, page: str = PAGE) -> tuple[int, str]:
        """Run the workflow Preview without the build: pack a site and upload it. Returns its run and head."""
        site = self.folder / "site"
        site.mkdir(exist_ok=True)
        (site / "index.html").write_text(page)
        (site / "style.css").write_text("a {}")
        result = self.run(
            "preview",
            "pack",
            str(site),
            str(self.folder / "packed"),
            **self.event({"pull_request": self.hub.pulls[number]}),
        )
        assert result.returncode == 0, result.stderr
        self.runs += 1
        self.hub.archives[self.runs] = uploaded({"preview.zip": (self.folder / "packed" / "preview.zip").read_bytes()})
        return self.runs, self.hub.pulls[number]["head"]["sha"]

    def build_fails(self, number: int = 7) -> tuple[int, str]:
        """Run the workflow Preview with a failed build. Returns its run and head."""
        pull = self.hub.pulls[number]
        result = self.run("preview", "unbuilt", str(self.folder / "packed"), **self.event({"pull_request": pull}))
        assert result.returncode == 0, result.stderr
        self.runs += 1
        self.hub.archives[self.runs] = uploaded({"preview.zip": (self.folder / "packed" / "preview.zip").read_bytes()})
        return self.runs, pull["head"]["sha"]

    def publish(self, run: int, head: str) -> subprocess.CompletedProcess[str]:
        """Run the workflow Publish preview."""
        event = self.event({"workflow_run": {"id": run, "head_sha": head}})
        return self.run(
            "preview",
            "publish",
            GITHUB_API_URL=self.hub.url,
            GITHUB_REPOSITORY="team/ports",
            GITHUB_TOKEN="secret",
            **event,
        )

    def before_push(self, act: Callable[[], object]) -> None:
        """Does something once while a push has begun, and not yet ended: a hook of git waits for it."""
        self.in_process = False
        hook = self.location.repo.path / ".git" / "hooks" / "pre-push"
        begun, ended = self.folder / "begun", self.folder / "ended"
        for pipe in (begun, ended):
            os.mkfifo(pipe)
        hook.write_text(f"#!/bin/sh\nrm {hook}\necho > {begun}\ncat {ended} > /dev/null\n")
        hook.chmod(0o755)

        def wait() -> None:
            begun.read_bytes()
            try:
                act()
            finally:
                ended.write_bytes(b"x")

        Thread(target=wait, daemon=True).start()

    def event(self, value: object) -> dict[str, str]:
        path = self.folder / "event.json"
        path.write_text(json.dumps(value))
        return {"GITHUB_EVENT_PATH": str(path)}

    def pages(self) -> dict[str, str]:
        """The previews that are served, by path."""
        has_branch = self.location.repo.git("ls-remote", "origin", "refs/heads/gh-pages")
        if not has_branch:
            return {}
        git = ["git", "--git-dir", str(self.location.remote)]
        names = subprocess.run(
            [*git, "ls-tree", "-r", "--name-only", "gh-pages"], capture_output=True, text=True, check=True
        )
        return {
            name: subprocess.run([*git, "show", f"gh-pages:{name}"], capture_output=True, text=True, check=True).stdout
            for name in names.stdout.split()
        }


@pytest.fixture
def stage(make_once: MakeOnce, tmp_path: Path) -> Iterator[Stage]:
    place = make_once("place", lambda folder: new_place(folder, {"shop.yml": SAFE}))
    with serving() as hub:
        yield Stage(copy_place(place, tmp_path / "place"), hub, tmp_path)


def test_open_update_close(stage: Stage) -> None:
    stage.propose(OPEN)
    result = stage.publish(*stage.build())
    assert (result.returncode, result.stderr) == (0, "")
    pages = stage.pages()
    assert sorted(pages) == ["pr/7/index.html", "pr/7/style.css"]
    assert '<head><meta name="robots" content="noindex, nofollow">' in pages["pr/7/index.html"]
    assert "Preview of pull request 7 at" in pages["pr/7/index.html"]
    (comment,) = stage.hub.comments[7]
    assert comment["body"].startswith(MARKER)
    assert "is newly reachable from the network&#58; bound to 0&#46;0&#46;0&#46;0" in comment["body"]
    assert "[Preview](https://creator-suite.github.io/port-documentation/pr/7/)" in comment["body"]
    # The token went to GitHub, and not to where the archive lies.
    assert [line for line in stage.hub.seen if "/storage/" in line] == ["GET /storage/101 without token"]

    stage.propose(SAFE)
    assert stage.publish(*stage.build(page=PAGE.replace("Hello", "Again"))).returncode == 0
    assert "Again" in stage.pages()["pr/7/index.html"]
    (comment,) = stage.hub.comments[7]
    assert "**No changes** from the base to this pull request." in comment["body"]

    stage.hub.pulls[7]["state"] = "closed"
    result = stage.publish(999, "0" * 40)
    assert (result.returncode, result.stdout) == (0, "1 preview removed; the run left no preview\n")
    assert stage.pages() == {}


def test_a_fork_is_published_with_a_label(stage: Stage) -> None:
    stage.propose(OPEN, fork=True)
    assert stage.publish(*stage.build()).returncode == 0
    assert stage.pages() == {}
    (comment,) = stage.hub.comments[7]
    assert "Add the label `preview` to publish it." in comment["body"]
    assert "newly reachable" in comment["body"]
    stage.hub.pulls[7]["labels"] = [{"name": "preview"}]
    assert stage.publish(*stage.build()).returncode == 0
    assert "pr/7/index.html" in stage.pages()
    stage.hub.pulls[7]["labels"] = []
    stage.publish(999, "0" * 40)
    assert stage.pages() == {}


def test_a_label_approves_one_commit(stage: Stage) -> None:
    stage.propose(OPEN, fork=True)
    stage.publish(*stage.build())
    stage.hub.pulls[7]["labels"] = [{"name": "preview"}, {"name": "other"}]
    stage.publish(*stage.build(page=PAGE.replace("Hello", "Reviewed")))
    assert "Reviewed" in stage.pages()["pr/7/index.html"]

    # A commit that was pushed after the review is not published, and the label asks for another one.
    head = stage.propose(SAFE)
    result = stage.publish(*stage.build(page=PAGE.replace("Hello", "Not reviewed")))
    assert (result.returncode, result.stderr) == (0, "")
    assert stage.pages() == {}
    assert stage.hub.pulls[7]["labels"] == [{"name": "other"}]
    (comment,) = stage.hub.comments[7]
    assert f"The site of `{head[:12]}` is attached" in comment["body"]

    stage.hub.pulls[7]["labels"] = [{"name": "preview"}]
    stage.publish(*stage.build(page=PAGE.replace("Hello", "Reviewed again")))
    assert "Reviewed again" in stage.pages()["pr/7/index.html"]


def test_a_label_from_before_the_first_comment_approves_nothing(stage: Stage) -> None:
    head = stage.propose(OPEN, fork=True)
    quoted = {"id": 1, "user": {"type": "User"}, "body": f"{MARKER}\n\n<!-- commit {head} -->"}
    stage.hub.comments[7] = [quoted]
    stage.hub.pulls[7]["labels"] = [{"name": "preview"}]
    assert stage.publish(*stage.build()).returncode == 0
    assert stage.pages() == {}
    assert stage.hub.pulls[7]["labels"] == []


def test_an_archive_of_another_commit_or_pull_request_is_refused(stage: Stage) -> None:
    stage.propose(OPEN)
    run, head = stage.build()
    result = stage.publish(run, "1" * 40)
    assert result.returncode == 2
    assert f"error: the run built 111111111111, and pull request 7 is at {head[:12]}" in result.stderr
    stage.propose(SAFE)  # pushed after the build
    result = stage.publish(run, head)
    assert result.returncode == 2
    stage.hub.pull(8, head, head)
    stage.hub.archives[run] = uploaded({"preview.zip": uploaded({"preview.json": b'{"number": 8, "head": "x"}'})})
    result = stage.publish(run, head)
    assert (result.returncode, "invalid commit id 'x'" in result.stderr) == (2, True)
    assert stage.pages() == {}
    assert 7 not in stage.hub.comments


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"../x": b""}, "a path that leaves its folder"),
        ({"preview.zip": b"PK"}, "the archive cannot be read"),
        ({"preview.zip": uploaded({"site/index.html": b""})}, "has no valid preview.json"),
        ({"preview.zip": uploaded({"preview.json": b"[" * 9999})}, "has no valid preview.json"),
        ({"preview.zip": b"", "more": b""}, "contains other files than preview.zip"),
    ],
)
def test_a_hostile_archive_publishes_nothing(stage: Stage, files: dict[str, bytes], reason: str) -> None:
    head = stage.propose(OPEN)
    stage.hub.archives[5] = uploaded(files)
    result = stage.publish(5, head)
    assert (result.returncode, result.stdout) == (2, "")
    assert reason in result.stderr
    assert "Traceback" not in result.stderr
    assert stage.pages() == {}
    assert stage.hub.comments == {}


def test_data_of_a_pull_request_is_escaped_in_the_comment(stage: Stage) -> None:
    hostile = "<img src=x onerror=alert(1)> @octo ${{ secrets.X }} | `x`\u00ad"
    stage.propose(SAFE + f"  web: {{name: '{hostile}', owner: Jo}}\n")
    assert stage.publish(*stage.build()).returncode == 0
    (comment,) = stage.hub.comments[7]
    for active in ("<img", "@octo", "${{"):
        assert active not in comment["body"]


def test_data_that_does_not_load_is_reported(stage: Stage) -> None:
    stage.propose("services: {api: {ports: 1}}\n")
    assert stage.publish(*stage.build()).returncode == 0
    (comment,) = stage.hub.comments[7]
    assert "Parts of this pull request do not load" in comment["body"]
    assert "unknown key" in comment["body"]


def test_comments_of_others_are_not_changed(stage: Stage) -> None:
    quoted = {"id": 1, "user": {"type": "User"}, "body": MARKER}
    others = [{"id": 2 + n, "user": {"type": "User"}, "body": "+1"} for n in range(150)]
    stage.propose(OPEN)
    stage.hub.comments[7] = [quoted, *others]
    for _ in range(2):
        assert stage.publish(*stage.build()).returncode == 0
    assert len(stage.hub.comments[7]) == 152
    assert quoted["body"] == MARKER


def test_a_concurrent_push_loses_nothing(stage: Stage) -> None:
    """Another preview is pushed between the fetch and the push of this one: a hook of the remote does it."""
    stage.propose(OPEN)
    assert stage.publish(*stage.build()).returncode == 0
    other = stage.folder / "other"
    subprocess.run(["git", "clone", "--quiet", "--branch=gh-pages", str(stage.location.remote), str(other)], check=True)
    hook = stage.location.repo.path / ".git" / "hooks" / "pre-push"
    hook.write_text(
        f"#!/bin/sh\nrm {hook}\ncd {other} && mkdir -p pr/9 && echo x > pr/9/index.html && git add -A &&"
        " git -c user.name=x -c user.email=x commit -qm other && git push -q origin gh-pages\n"
    )
    hook.chmod(0o755)
    stage.hub.pull(9, "9" * 40, "9" * 40)
    stage.propose(SAFE)
    result = stage.publish(*stage.build(page=PAGE.replace("Hello", "Again")))
    assert (result.returncode, result.stderr) == (0, "")
    pages = stage.pages()
    assert "Again" in pages["pr/7/index.html"]
    assert pages["pr/9/index.html"] == "x\n"


def test_an_older_build_never_replaces_a_newer_one(stage: Stage) -> None:
    """A newer commit is built and published while an older one is about to be pushed."""
    stage.propose(OPEN)
    assert stage.publish(*stage.build()).returncode == 0
    run, head = stage.build(page=PAGE.replace("Hello", "Older"))

    def meanwhile() -> None:
        stage.propose(SAFE)
        newer = stage.build(page=PAGE.replace("Hello", "Newer"))
        assert stage.publish(*newer).returncode == 0

    stage.before_push(meanwhile)
    result = stage.publish(run, head)
    assert result.returncode == 2
    assert "Newer" in stage.pages()["pr/7/index.html"]


def test_a_pull_request_closed_while_it_is_published_is_removed(stage: Stage) -> None:
    stage.propose(OPEN)

    def meanwhile() -> None:
        stage.hub.pulls[7]["state"] = "closed"
        stage.publish(999, "0" * 40)

    stage.before_push(meanwhile)
    stage.publish(*stage.build())
    assert stage.pages() == {}


def test_a_site_that_does_not_build_gets_a_comment_and_keeps_its_preview(stage: Stage) -> None:
    stage.propose(OPEN)
    stage.publish(*stage.build())
    before = stage.pages()
    stage.propose("services: {web: {nmae: x}}\n")
    result = stage.publish(*stage.build_fails())
    assert (result.returncode, result.stderr) == (0, "")
    assert stage.pages() == before
    (comment,) = stage.hub.comments[7]
    assert "does not build; see its checks." in comment["body"]
    assert "do not load and were not compared" in comment["body"]
    assert "did you mean" in comment["body"]


def test_outside_of_a_workflow(stage: Stage) -> None:
    result = stage.location.portdocs("preview", "publish", GITHUB_API_URL="", GITHUB_EVENT_PATH="")
    assert (result.returncode, "run this in a workflow" in result.stderr) == (2, True)


def test_a_preview_of_a_pull_request_that_does_not_exist_is_removed(stage: Stage) -> None:
    stage.propose(OPEN)
    stage.publish(*stage.build())
    del stage.hub.pulls[7]
    result = stage.publish(999, "0" * 40)
    assert (result.returncode, result.stdout) == (0, "1 preview removed; the run left no preview\n")
    assert stage.pages() == {}


@pytest.mark.parametrize(("labels", "code"), [([], 1), (["large-change"], 0)])
def test_the_guard_fails_a_large_change_without_a_label(stage: Stage, labels: list[str], code: int) -> None:
    repo = stage.location.repo
    services = [f"  s{n}: {{owner: Jo, listeners: [{{port: {8000 + n}, bind: 127.0.0.1}}]}}\n" for n in range(10)]
    base = repo.commit({"data/shop.yml": "services:\n" + "".join(services)})

    def guarded(head: str, base: str) -> subprocess.CompletedProcess[str]:
        request = {"base": {"sha": base}, "head": {"sha": head}, "labels": [{"name": label} for label in labels]}
        return stage.run("preview", "guard", **stage.event({"pull_request": request}))

    head = repo.commit({"data/shop.yml": "services:\n" + "".join(services[3:])})
    result = guarded(head, base)
    assert (result.returncode, result.stdout) == (0, "3 of 10 services removed, 0 changed\n")
    large = repo.commit({"data/shop.yml": "services:\n" + "".join(services[3:]).replace("8005", "9005")})
    result = guarded(large, base)
    assert result.returncode == code
    assert "3 of 10 services would be removed and 1 changed, which is more than 30%" in result.stdout
    # Commits on the base branch after the merge base are not changes of the pull request.
    repo.git("checkout", "--quiet", "--detach", base)
    newer = repo.commit({"data/shop.yml": "services:\n" + "".join(services).replace("jo", "ann").replace("Jo", "Ann")})
    result = guarded(head, newer)
    assert (result.returncode, result.stdout) == (0, "3 of 10 services removed, 0 changed\n")


@pytest.mark.parametrize(
    ("name", "link"),
    [("index.html", "changes/index.html"), ("services/api/index.html", "../../changes/index.html"), ("x.css", "")],
)
def test_the_notice_links_to_the_changes(name: str, link: str) -> None:
    request = PullRequest(7, "a" * 40, "b" * 40, True, False, frozenset())
    linked = with_notice(name, PAGE.encode(), request, CHANGES).decode()
    assert (f'<a href="{link}"' in linked) == bool(link)
    assert "<a href" not in with_notice(name, PAGE.encode(), request).decode()
