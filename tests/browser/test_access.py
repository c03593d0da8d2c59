"""Accessibility: axe on every kind of page, on phones and at the desk, in light and dark mode, and the keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import DESK, PHONE

PAGES = {
    "home": "/",
    "commitments": "/commitments/",
    "filtered": "/commitments/?grouping=quad&technology=-open-ran&as_of=2023&q=cable&colour=red",
    "all options": "/commitments/?show=state&show=technology&q=AI",
    "table": "/commitments/?column=grouping&column=status&column=amount_value&column=modes",
    "nothing found": "/commitments/?grouping=i2u2&technology=open-ran",
    "groupings": "/groupings/?as_of=2021",
    "states": "/states/",
    "technologies": "/technologies/",
    "summits": "/summits/",
    "statements": "/statements/",
    "sources": "/sources/",
    "commitment": "/commitments/quad-open-ran-palau/?as_of=2023-12",
    "grouping": "/groupings/quad/",
    "state": "/states/japan/",
    "technology": "/technologies/telecommunications/",
    "summit": "/summits/quad-leaders-2023-05-hiroshima/",
    "statement": "/statements/quad-wilmington-declaration-2024/",
    "source": "/sources/urj-src-wh-spirit-2023/",
    "search": "/search/?q=palau",
    "answers": "/answers/",
    "gone quiet": "/answers/gone-quiet/",
    "due": "/answers/due/",
    "cadence": "/answers/cadence/",
    "coverage": "/answers/coverage/",
    "matrix": "/explore/matrix/",
    "timeline": "/explore/timeline/",
    "trend": "/explore/trend/?by=mode",
    "network": "/explore/network/",
    "map": "/explore/map/",
    "compare": "/compare/?grouping=quad&grouping=us-rok-japan",
    "codebook": "/codebook/",
    "data": "/data/",
    "dictionary": "/data/dictionary/",
    "about": "/about/",
    "changes": "/changes/?noun=commitment",
    "history": "/commitments/palau-spur-cable/history/",
    "not there": "/commitments/nothing-of-the-kind/",
}
GRAVE = ("serious", "critical")
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
COLOURS = {**ONLY_VIOLATIONS, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
IN_THE_DARK = ("home", "filtered", "nothing found", "commitment", "technologies", "cadence", "about")
WIDTH = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
WIDER = """() => [...document.querySelectorAll('main *')].filter((e) => {
  if (e.closest('.hidden, .scroll, .table-scroll')) return false;
  return e.getBoundingClientRect().right > window.innerWidth + 1;
}).slice(0, 5).map((e) => e.outerHTML.slice(0, 160))"""


def violations(page, options=ONLY_VIOLATIONS):
    """The grave faults that axe finds; it is kept from loading stylesheets, whose parts it looks for beside the page."""
    found = Axe().run(page, options={**options, "preload": False}).response["violations"]
    return [
        (rule["id"], rule["impact"], [node["html"][:200] for node in rule["nodes"][:3]])
        for rule in found
        if rule["impact"] in GRAVE
    ]


# The pages that differ most from each other are looked at with every run, the others in the drill.
USUAL = ("home", "filtered", "commitment", "grouping", "cadence", "matrix", "compare", "data", "history", "not there")


@pytest.mark.parametrize(
    "name", [name if name in USUAL else pytest.param(name, marks=pytest.mark.drill) for name in PAGES]
)
def test_axe_finds_nothing_grave(visit, name):
    window = visit(PAGES[name])
    page = window.page
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert violations(page) == []
    if name in IN_THE_DARK:
        page.emulate_media(color_scheme="dark")
        assert violations(page, COLOURS) == []
    scroll, client = page.evaluate(WIDTH)
    assert scroll <= client, page.evaluate(WIDER)
    if name == "not there":
        window.errors[:] = [text for text in window.errors if "404 (Not Found)" not in text]


def test_axe_is_awake(visit):
    page = visit("/about/").page
    page.evaluate("document.getElementById('content').append(document.createElement('img'))")
    assert [rule for rule, _, _ in violations(page)] == ["image-alt"]


def test_the_filters_of_a_phone_hold_when_they_are_open(visit):
    page = visit("/commitments/?grouping=quad", viewport=PHONE).page
    page.locator("#facets-switch summary").click()
    assert violations(page) == []
    scroll, client = page.evaluate(WIDTH)
    assert scroll <= client, page.evaluate(WIDER)


def focused(page):
    return page.evaluate(
        """() => {
          const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
          return {
            text: (e.textContent || e.getAttribute('aria-label') || '').trim().slice(0, 40), id: e.id, tag: e.tagName,
            ring: (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none',
            shown: r.width > 1 && r.height > 1 && r.bottom > 0 && r.top < innerHeight,
          };
        }"""
    )


@pytest.mark.parametrize("path", ["/", "/commitments/", "/commitments/quad-open-ran-palau/", "/answers/due/"])
def test_the_first_stop_of_the_keyboard_skips_to_the_content(visit, path):
    page = visit(path).page
    page.keyboard.press("Tab")
    assert (focused(page)["text"], focused(page)["shown"], focused(page)["ring"]) == ("Skip to content", True, True)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('content').contains(document.activeElement)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen_at_every_stop(visit, scheme):
    page = visit("/commitments/?grouping=quad", viewport=DESK, color_scheme=scheme).page
    unseen = []
    for _ in range(45):
        page.keyboard.press("Tab")
        stop = focused(page)
        if stop["tag"] == "BODY" or not (stop["ring"] and stop["shown"]):
            unseen.append(stop)
    assert unseen == []


def test_print_shows_the_record_and_not_the_controls(visit):
    page = visit("/commitments/?grouping=quad").page
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.locator(".result__title").first.is_visible()
    assert not page.locator("#facets").is_visible()
    assert not page.locator("form.search").first.is_visible()
