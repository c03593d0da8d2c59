"""The timeline: each mark has the count of its list, meetings that were not held look different, undated ones come last."""

import csv
import datetime as dt
import io
import random
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from initiatives.analyses.lineage import lineage_entries
from initiatives.charts import timeline as pictures
from initiatives.charts.lineage_strip import lineage_strip
from initiatives.lists.filters import CommitmentFilterSet
from initiatives.lists.result_list import ResultList
from initiatives.models import Commitment, Statement, Summit
from initiatives.models.dates import PartialDate
from tests.loops import each
from tests.pages.page_text import Page, read
from tests.world import build_drafts, commitment, follow_up, grow, published

pytestmark = pytest.mark.django_db

TODAY = dt.date(2025, 6, 1)
PATH = "/explore/timeline/"
MARK = re.compile(r'<a href="([^"]+)" class="mark" data-count="(\d+)">(.*?)</a>', re.DOTALL)
FILTERS = (
    "",
    "technology=open-ran",
    "state=JPN&role=lead",
    "grouping=quad",
    "grouping=-quad",
    "year=2023&year=none",
    "level=ministers",
    "level=none",
    "kind=fact-sheet",
    "as_of=2023-08",
    "announced_after=2023-06",
    "q=promise",
    "status=under-way",
    "followed_in=2023",
    "followed_in=none",
    "summit=hiroshima&statement=-readout-text",
    "lanes=all",
    "from=2023&to=2023",
)


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setattr("initiatives.views.charts.timeline.today", lambda: TODAY)


@pytest.fixture
def world(world):
    """With a planned and a cancelled meeting, one in a month, and a follow-up known to the year alone."""
    quad, paper = world.groupings["quad"], world.sources["paper"]
    for slug, status, start in (("sydney", "cancelled", "2023-05-24"), ("later", "planned", "2024-11")):
        made = published(
            Summit, slug=slug, grouping=quad, name=slug, level="leaders", status=status, start=start, source=paper
        )
        world.summits[slug] = made
    text = published(
        Statement,
        slug="sydney-text",
        title="Instead of Sydney",
        grouping=quad,
        summit=world.summits["sydney"],
        kind="fact-sheet",
        issued_on="2023-05-24",
        coding="complete",
        source=paper,
    )
    commitment("instead", text, [world.technologies["5g"]], {world.states["USA"]: "lead"})
    follow_up(world.commitments["labs"], "2024", "reaffirmed")
    return world


def drawn(query="", today=TODAY):
    values = QueryDict(query, mutable=True)
    every = values.pop("lanes", None) == ["all"]
    listing = ResultList(values, CommitmentFilterSet, Commitment.objects.published(), PATH, ("from", "to"))
    return pictures.timeline(listing, (None, None), every, today)


def lane(found, slug):
    return next(lane for lane in found.lanes if lane.slug == slug)


def marks(client, query):
    body = client.get(f"{PATH}?{query}").content.decode()
    return [(address.replace("&amp;", "&"), int(count), inner) for address, count, inner in MARK.findall(body)]


def list_behind(address):
    """The list that a mark leads to."""
    path, _, query = address.partition("?")
    assert path == "/commitments/"
    return ResultList(QueryDict(query), CommitmentFilterSet, Commitment.objects.published(), path)


def test_the_number_at_each_mark_is_the_count_of_its_list(client, world):
    build_drafts(world)
    for query in each(FILTERS):
        found = marks(client, query)
        assert found or query == "level=ministers"

        for address, count, _ in random.Random(query).sample(sorted(found), min(len(found), 8)):
            listing = list_behind(address)
            assert (listing.count, listing.notices) == (count, []), address


def test_marks_add_up_to_the_lane_and_lanes_to_the_list(client, world):
    build_drafts(world)
    for query in each(FILTERS):
        query = query if "lanes" in query else f"{query}&lanes=all"
        response = client.get(f"{PATH}?{query}")
        lanes = response.context["timeline"].lanes

        assert [lane.slug for lane in lanes if lane.count != sum(mark.count for mark in lane.marks)] == [], query
        assert sum(lane.count for lane in lanes) == response.context["query"].count, query


