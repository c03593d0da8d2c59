"""Chromium for the browser tests: Debian's own, driven by Playwright.

Tests that only read ask for ``visit`` and get the demo data, which a process of its own serves to all of them. Tests that
write ask for ``page`` and get the live server of pytest-django with an empty record.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
INSTALL = "apt-get install --yes chromium"
QUIET = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

# Playwright keeps an event loop in this thread, and Django would refuse to use the database here.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"Chromium is missing: {INSTALL}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory):
    """The address of a site with the demo data. Nothing may write to it."""
    file = tmp_path_factory.mktemp("site") / "demo.sqlite3"
    environment = {**os.environ, "DATABASE_URL": ""}
    process = subprocess.Popen(
        [sys.executable, str(HERE / "site.py"), str(file)], env=environment, stdout=subprocess.PIPE, text=True
    )
    address = process.stdout.readline().strip()
    if not address:
        raise RuntimeError("the site with the demo data did not start")
    yield address
    process.terminate()
    process.wait()


class Visitor:
    """A page, and what went wrong in it: messages of the console (those of the content policy too) and failed scripts."""

    def __init__(self, context, address):
        self.address, self.errors, self.foreign = address, [], []
        self.page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.errors.append(
                f"{message.text} ({message.location['url']}:{message.location['lineNumber']} on {self.page.url})"
            )

    def _request(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.foreign.append(request.url)

    @property
    def heading(self):
        return " ".join(self.page.locator("h1").inner_text().split())

    @property
    def count(self):
        """The number above a list."""
        return int(re.match(r"[\d\u202f]+", self.page.locator("#count").inner_text())[0].replace("\u202f", ""))

    @property
    def pills(self):
        return [" ".join(text.split()) for text in self.page.locator(".pill__text").all_inner_texts()]

    @property
    def seen(self):
        """What tells one list from another."""
        return self.heading, self.count, self.pills

    def goto(self, path):
        self.page.goto(path)
        return self

    def wait_for_heading(self, heading):
        self.page.locator("h1", has_text=re.compile(rf"^\s*{re.escape(heading)}\s*$")).wait_for()


@pytest.fixture
def visit(browser, demo_site):
    """A fresh window on the demo data: ``visit("/about/", scripts=False)``; the test fails on any error in it."""
    contexts, visitors = [], []

    def open_window(path, scripts=True, viewport=DESK, **options):
        context = browser.new_context(
            base_url=demo_site, viewport=viewport, java_script_enabled=scripts, reduced_motion="reduce", **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        visitors.append(Visitor(context, demo_site))
        return visitors[-1].goto(path)

    yield open_window
    for context in contexts:
        context.close()
    assert [(visitor.errors, visitor.foreign) for visitor in visitors if visitor.errors or visitor.foreign] == []


@pytest.fixture
def page(browser, live_server):
    """A new page at desk width, with the site of this test behind it: `page.goto("/about/")`."""
    context = browser.new_context(base_url=live_server.url, viewport=DESK)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
