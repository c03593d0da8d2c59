"""Somebody who works at a desk in a browser, and what it costs them: page loads and clicks.

A click is what takes a hand off the keyboard or makes a choice: a button, a link, a box; two for a value of a list, to
open it and to take one. Typing costs nothing, and the next field is a press of Tab away. Both desks are counted alike.
"""

from tests.world import PASSWORD

from .conftest import DESK


class Journey:
    """One person’s window, with the counts so far."""

    def __init__(self, browser, address):
        self.context = browser.new_context(base_url=address, viewport=DESK, reduced_motion="reduce")
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.errors, self.loads, self.clicks = [], 0, 0
        self.page.on("load", self._loaded)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))

    def _loaded(self, _):
        self.loads += 1

    @property
    def cost(self) -> tuple[int, int]:
        return self.loads, self.clicks

    def log_in(self, path, name):
        self.page.goto(path)
        self.type("#id_username", name)
        self.type("#id_password", PASSWORD)
        self.follow("input[type=submit]")

    def type(self, field, text):
        self.page.locator(field).fill(text)

    def press(self, target):
        """A button, link or box that leads to no other page."""
        self.clicks += 1
        (self.page.locator(target).first if isinstance(target, str) else target).click()

    def follow(self, target):
        """A button or link that leads to another page."""
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.locator(target).first.click()

    def choose(self, field, *labels):
        """Values of a plain list: open it and take one; in a list that shows itself each is one click."""
        several = self.page.locator(field).get_attribute("multiple") is not None
        self.clicks += len(labels) if several else 2
        self.page.locator(field).select_option(label=list(labels))

    def find(self, field, *names, typed=""):
        """Records in a field that finds them as one types: open it, type the name or a code, take the first."""
        for name in names:
            self.clicks += 2
            self.page.locator(f"{field} + .select2 .select2-selection").click()
            box = ".select2-container--open .select2-search__field"
            self.page.locator(box).last.fill(typed or name)
            self.page.locator(".select2-results__option--highlighted", has_text=name).first.click()

    def close(self):
        self.context.close()
        assert self.errors == []
