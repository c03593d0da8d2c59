"""Feeds and calendars: valid, newest first, with permanent names and conditional requests."""

import datetime as dt

import feedparser
import icalendar
import pytest
from django.conf import settings
from django.utils import timezone

from initiatives.models import Commitment, PublicVersion, Summit
from initiatives.models.permalinks import permanent_name
from tests.pages.page_text import read
from tests.world import follow_up, grow, published

ATOM = ["commitments", "groupings", "summits", "statements", "sources"]


def slug_of(entry) -> str:
    return entry.link.rstrip("/").rpartition("/")[2]


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo
    return parsed


def test_a_feed_says_what_it_is_and_where_it_belongs(client, world):
    found = feed(client, "/commitments.atom?grouping=quad&technology=open-ran&page=2")
    query = "grouping=quad&technology=open-ran"

    assert found.feed.title == "Commitments on Open RAN by the Quad – Minilat"
    assert found.feed.id == permanent_name(f"commitments?{query}").urn
    assert {(link.rel, link.href) for link in found.feed.links} == {
        ("alternate", f"{settings.SITE_URL}/commitments/?{query}"),
        ("self", f"{settings.SITE_URL}/commitments.atom?{query}"),
    }
    assert found.feed.rights == "Creative Commons Attribution 4.0 International"
    assert {entry.id for entry in found.entries} == {
        permanent_name(f"commitments/{slug}").urn for slug in ("palau", "report")
    }


def test_a_feed_has_one_name_however_its_filters_are_written(client, world):
    def named(query):
        found = feed(client, f"/commitments.atom?{query}").feed
        return found.id, tuple(sorted((link.rel, link.href) for link in found.links))

    same = {
        "grouping=quad&grouping=trio&state=KOR&announced_after=2023",
        "announced_after=2023&state=south-korea&grouping=trio&grouping=quad&page=2&size=50&show=state&column=title",
        "state=kor&grouping=trio&grouping=quad&grouping=quad&ordering=title&announced_after= 2023&q=",
    }
    other = {"grouping=quad&state=KOR&announced_after=2023", "grouping=quad&grouping=-trio&state=KOR", ""}

    assert len({named(query) for query in same}) == 1
    assert len({named(query) for query in same | other}) == 1 + len(other)
    assert all(named(query)[0].startswith("urn:uuid:") for query in other)
    assert feed(client, "/changes.atom?grouping=quad&noun=commitment").feed.id == (
        feed(client, "/changes.atom?noun=commitment&grouping=quad").feed.id
    )


@pytest.mark.parametrize("noun", ATOM)
def test_every_list_with_a_feed_has_its_public_records_in_it(client, world, noun):
    found = feed(client, f"/{noun}.atom")

    assert {entry.link for entry in found.entries} == {
        f"{settings.SITE_URL}/{noun}/{record.slug}/" for record in getattr(world, noun).values()
    }


def test_an_entry_stays_the_same_when_the_site_moves(client, world, settings):
    before = feed(client, "/commitments.atom")
    settings.SITE_URL = "https://elsewhere.example.org"
    after = feed(client, "/commitments.atom")

    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]
    assert after.feed.id == before.feed.id
    assert all(entry.link.startswith("https://elsewhere.example.org/") for entry in after.entries)


def test_a_feed_holds_the_newest_fifty_by_their_last_change(client, world):
    grow(world, 60)
    moment = timezone.now() + dt.timedelta(days=1)
    PublicVersion.objects.filter(key="undated").update(at=moment)
    found = feed(client, "/commitments.atom?ordering=title")

    assert len(found.entries) == 50
    assert slug_of(found.entries[0]) == "undated"
    times = [entry.updated for entry in found.entries]
    assert times == sorted(times, reverse=True)
    assert found.feed.updated == times[0] == moment.replace(microsecond=0).isoformat()


def test_a_follow_up_moves_its_commitment_up(client, world):
    first = client.get("/commitments.atom")
    assert slug_of(feed(client, "/commitments.atom").entries[0]) != "palau"
    report = follow_up(world.commitments["palau"], "2024-01", "completed", note="The network works.")
    again = client.get("/commitments.atom", headers={"If-None-Match": first["ETag"]})
    top = feedparser.parse(again.content).entries[0]

    assert again.status_code == 200
    assert (slug_of(top), top.updated) == ("palau", report.updated_at.replace(microsecond=0).isoformat())
    assert "Status: completed" in top.summary
    assert slug_of(feed(client, "/commitments.atom?q=promise").entries[-1]) != "palau"


def test_what_readers_do_not_see_moves_nothing_and_what_they_no_longer_see_does(client, world):
    before = client.get("/commitments.atom").content
    shown = world.commitments["report"].follow_ups.get()
    draft = follow_up(world.commitments["palau"], "2024-01", "completed", state="draft")
    assert client.get("/commitments.atom").content == before

    shown.state, shown.state_reason = "withdrawn", "It was another report."
    shown.save()
    draft.save()
    top, *_ = feed(client, "/commitments.atom").entries
    assert (slug_of(top), "Status: announced" in top.summary) == ("report", True)


def test_an_empty_feed_is_a_feed(client, world):
    found = feed(client, "/commitments.atom?status=stalled")

    assert found.entries == []
    assert found.feed.updated == "2026-01-01T00:00:00+00:00"


def test_what_xml_does_not_know_does_not_break_a_feed(client, world):
    Commitment.objects.filter(slug="palau").update(title="A\x0bB <b>&amp; ]]>", summary="\x01 <script>x</script>")
    entry = next(entry for entry in feed(client, "/commitments.atom").entries if slug_of(entry) == "palau")

    assert entry.title_detail.value == "A B <b>&amp; ]]>"
    assert "<script>" not in entry.summary


