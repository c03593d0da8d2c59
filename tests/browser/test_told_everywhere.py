"""A change and a withdrawal made at the desk in a browser, and every place that tells readers of them."""

from urllib.parse import quote

import pytest
from django.utils import timezone

from tests.world import build, person

from .journey import Journey

PAGE, LIST = "/commitments/palau/", "/api/v1/commitments/"


@pytest.fixture
def world(transactional_db):
    made = build()
    person("edda", "Editors")
    return made


@pytest.fixture
def edda(browser, live_server, world):
    made = Journey(browser, live_server.url)
    made.log_in("/admin/", "edda")
    yield made
    made.close()


@pytest.fixture
def reader(browser, live_server):
    """A window of somebody who is not logged in."""
    context = browser.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


def text(reader, address) -> str:
    reader.goto(address)
    return reader.locator("main").inner_text()


def answer(reader, address, **headers):
    return reader.request.get(address, headers=headers)


def names_changed_since(reader, moment) -> list[str]:
    found = answer(reader, f"/api/v1/commitments/?updated_since={quote(moment)}").json()["results"]
    return [row["slug"] for row in found]


def sitemap_entry(reader) -> str:
    entries = answer(reader, "/sitemap-commitments.xml").text().split("<url>")
    return next((entry for entry in entries if "/commitments/palau/" in entry), "")


def test_a_removed_party_and_a_withdrawal_are_told_wherever_readers_look(world, edda, reader):
    palau = world.commitments["palau"]
    form = f"/admin/initiatives/commitment/{palau.pk}/change/"
    before = answer(reader, LIST)
    entry, since = sitemap_entry(reader), timezone.now().isoformat()
    assert "Members not named\nAustralia, India\n" in text(reader, PAGE)
    assert entry and names_changed_since(reader, since) == []

    edda.page.goto(form)
    parties = edda.page.locator("#participations-group .has_original")
    japan = next(row for row in parties.all() if "Japan" in row.inner_text())
    edda.press(japan.locator("input[name$=-DELETE]"))
    edda.type("#id_change_reason", "Japan is not named in the text.")
    edda.follow("[name=_save]")

    assert "Members not named\nAustralia, India, Japan\n" in text(reader, PAGE)
    for address in (f"{PAGE}history/", "/changes/"):
        told = text(reader, address)
        assert "Party removed: Japan (participant)." in told, address
        assert "Japan is not named in the text." in told, address
    for address in ("/changes.atom", f"{PAGE}history.atom"):
        assert "Japan is not named in the text." in answer(reader, address).text(), address
    assert names_changed_since(reader, since) == ["palau"]
    assert sitemap_entry(reader)
    for tells, asks in (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since")):
        assert answer(reader, LIST, **{asks: before.headers[tells]}).status == 200, asks
        now = answer(reader, LIST).headers[tells]
        assert answer(reader, LIST, **{asks: now}).status == 304, asks

    edda.page.goto(f"/admin/initiatives/commitment/transition/withdraw/?ids={palau.pk}")
    edda.type("[name=reason]", "It was never promised.")
    edda.follow("main [type=submit], #content [type=submit]")

    assert answer(reader, PAGE).status == 410
    assert answer(reader, "/api/v1/commitments/palau/").status == 410
    assert sitemap_entry(reader) == ""
    assert names_changed_since(reader, since) == []
    assert "It was never promised." in text(reader, "/changes/")
    assert "It was never promised." in answer(reader, "/changes.atom").text()
    listed = answer(reader, LIST, **{"If-None-Match": before.headers["etag"]})
    assert listed.status == 200
    assert "palau" not in [row["slug"] for row in listed.json()["results"]]