def test_each_mark_shows_its_number(client, world):
    assert all(re.search(rf">\s*{count}\b|\b{count} commitment", inner) for _, count, inner in marks(client, ""))


def test_a_meeting_stands_with_its_texts_and_a_text_alone_by_itself(world):
    quad = lane(drawn(), "quad")
    found = {mark.name: mark for mark in quad.marks}

    assert (found["Quad Leaders’ Summit, Hiroshima"].count, found["Quad Leaders’ Summit, Hiroshima"].texts) == (
        2,
        ["Text of hiroshima"],
    )
    assert (found["Text of sheet"].what, found["Text of sheet"].count) == ("text", 1)
    assert found["Quad Foreign Ministers, New York"].url == "/summits/new-york/"
    assert found["Text of unread"].url == "/statements/unread-text/"


def test_meetings_that_were_not_held_have_a_sign_and_a_word_of_their_own(client, world):
    body = client.get(PATH).content.decode()
    what = {mark.name: mark.what for mark in lane(drawn(), "quad").marks}

    assert what["Quad Leaders’ Summit, India"] == "postponed"
    assert (what["sydney"], what["later"]) == ("cancelled", "planned")
    for status in ("postponed", "planned"):
        assert f'timeline__open--{status}"' in body
        assert f"Meeting {status}, " in body
    assert "timeline__cross" in body and "Meeting cancelled, 24 May 2023. Commitments: 1" in body
    legend = [item["kind"] for item in client.get(PATH).context["legend"]]
    assert {"held-count", "text-count", "planned", "postponed", "cancelled", "bar", "bar-vague"} <= set(legend)


def test_what_has_no_date_stands_at_the_end_of_its_lane(client, world):
    quad = lane(drawn(), "quad")
    assert [mark.date for mark in quad.marks][-2:] == [None, None]

    drawing = client.get(PATH).context["drawing"]
    spots = [spot for place in drawing["lanes"] for spot in place["marks"]]
    assert all((spot["x"] > drawing["right"]) == (spot["mark"].date is None) for spot in spots)
    assert quad.years[-1].code == "none" and quad.years[-1].count == 1


def test_marks_of_a_row_never_touch_and_labels_stay_between_them(world):
    grow(world, 60)
    drawing = pictures.timeline_layout(drawn())
    for place in each(drawing["lanes"]):
        rows = {}
        for spot in place["marks"]:
            rows.setdefault(spot["line"], []).append(spot)
        for spots in rows.values():
            spots.sort(key=lambda spot: spot["x"])
            for one, other in zip(spots, spots[1:], strict=False):
                assert one["x"] + one["width"] <= other["x"]
                assert not one["label"] or one["label_x"] < other["x"]


def test_a_date_known_to_the_year_is_drawn_as_long_as_the_year(world):
    drawing = pictures.timeline_layout(drawn())
    spots = {spot["mark"].name: spot for place in drawing["lanes"] for spot in place["marks"]}
    sheet = spots["Text of sheet"]

    assert sheet["to"] - sheet["from"] > (drawing["right"] - drawing["left"]) / 5
    assert spots["Quad Leaders’ Summit, Hiroshima"]["from"] is None
    vague = [bar for place in drawing["lanes"] for spot in place["years"] for bar in spot["bars"] if bar["vague"]]
    assert [bar["title"] for bar in vague] == ["2024, month not known: 1 follow-up"]


def test_follow_ups_are_counted_by_year_and_each_commitment_once(world):
    years = {year.code: (year.rows, year.count, year.months) for year in lane(drawn(), "quad").years}

    assert years == {"2023": (3, 2, {5: 1, 6: 1, 9: 1}), "none": (1, 1, {0: 1})}
    assert [year.code for year in lane(drawn("as_of=2023-05"), "quad").years] == ["2023"]
    assert lane(drawn("as_of=2023-05"), "quad").years[0].rows == 1


