"""The page as a process of its own, and Debian's browser with which tests look at it."""

import contextlib
import re
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright
from terminal import ENVIRONMENT, MOSUL

CHROMIUM = shutil.which("chromium")
NO_CALLS_HOME = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")


@contextlib.contextmanager
def served_page(*arguments):
    """Run `mosul view` on a free port; yield its address."""
    command = [*MOSUL, "view", "--no-browser", "--port", "0", *map(str, arguments)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=ENVIRONMENT
    )
    try:
        line = process.stdout.readline()
        address = re.search(r"http://\S+/", line)
        assert address, line + process.stdout.read()
        yield address.group()
    finally:
        process.terminate()
        process.communicate(timeout=20)


@contextlib.contextmanager
def opened_browser():
    """Yield Debian's chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_CALLS_HOME)
        yield browser
        browser.close()


class Watched:
    """A page of a browser, with what went wrong on it."""

    def __init__(self, browser, width=1400, height=1000):
        self.page = browser.new_page(viewport={"width": width, "height": height})
        self.page.set_default_timeout(60_000)
        self.faults, self.hosts = [], set()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", lambda request: self.faults.append(request.url))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("response", self._note_response)

    def _note_console(self, message):
        if message.type == "error":
            self.faults.append(message.text)

    def _note_response(self, response):
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.url}")

    def heading(self):
        """Return the heading of the first map."""
        return self.page.inner_text(".mosul-panel h2")

    def wait_for_heading(self, text):
        """Wait until a heading of a map has a text."""
        self.page.wait_for_selector(f".mosul-panel h2:has-text('{text}')")

    def choose(self, label, option):
        """Choose an option of a select."""
        self.open_choices(label)
        self.take_choice(option)

    def open_choices(self, label):
        """Open the list of a select."""
        self.page.click(f".v-select:has(label:text-is('{label}'))")
        self.page.wait_for_selector(".menuable__content__active .v-list-item")

    def take_choice(self, option):
        """Choose an option of the list that is open."""
        self.page.click(f".menuable__content__active .v-list-item:has-text('{option}')")

    def picture(self, description):
        """Return the address of a picture whose description begins so."""
        return self.page.get_attribute(f"img[alt^='{description}']", "src")
