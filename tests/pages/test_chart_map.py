"""The map: each state has the count of its list, its part and roles; one without a shape stands in a box."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from initiatives.charts import map as pictures
from initiatives.charts.small import commitment_result_list as record_listing
from initiatives.lists.filters import CommitmentFilterSet
from initiatives.lists.result_list import ResultList
from initiatives.models import Commitment, State
from tests.loops import each
from tests.pages.page_text import Page
from tests.world import build_drafts, commitment, grow

pytestmark = pytest.mark.django_db

PATH = "/explore/map/"
MARK = re.compile(r'<a href="([^"]+)" class="mark" data-count="(\d+)">')
FILTERS = (
    "",
    "technology=open-ran",
    "state=JPN&role=lead",
    "all_states=JPN",
    "all_states=-USA",
    "grouping=quad",
    "grouping=-quad",
    "year=2023&year=none",
    "as_of=2023-08",
    "q=promise",
)


@pytest.fixture
def world(world):
    """With the European Union, which has no shape, as a party."""
    union = State.objects.create(slug="european-union", iso3="EUE", name="European Union", kind="union")
    world.states["EUE"] = union
    commitment("joined", world.statements["camp_david"], [world.technologies["5g"]], {union: "participant"})
    return world


def listing_of(query=""):
    return ResultList(QueryDict(query), CommitmentFilterSet, Commitment.objects.published(), PATH)


def list_behind(address):
    path, _, query = address.partition("?")
    assert path == "/commitments/"
    return ResultList(QueryDict(query), CommitmentFilterSet, Commitment.objects.published(), path)


def places(query=""):
    return {place.code: place for place in pictures.world_map(listing_of(query)).places}


@pytest.mark.parametrize("view", pictures.MAP_VIEWS)
@pytest.mark.parametrize("query", FILTERS)
def test_the_number_at_each_mark_is_the_count_of_its_list(client, world, view, query):
    build_drafts(world)
    body = client.get(f"{PATH}?{query}&view={view}").content.decode()
    found = [(address.replace("&amp;", "&"), int(count)) for address, count in MARK.findall(body)]
    assert len(found) == len([place for place in places(query).values() if place.count])

    for address, count in found:
        listing = list_behind(address)
        assert (listing.count, listing.notices) == (count, []), address


def test_part_and_roles_of_a_state(world):
    found = places("grouping=quad")
    assert {code: place.part for code, place in found.items()} == {
        "AUS": "member",
        "IND": "member",
        "JPN": "member",
        "USA": "member",
        "KOR": "candidate",
        "PLW": "guest",
    }
    assert found["PLW"].roles == {"beneficiary": 1} and found["IND"].roles == {"host": 1}
    assert found["PLW"].words == "Palau: 1, of them 1 as beneficiary. Took part, does not belong"
    assert len({found[code].fill for code in ("JPN", "KOR", "PLW")}) == 3


def test_a_state_that_belongs_without_a_commitment_leads_to_its_own_page(client, world):
    assert (places("grouping=quad")["KOR"].count, places("grouping=quad")["KOR"].url) == (0, "/states/south-korea/")
    body = client.get(f"{PATH}?grouping=quad").content.decode()
    assert "map__spot--empty" in body and "Belongs, no commitment in this list" in body


def test_parts_are_those_of_the_day_and_of_a_grouping_until_it_ended(world):
    quad = world.groupings["quad"]
    assert "AUS" not in places("grouping=quad&as_of=2012")
    assert places("grouping=quad")["AUS"].part == "member"
    quad.ended = "2025"
    quad.save()
    assert places("grouping=quad")["JPN"].part == "member"


def test_a_party_without_a_shape_stands_in_a_box(client, world):
    drawing = client.get(PATH).context["drawing"]
    assert [box["place"].code for box in drawing["boxes"]] == ["EUE"]
    assert "European Union 1" in Page(client.get(PATH)).text


def test_small_islands_are_dots_and_the_pacific_is_in_the_middle(client, world):
    spots = {spot["place"].code: spot for spot in client.get(PATH).context["drawing"]["spots"]}
    assert spots["PLW"]["is_dot"] and not spots["AUS"]["is_dot"]
    assert spots["IND"]["x"] < spots["PLW"]["x"] < spots["USA"]["x"]
    middle = client.get(PATH).context["drawing"]["width"] / 2
    assert abs(spots["PLW"]["x"] - middle) < middle / 5
    world_view = {spot["place"].code: spot for spot in client.get(f"{PATH}?view=world").context["drawing"]["spots"]}
    assert world_view["USA"]["x"] < world_view["IND"]["x"] < world_view["PLW"]["x"]


def test_the_shapes_have_no_streaks_and_stay_inside():
    """No ring steps across most of a view, as one would that is not cut at the view's edge."""
    for view in each(pictures.shapes()["views"].values()):
        limit = view["width"] / pictures.shapes()["unit"]
        for code, (path, x, y, _) in view["states"].items():
            assert 0 <= x <= view["width"] and 0 <= y <= view["height"], code
            for ring in filter(None, path.split("z")):
                start, _, steps = ring.removeprefix("M").partition("l")
                numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
                assert all(abs(step) < limit / 5 for step in numbers[::2]), code
                across, low = int(start.split()[0] if " " in start else re.findall(r"-?\d+", start)[0]), 0
                for step in numbers[::2]:
                    across += step
                    low = min(low, across)
                    assert -1 <= across <= limit + 1, code