def test_years_are_zoomed_by_address_and_undated_marks_stay(client, world):
    shown = client.get(f"{PATH}?from=2023&to=2023").context
    names = [spot["mark"].name for place in shown["drawing"]["lanes"] for spot in place["marks"]]

    assert (shown["timeline"].first, shown["timeline"].last) == (2023, 2023)
    assert "Text of sheet" not in names and "Text of undated" in names
    assert "2 later marks are left out." in shown["caption"]
    zooms = {item["label"]: item["url"] for group in shown["choices"] for item in group["options"]}
    assert zooms["Wider: 2022–2024"].endswith("from=2022&to=2024")
    assert client.get(f"{PATH}?from=2022&to=2024").context["timeline"].first == 2022
    assert client.get(f"{PATH}?from=1990&to=2090").context["timeline"].known == (2022, 2025)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=abc", "is not a year"),
        ("to=20231", "is not a year"),
        ("from=²⁰²³", "is not a year"),
        ("from=2024&to=2023", "2024 is later than 2023"),
        ("from=2090", "Nothing is recorded for those years"),
        ("lanes=some", "Unknown value “some” of “lanes”. Known values: all."),
        ("colour=red", "There is no filter called"),
    ],
)
def test_what_is_not_understood_is_told_and_files_refuse_it(client, world, query, words):
    assert words in Page(client.get(f"{PATH}?{query}")).text
    for extension in ("svg", "csv"):
        assert client.get(f"/explore/timeline.{extension}?{query}").status_code == 400


def test_lanes_are_those_with_the_most_commitments_those_picked_or_all(world):
    grow(world, 12)
    assert [lane.slug for lane in drawn().lanes] == ["quad", "trio"]
    assert [lane.slug for lane in drawn("grouping=group-3&grouping=trio").lanes] == ["trio", "group-3"]
    assert len(drawn("lanes=all").lanes) == 14
    assert drawn().left_out == 12


def test_a_filter_about_meetings_and_texts_holds_for_those_without_commitments_too(world):
    def names(query):
        return {mark.name for lane in drawn(query).lanes for mark in lane.marks}

    assert names("level=ministers&grouping=quad") == {"Quad Foreign Ministers, New York"}
    assert "Text of unread" not in names("kind=fact-sheet&grouping=quad")
    assert names("as_of=2022&grouping=quad") == {"Text of unread"}
    assert "sydney" not in names("year=2024&grouping=quad")


def test_a_meeting_that_is_not_public_is_not_drawn_and_its_text_stands_alone(client, world):
    secret = build_drafts(world)
    found = {mark.name: mark.what for mark in lane(drawn(), "quad").marks}

    assert found["A public text"] == "text"
    assert secret["summit"].slug not in client.get(PATH).content.decode()


def test_the_files_stand_alone_and_hold_what_the_page_shows(client, world):
    page = client.get(f"{PATH}?grouping=quad")
    svg = client.get("/explore/timeline.svg?grouping=quad").content.decode()
    ElementTree.fromstring(svg)
    assert "var(" not in svg and "light-dark(" not in svg and "<script" not in svg
    assert "Meeting held, with the number" in svg and "as recorded on" in svg
    # a picture's own style comes after what all share, as on the page
    assert svg.index(".timeline__number {") > svg.index(".words {")
    assert all(address.startswith("http") for address in re.findall(r'<a href="([^"]+)"', svg))

    rows = list(csv.reader(io.StringIO(client.get("/explore/timeline.csv?grouping=quad").content.decode("utf-8-sig"))))
    assert rows[0] == page.context["heads"]
    assert rows[1:] == [[str(value) for value in row] for row in page.context["rows"]]
    marks_drawn = sum(len(place["marks"]) + len(place["years"]) for place in page.context["drawing"]["lanes"])
    assert len(rows) - 1 == marks_drawn


