"""The small charts on the home page and on the pages of groupings, states and technologies."""

import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.charts.small import bars_layout, commitment_result_list, small_matrix, year_bars
from tests.pages.page_text import read
from tests.pages.test_compare import count_of, marks
from tests.world import build_drafts, grow

PAGES = [
    "/",
    "/groupings/quad/",
    "/groupings/quad/?as_of=2023-06",
    "/groupings/trio/",
    "/states/japan/",
    "/states/japan/?as_of=2023-08",
    "/states/palau/",
    "/technologies/telecommunications/",
    "/technologies/5g/",
    "/technologies/5g/?as_of=2024",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_mark_leads_to_as_many_as_it_says(client, world, address):
    page = read(client, address)

    assert bool(marks(page)) == (address != "/technologies/5g/?as_of=2024")
    assert [mark for mark in marks(page) if count_of(client, mark[0]) != mark[1]] == []


@pytest.mark.parametrize("address", PAGES)
def test_drafts_change_no_mark(client, world, address):
    before = marks(read(client, address))
    build_drafts(world)

    assert marks(read(client, address)) == before


def test_years_have_no_gaps_and_undated_ones_come_last(world):
    bars = year_bars(commitment_result_list(grouping="quad"))

    assert [(bar.label, bar.count) for bar in bars] == [("2023", 2), ("2024", 1), ("No date", 1)]
    assert bars[-1].url == "/commitments/?grouping=quad&year=none"

    sheet = world.statements["sheet"]
    sheet.issued_on = "2026"
    sheet.save()
    found = [(bar.label, bar.count, bool(bar.url)) for bar in year_bars(commitment_result_list(grouping="quad"))]
    assert found[:4] == [("2023", 2, True), ("2024", 0, False), ("2025", 0, False), ("2026", 1, True)]


def test_bars_stand_apart_and_keep_to_their_height(world):
    drawn = bars_layout(year_bars(commitment_result_list(grouping="quad")))
    ends = [place["x"] + place["width"] for place in drawn["bars"]]

    assert all(end < place["x"] for end, place in zip(ends, drawn["bars"][1:], strict=False))
    assert ends[-1] <= drawn["width"]
    assert all(place["y"] + place["height"] == drawn["ground"] and place["y"] >= 20 for place in drawn["bars"])


def test_the_small_matrix_keeps_the_fullest_rows_and_columns(world):
    drawn = small_matrix(commitment_result_list(), rows=1, columns=1)

    assert [(row.value.code, row.count, [cell.count for cell in row.cells]) for row in drawn.rows] == [
        ("telecommunications", 4, [4])
    ]
    assert [column.value.code for column in drawn.columns] == ["quad"] and drawn.blanks == []
    assert drawn.rows[0].toggle_url == ""


def test_each_picture_leads_to_the_whole_one(client, world):
    assert "/explore/matrix/" in read(client, "/").addresses
    assert "/explore/matrix/?state=JPN" in read(client, "/states/japan/").addresses
    quad = read(client, "/groupings/quad/?as_of=2024").addresses
    assert {f"/explore/{name}/?grouping=quad&as_of=2024" for name in ("trend", "map", "timeline")} <= set(quad)
    assert "/explore/network/?state=JPN&view=states" in read(client, "/states/japan/").addresses
    assert (
        "/explore/trend/?technology=open-ran&as_of=2030" in read(client, "/technologies/open-ran/?as_of=2030").addresses
    )


def test_a_grouping_has_its_own_lane_in_time(client, world):
    page = read(client, "/groupings/quad/")
    (lane,) = page.context["timeline"]["timeline"].lanes

    assert (lane.slug, lane.count) == ("quad", 4)
    assert [(mark.name, mark.count) for mark in lane.marks if mark.count] == [
        ("Quad Leaders’ Summit, Hiroshima", 2),
        ("Text of sheet", 1),
        ("Text of undated", 1),
    ]
    assert [year.code for year in lane.years] == ["2023", "none"]
    then = read(client, "/groupings/quad/?as_of=2022-12").context["timeline"]["timeline"].lanes[0]
    assert [mark.name for mark in then.marks] == ["Text of unread"]
    assert read(client, "/groupings/trio/?as_of=2022").context["timeline"] is None


def test_a_state_has_its_partners_around_it(client, world):
    drawn = read(client, "/states/japan/").context["network"]["network"]

    assert {node.code: node.count for node in drawn.states} == {"JPN": 3, "KOR": 1, "PLW": 1, "USA": 2}
    lines = {frozenset((link.one.code, link.two.code)): link.count for link in drawn.links}
    assert lines == {
        frozenset(("JPN", "USA")): 2,
        frozenset(("JPN", "KOR")): 1,
        frozenset(("JPN", "PLW")): 1,
        frozenset(("KOR", "USA")): 1,
        frozenset(("PLW", "USA")): 1,
    }
    assert read(client, "/states/japan/?as_of=2022").context["network"] is None


def test_of_many_partners_the_nearest_are_drawn(client, world):
    grow(world, 12)
    drawn = read(client, "/states/japan/").context["network"]

    assert (
        len(drawn["network"].states) == 11
        and "The network shows the 10 states with the most commitments in common" in drawn["caption"]
    )
    assert {"JPN", "USA"} < {node.code for node in drawn["network"].states}
    assert [link.count for link in drawn["network"].links if "JPN" not in (link.one.code, link.two.code)] != []


def test_a_record_without_commitments_has_no_picture(client, world):
    world.commitments["labs"].technologies.set([world.technologies["5g"]])
    page = read(client, "/technologies/artificial-intelligence/")

    assert "<svg" not in page.part("Newest commitments", "How to cite") and marks(page) == []


def test_the_drawing_is_well_formed_and_names_are_never_markup(client, world):
    world.groupings["trio"].short_name = "<b>&Trio"
    world.groupings["trio"].save()
    for address in ("/", "/groupings/trio/"):
        body = read(client, address).body
        assert "<b>&" not in body
        start = body.index("<svg xmlns")
        ET.fromstring(body[start : body.index("</svg>", start) + 6])


@pytest.mark.parametrize("address", ["/", "/groupings/quad/", "/states/japan/", "/technologies/telecommunications/"])
def test_the_number_of_queries_is_fixed(client, world, address):
    counts = []
    for first, number in ((1, 1), (2, 20)):
        grow(world, number, first=first)
        client.get(address)
        with CaptureQueriesContext(connection) as made:
            client.get(address)
        counts.append(len(made))

    assert counts[0] == counts[1]