def test_the_shapes_are_a_small_file():
    assert pictures.SHAPES.stat().st_size < 200_000


def test_names_do_not_touch(world):
    grow(world, 10)
    drawn = pictures.world_map(listing_of())
    for view in each(pictures.MAP_VIEWS):
        names = [name for name in pictures.map_layout(drawn, view)["names"] if name["has_words"]]
        assert names
        boxes = [
            (name["x"], name["base"] - 12, name["x"] + pictures.text_width(name["place"].label, 12), name["base"] + 4)
            for name in names
        ]
        for index, one in enumerate(boxes):
            for two in boxes[index + 1 :]:
                assert one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]


def test_the_legend_says_which_numbers_a_shade_stands_for():
    for top in (1, 2, 5, 40, 363):
        found = pictures.ranges(top)
        assert found[0][1] == 1 and found[-1][2] == top
        assert all(before[2] + 1 == after[1] for before, after in zip(found, found[1:], strict=False))


def test_what_is_not_understood_is_told_and_files_refuse_it(client, world):
    assert (
        "Unknown value “moon” of “view”. Known values: indo-pacific, world."
        in Page(client.get(f"{PATH}?view=moon")).text
    )
    for extension in ("svg", "csv"):
        assert client.get(f"/explore/map.{extension}?view=moon").status_code == 400


@pytest.mark.parametrize("query", ["", "view=world", "grouping=quad"])
def test_the_files_stand_alone_and_hold_what_the_page_shows(client, world, query):
    page = client.get(f"{PATH}?{query}")
    svg = client.get(f"/explore/map.svg?{query}").content.decode()
    ElementTree.fromstring(svg)
    assert "var(" not in svg and "light-dark(" not in svg and "<script" not in svg
    assert "as recorded on" in svg and "Natural Earth" in svg
    rows = list(csv.reader(io.StringIO(client.get(f"/explore/map.csv?{query}").content.decode("utf-8-sig"))))
    assert rows == [page.context["heads"], *([str(value) for value in row] for row in page.context["rows"])]


def test_hostile_names_are_escaped_everywhere(client, world):
    hostile = "<script>alert('&')</script>"
    State.objects.filter(iso3="PLW").update(name=hostile)
    for address in (PATH, "/explore/map.svg"):
        body = client.get(address).content.decode()
        assert hostile not in body and escape(hostile) in body
    ElementTree.fromstring(client.get("/explore/map.svg").content)


def test_nothing_found_says_so(client, world):
    empty = client.get(f"{PATH}?technology=artificial-intelligence&year=none").content.decode()
    assert "No record matches all of these filters" in empty


def test_the_small_map_counts_what_its_lists_count(world):
    found = pictures.member_map(record_listing(grouping="trio"))
    counted = {place.code: place.count for place in found["map"].places if place.count}
    assert counted == {"JPN": 1, "KOR": 1, "USA": 1, "EUE": 1}
    for place in found["map"].places:
        assert list_behind(place.url).count == place.count
    assert [place.code for place in found["unshown"]] == ["EUE"]
    assert found["full_url"] == f"{PATH}?grouping=trio"


@pytest.mark.parametrize("view", pictures.MAP_VIEWS)
def test_it_is_the_same_number_of_queries_for_any_filter_and_size(world, view):
    def queries(query):
        listing = listing_of(query)
        assert listing.filterset.picked is not None
        with CaptureQueriesContext(connection) as made:
            pictures.map_layout(pictures.world_map(listing), view)
        return len(made)

    asked = ("", "technology=open-ran", "grouping=quad", "as_of=2024", "state=JPN", "q=promise")
    few = [queries(query) for query in asked for _ in range(2)][1::2]
    grow(world, 40)
    queries("q=promise")  # what a search takes in first
    assert few == [queries(query) for query in asked]
    assert max(few) <= min(few) + 2
