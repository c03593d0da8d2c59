"""The network: each line and name has the count of its list, and the same data gives the same chart."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from initiatives.charts import network as pictures
from initiatives.lists.filters import CommitmentFilterSet
from initiatives.lists.result_list import ResultList
from initiatives.models import Commitment
from tests.pages.page_text import Page
from tests.world import build_drafts, commitment, grow

pytestmark = pytest.mark.django_db

PATH = "/explore/network/"
MARK = re.compile(r'<a href="([^"]+)" class="mark" data-count="(\d+)">')
FILTERS = (
    "",
    "technology=open-ran",
    "technology=telecommunications&technology=-5g",
    "state=JPN&role=lead",
    "all_states=JPN",
    "all_states=-USA",
    "grouping=quad",
    "grouping=-quad",
    "year=2023&year=none",
    "as_of=2023-08",
    "q=promise",
)


def listing_of(query=""):
    return ResultList(QueryDict(query), CommitmentFilterSet, Commitment.objects.published(), PATH)


def list_behind(address):
    path, _, query = address.partition("?")
    assert path == "/commitments/"
    return ResultList(QueryDict(query), CommitmentFilterSet, Commitment.objects.published(), path)


def network(query="", view="groupings", least=None):
    return pictures.network(listing_of(query), view, least)


@pytest.mark.parametrize("view", pictures.NETWORK_VIEWS)
@pytest.mark.parametrize("query", FILTERS)
def test_the_number_at_each_mark_is_the_count_of_its_list(client, world, view, query):
    build_drafts(world)
    body = client.get(f"{PATH}?{query}&view={view}&least=1").content.decode()
    found = {(address.replace("&amp;", "&"), int(count)) for address, count in MARK.findall(body)}
    assert found or ResultList(QueryDict(query), CommitmentFilterSet, Commitment.objects.published(), PATH).count < 2

    for address, count in found:
        listing = list_behind(address)
        assert (listing.count, listing.notices) == (count, []), address


def test_lines_say_whether_the_state_is_a_member(client, world):
    found = {(link.one.code, link.two.code): (link.count, link.member) for link in network(least=1).links}
    assert found["JPN", "quad"] == (2, True)
    assert found["PLW", "quad"] == (1, False)
    body = client.get(PATH).content.decode()
    assert "network__line--guest" in body and "network__line--member" in body
    assert "Palau and Quad: 1 (not a member)" in body


def test_a_membership_that_began_later_does_not_count_on_the_day(world):
    commitment("early", world.statements["hiroshima"], [], {world.states["KOR"]: "participant"})
    world.groupings["quad"].memberships.create(state=world.states["KOR"], joined="2024", source=world.sources["paper"])
    found = {(link.one.code, link.two.code): link.member for link in network("as_of=2023-06").links}
    assert found["KOR", "quad"] is False
    assert {(link.one.code, link.two.code): link.member for link in network().links}["KOR", "quad"] is True


def test_states_are_linked_by_what_both_take_part_in(world):
    found = {(link.one.code, link.two.code): link.count for link in network(view="states").links}
    assert found == {
        ("JPN", "USA"): 2,
        ("JPN", "PLW"): 1,
        ("PLW", "USA"): 1,
        ("AUS", "IND"): 1,
        ("JPN", "KOR"): 1,
        ("KOR", "USA"): 1,
    }


def test_weaker_links_are_left_out_and_told(client, world):
    found = network(view="states", least=2)
    assert [(link.one.code, link.two.code) for link in found.links] == [("JPN", "USA")]
    assert (found.weaker, {node.code for node in found.states}) == (5, {"JPN", "USA"})
    page = client.get(f"{PATH}?view=states&least=2")
    assert "at least 2 commitments. 5 weaker links are left out." in page.context["caption"]
    assert "No link is as strong as that" in client.get(f"{PATH}?least=50").content.decode()


def test_the_least_weight_is_the_smallest_that_stays_legible():
    assert pictures._legible([]) == 1
    assert pictures._legible([1] * 101 + [2] * 60 + [3] * 40) == 2
    assert pictures._legible([60] * 200) == pictures.LINK_THRESHOLDS[-1]


@pytest.mark.parametrize("view", pictures.NETWORK_VIEWS)
def test_the_same_data_gives_the_same_picture_and_no_label_stands_on_another(world, view):
    grow(world, 30)
    once, again = (pictures.network_layout(network(view=view, least=1)) for _ in range(2))
    assert once == again
    for anchor in ("start", "end"):
        heights = sorted(place["y"] for place in once["nodes"] if place["anchor"] == anchor)
        assert all(after - before >= 18 for before, after in zip(heights, heights[1:], strict=False))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("view=all", "Unknown value “all” of “view”. Known values: groupings, states."),
        ("least=0", "is no number of commitments"),
        ("least=many", "is no number of commitments"),
        ("least=²", "is no number of commitments"),
    ],
)
def test_what_is_not_understood_is_told_and_files_refuse_it(client, world, query, words):
    assert words in Page(client.get(f"{PATH}?{query}")).text
    for extension in ("svg", "csv"):
        assert client.get(f"/explore/network.{extension}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["", "view=states", "grouping=quad", "view=states&as_of=2023"])
def test_the_files_stand_alone_and_hold_what_the_page_shows(client, world, query):
    page = client.get(f"{PATH}?{query}")
    svg = client.get(f"/explore/network.svg?{query}").content.decode()
    ElementTree.fromstring(svg)
    assert "var(" not in svg and "light-dark(" not in svg and "<script" not in svg
    assert "as recorded on" in svg
    rows = list(csv.reader(io.StringIO(client.get(f"/explore/network.csv?{query}").content.decode("utf-8-sig"))))
    assert rows == [page.context["heads"], *([str(value) for value in row] for row in page.context["rows"])]
    assert len(page.context["rows"]) == len(page.context["network"].links)


def test_hostile_names_are_escaped_everywhere(client, world):
    hostile = "<script>alert('&')</script>"
    world.groupings["trio"].short_name = hostile
    world.groupings["trio"].save()
    for address in (PATH, "/explore/network.svg"):
        body = client.get(address).content.decode()
        assert hostile not in body and escape(hostile) in body
    ElementTree.fromstring(client.get("/explore/network.svg").content)


def test_nothing_found_says_so(client, world):
    assert "No record matches all of these filters" in client.get(f"{PATH}?grouping=trio&year=none").content.decode()


@pytest.mark.parametrize("view", pictures.NETWORK_VIEWS)
def test_it_is_the_same_number_of_queries_for_any_filter_and_size(world, view):
    def queries(query):
        listing = listing_of(query)
        assert listing.filterset.picked is not None
        with CaptureQueriesContext(connection) as made:
            pictures.network_layout(pictures.network(listing, view, None))
        return len(made)

    asked = ("", "technology=open-ran", "grouping=quad", "as_of=2024", "state=JPN", "q=promise")
    few = [queries(query) for query in asked for _ in range(2)][1::2]
    grow(world, 40)
    queries("q=promise")  # what a search takes in first
    assert few == [queries(query) for query in asked]
    assert max(few) <= min(few) + 2