@pytest.mark.parametrize("address", ["/commitments.atom", "/summits.ics", "/commitments.csv-metadata.json"])
def test_who_has_it_already_is_told_so(client, world, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_change_makes_another_answer(client, world):
    tag = client.get("/commitments.atom")["ETag"]
    record = world.commitments["palau"]
    record.title = "Another title"
    record.save()

    assert client.get("/commitments.atom", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("page", "feeds"),
    [
        ("/commitments/", {"/commitments.atom"}),
        ("/commitments/?grouping=quad&page=1&size=50", {"/commitments.atom?grouping=quad"}),
        ("/groupings/quad/", {"/commitments.atom?grouping=quad", "/summits.ics?grouping=quad"}),
        ("/states/japan/", {"/commitments.atom?state=japan"}),
        ("/technologies/open-ran/", {"/commitments.atom?technology=open-ran"}),
        ("/summits/?grouping=quad", {"/summits.atom?grouping=quad", "/summits.ics?grouping=quad"}),
    ],
)
def test_a_page_names_its_feeds_to_readers_and_to_their_programs(client, world, page, feeds):
    shown = read(client, page)
    offered = {link["url"] for link in shown.context["head"].alternates}

    assert offered == feeds
    for address in feeds:
        assert address in shown.addresses
        assert (
            f'rel="alternate" type="{"text/calendar" if ".ics" in address else "application/atom+xml"}"' in shown.body
        )
        assert client.get(address).status_code == 200


# --- calendars


@pytest.fixture
def planned(world):
    """Four planned meetings: two days, one day, a month, and one of the Trio; one that was held on a day is there too."""
    quad, trio = world.groupings["quad"], world.groupings["trio"]
    for slug, grouping, start, end in (
        ("two-days", quad, "2027-03-01", "2027-03-02"),
        ("one-day", quad, "2027-05-10", None),
        ("some-month", quad, "2027-06", None),
        ("of-trio", trio, "2027-07-01", None),
    ):
        published(
            Summit, slug=slug, grouping=grouping, name=f"Meeting, {slug}; “x”", level="ministers", status="planned",
            start=start, end=end, city="Perth", host=world.states["AUS"],
        )  # fmt: skip
    return world


def events(client, query=""):
    response = client.get(f"/summits.ics?{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    found = icalendar.Calendar.from_ical(response.content)
    found.validate()  # among others that it holds something (RFC 5545, 3.6)
    assert (str(found["version"]), found.errors) == ("2.0", [])
    return {str(event["url"]).rstrip("/").rpartition("/")[2]: event for event in found.walk("VEVENT")}


def test_a_calendar_has_the_planned_meetings_that_have_a_day(client, planned):
    found = events(client, "grouping=quad")

    assert set(found) == {"two-days", "one-day"}
    two = found["two-days"]
    assert two["uid"] == str(permanent_name("summits/two-days"))
    assert (two["dtstart"].dt, two["dtend"].dt) == (dt.date(2027, 3, 1), dt.date(2027, 3, 3))
    assert str(two["summary"]) == "Meeting, two-days; “x”"
    assert str(two["location"]) == "Perth, Australia"
    assert str(two["url"]) == f"{settings.SITE_URL}/summits/two-days/"
    assert found["one-day"]["dtend"].dt == dt.date(2027, 5, 11)


def test_a_calendar_takes_the_filters_of_its_list(client, planned):
    assert set(events(client)) == {"two-days", "one-day", "of-trio"}
    assert set(events(client, "after=2027-06")) == {"of-trio"}
    assert events(client, "status=held") == {}
    (zone,) = icalendar.Calendar.from_ical(client.get("/summits.ics?status=held").content).walk("VTIMEZONE")
    assert (str(zone["tzid"]), [part.name for part in zone.subcomponents]) == ("Etc/UTC", ["STANDARD"])
    assert client.get("/summits.ics?colour=red").status_code == 400


# --- feeds of changes


def test_the_changes_of_the_record_are_a_feed_of_the_same_changes(client, world):
    page = read(client, "/changes/?noun=commitment&grouping=quad")
    found = feed(client, "/changes.atom?noun=commitment&grouping=quad")

    assert [entry.link for entry in found.entries] == [
        f"{settings.SITE_URL}{change.address}" for change in page.context["changes"]
    ]
    assert len({entry.id for entry in found.entries}) == len(found.entries) > 0
    assert (
        "/changes.atom?noun=commitment&amp;grouping=quad"
        in client.get("/changes/?noun=commitment&grouping=quad").content.decode()
    )


def test_a_record_has_a_feed_of_its_changes(client, world):
    palau = world.commitments["palau"]
    palau.title = "Open RAN in Palau, renamed"
    palau._change_reason, palau._history_date = "Correction: the title.", timezone.now() + dt.timedelta(hours=1)
    palau.save()
    found = feed(client, "/commitments/palau/history.atom")

    assert found.feed.id == permanent_name("commitments/palau/history").urn
    assert "renamed" in found.entries[0].summary
    assert {entry.link for entry in found.entries} == {f"{settings.SITE_URL}/commitments/palau/history/"}
    assert client.get("/commitments/nothing/history.atom").status_code == 404


@pytest.mark.parametrize("query", ["noun=nothing", "grouping=nothing", "since=soon", "colour=red"])
def test_a_feed_of_changes_is_strict(client, world, query):
    assert client.get(f"/changes.atom?{query}").status_code == 400


def test_a_feed_of_changes_is_sent_again_only_when_it_has_changed(client, world):
    first = client.get("/changes.atom")
    again = client.get("/changes.atom", headers={"if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
