"""The browser that the tests of the site drive; `python -m tests.site.browser` makes sure that there is one."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

# The shell is Chromium without a user interface: a page costs a third of the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT = "apt-get -qq -o DPkg::Lock::Timeout=300"
APT_INSTALL = f"DEBIAN_FRONTEND=noninteractive {APT} install --yes --no-install-recommends"
INSTALL_COMMANDS = {
    # Ubuntu has no package of the shell.
    "apt-get": f"{APT} update; {APT_INSTALL} chromium-headless-shell || {APT_INSTALL} chromium",
    "dnf": "dnf install --assumeyes chromium",
    "apk": "apk add chromium",
}
DOWNLOAD_SECONDS = 600
START_SECONDS = 60
PATIENCE = 60_000
"""Milliseconds after which something will not happen any more, even on a busy machine."""
REMEDY = "Install Chromium or Chrome so that it is on the PATH, or set PORTDOCS_BROWSER to its executable."


def find_browser() -> str | None:
    """Return the path of the first Chromium or Chrome that starts, or None.

    PORTDOCS_BROWSER, where it is set, is the only candidate: a wrong value should be noticed.
    """
    return next(filter(_starts, _candidates()), None)


def launch_arguments() -> list[str]:
    """Return the arguments for a browser without a window that asks no host for anything by itself."""
    arguments = [
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    return [*arguments, "--no-sandbox"] if os.geteuid() == 0 else arguments  # root cannot have the sandbox


@contextmanager
def opened_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page in a context of its own, with options of Playwright."""
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


def main() -> int:
    """Print the browser's path, getting one first where there is none; 1 where that fails."""
    wanted = os.environ.get("PORTDOCS_BROWSER")
    browser = find_browser() if wanted else find_browser() or _download() or _install()
    if browser is None:
        problem = f"PORTDOCS_BROWSER={wanted} does not start." if wanted else "Found no browser for the tests."
        print(problem, REMEDY, file=sys.stderr)
        return 1
    print(f"Browser for the tests: {browser}")
    return 0


def _candidates() -> Iterator[str]:
    wanted = os.environ.get("PORTDOCS_BROWSER")
    yield from filter(None, map(shutil.which, [wanted] if wanted else NAMES))
    if not wanted:
        # Inside a running Playwright this raises; there None makes it launch the same browser anyway.
        with contextlib.suppress(PlaywrightError):
            yield _playwrights_own()


def _playwrights_own() -> str:
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _starts(path: str) -> bool:
    """Tell whether it runs: a file may be a stub that asks for a snap, or lack its libraries."""
    return _succeeds([path, "--version"], START_SECONDS)


def _download() -> str | None:
    print("No browser found: downloading Playwright's Chromium ...", flush=True)
    _succeeds([sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"], DOWNLOAD_SECONDS)
    return find_browser()


def _install() -> str | None:
    """Install the distribution's Chromium where that asks for no password."""
    manager = next(filter(shutil.which, INSTALL_COMMANDS), None)
    if manager:
        print(f"No browser that starts: installing Chromium with {manager} ...", flush=True)
        as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        # Without a time limit: a package manager that is killed half-way leaves a system to repair.
        with contextlib.suppress(FileNotFoundError):  # no sudo
            subprocess.run([*as_root, "sh", "-c", INSTALL_COMMANDS[manager]], stdin=subprocess.DEVNULL, check=False)
    return find_browser()


def _succeeds(command: list[str], seconds: float) -> bool:
    """Run a command silently, in a session of its own so that the time limit ends its children too."""
    null = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=null, stdout=null, stderr=null, start_new_session=True)
    except OSError:
        return False
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:  # out of time, or interrupted
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
