"""Reads a page for the tests: its words, its links, the results of its list."""

import re
from html.parser import HTMLParser

RESULT = re.compile(r'result__title"><a href="/commitments/([^/"]+)/"')
SKIPPED = {"style", "script", "title"}
BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "tr",
    "td",
    "th",
    "section",
    "table",
    "label",
}


class Page(HTMLParser):
    """A page taken apart: ``text`` in one line, ``links`` as (address, rel), ``ids``, the text of each ``h1`` and title."""

    def __init__(self, response):
        super().__init__(convert_charrefs=True)
        self.body = response.content.decode()
        self.links, self.ids, self._text, self._open = [], [], [], []
        self.heading = self.title = ""
        self._in_body = False
        self.feed(self.body)
        self.text = " ".join("".join(self._text).split())
        self.heading, self.title = (" ".join(text.split()) for text in (self.heading, self.title))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self._in_body = self._in_body or tag == "body"
        if tag in ("title", "h1", "script", "style"):
            self._open.append(tag)
        if tag in BLOCKS:
            self._text.append(" ")
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a" and "href" in attrs:
            self.links.append((attrs["href"], attrs.get("rel") or ""))

    def handle_endtag(self, tag):
        if self._open and self._open[-1] == tag:
            self._open.pop()
        if tag in BLOCKS:
            self._text.append(" ")

    def handle_data(self, data):
        if "title" in self._open and not self._in_body:  # a drawing has titles of its own
            self.title += data
        if "h1" in self._open:
            self.heading += data
        if not SKIPPED & set(self._open):
            self._text.append(data)

    @property
    def addresses(self):
        return [address for address, _ in self.links]

    def part(self, start: str, end: str) -> str:
        """The words between two words."""
        return self.text.partition(start)[2].partition(end)[0].strip()


def read(client, address, status=200, **extra) -> Page:
    response = client.get(address, **extra)
    assert response.status_code == status, f"{address} answered {response.status_code}"
    page = Page(response)
    page.response, page.context = response, response.context
    return page


def results(client, query="") -> list[str]:
    """The keys of the commitments that the list page shows, in its order."""
    response = client.get(f"/commitments/?{query}")
    assert response.status_code == 200
    shown = RESULT.findall(response.content.decode())
    assert shown == [record.slug for record in response.context["page"].object_list]
    return shown