def test_hostile_names_are_escaped_everywhere(client, world):
    hostile = "<script>alert('&')</script>"
    for record, field in (
        (world.summits["hiroshima"], "name"),
        (world.summits["hiroshima"], "city"),
        (world.statements["sheet"], "title"),
        (world.groupings["trio"], "short_name"),
    ):
        setattr(record, field, hostile)
        record.save()
    for address in (PATH, "/explore/timeline.svg"):
        body = client.get(address).content.decode()
        assert hostile not in body and escape(hostile) in body
    ElementTree.fromstring(client.get("/explore/timeline.svg").content)


def test_it_is_the_same_number_of_queries_for_any_filter_and_size(world):
    def queries(query):
        listing = ResultList(QueryDict(query), CommitmentFilterSet, Commitment.objects.published(), PATH)
        assert listing.filterset.picked is not None
        with CaptureQueriesContext(connection) as made:
            pictures.timeline_layout(pictures.timeline(listing, (None, None), True, TODAY))
        return len(made)

    asked = ("", "technology=open-ran", "grouping=quad", "as_of=2024", "state=JPN", "q=promise")
    few = [queries(query) for query in asked for _ in range(2)][1::2]
    grow(world, 40)
    queries("q=promise")  # what a search takes in first
    assert few == [queries(query) for query in asked]
    # the filter by technology and the search look up their own words once or twice
    assert max(few) <= min(few) + 2
    assert min(few) == 5


def test_on_paper_the_strips_are_the_whole_drawing(client, world):
    page = read(client, PATH)
    drawing = page.context["drawing"]
    strips = re.findall(r'viewBox="0 (\d+) (\d+) (\d+)" focusable="false"><use href="#timeline-drawing"/>', page.body)

    assert len(strips) == len(drawing["lanes"]) == 2
    assert [int(top) for top, _, _ in strips] == [0, drawing["lanes"][0]["bottom"]]
    assert sum(int(height) for _, _, height in strips) == drawing["height"]
    assert page.ids.count("timeline-drawing") == 1


# --- the small form


def strip_of(world, name, today=TODAY):
    return lineage_strip(lineage_entries(world.commitments[name]), today)


def test_a_strip_runs_from_the_announcement_to_the_day_with_undated_entries_after_it(world):
    made = strip_of(world, "palau")
    anchors = [mark.entry.anchor for mark in made.marks]

    assert anchors == ["announcement", "follow-up-2", "follow-up-1", "follow-up-3"]
    assert [mark.x for mark in made.marks] == sorted(mark.x for mark in made.marks)
    assert made.marks[-1].x == made.undated_x > made.day_x > made.marks[-2].x
    assert made.label == "Announced 20 May 2023, 3 follow-ups, up to 1 June 2025"


def test_silence_is_a_stretch_as_long_as_it_lasted(world):
    made = strip_of(world, "palau")
    assert [stretch.is_silent for stretch in made.stretches] == [False, False, True]
    assert made.stretches[-1].words == "1 year 8 months"
    shares = [stretch.end - stretch.start for stretch in made.stretches]
    assert shares[-1] / sum(shares) == pytest.approx(617 / 743, abs=0.01)


def test_marks_of_one_day_stand_one_above_the_other(world):
    made = strip_of(world, "report")
    assert made.marks[0].x == made.marks[1].x and made.marks[0].y != made.marks[1].y


def test_there_is_no_strip_without_a_date_and_one_for_the_day_itself(world):
    assert strip_of(world, "undated") is None
    made = strip_of(world, "labs", dt.date(2023, 8, 18))
    assert made.day == PartialDate.parse("2023-08-18") and made.day_x == made.marks[0].x


def test_a_commitments_page_leads_from_each_mark_to_its_entry(client, world):
    page = Page(client.get("/commitments/palau/"))
    body = page.body.partition("picture--lineage")[2].partition("</svg>\n")[0]
    places = re.findall(r'<a href="#([^"]+)"', page.body)

    assert {"announcement", "follow-up-1", "follow-up-2", "follow-up-3"} <= set(places) & set(page.ids)
    assert "today" in body
    assert "picture--lineage" not in client.get("/commitments/undated/").content.decode()
    assert (
        ">2023-06<" not in body
        and ">June 2023</text>" in client.get("/commitments/palau/?as_of=2023-06").content.decode()
    )
