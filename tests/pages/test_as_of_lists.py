"""The lists of the other nouns as of a past day; every number is counted by hand in the test world (``tests/world.py``)."""

import json

import pytest
from django.http import QueryDict

from initiatives.lists import filters
from initiatives.lists.result_list import ResultList
from initiatives.models import Membership
from tests.loops import each
from tests.pages.page_text import read
from tests.world import cite, source

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("world")]

NOUNS = {
    "groupings": filters.GroupingFilterSet,
    "states": filters.StateFilterSet,
    "technologies": filters.TechnologyFilterSet,
    "summits": filters.SummitFilterSet,
    "statements": filters.StatementFilterSet,
    "sources": filters.SourceFilterSet,
}
FOUND = {
    # what was there by then, and how many more may have been
    "groupings?as_of=2006": ([], 0),
    "groupings?as_of=2007-05-15": ([], 1),
    "groupings?as_of=2007-05": (["quad"], 0),
    "groupings?as_of=2022-11-13": (["quad", "trio"], 0),
    # who took part on that day
    "groupings?as_of=2007&state=AUS": (["quad"], 0),
    "groupings?as_of=2010&state=AUS": ([], 0),
    "groupings?as_of=2010&state=-AUS": (["quad"], 0),
    "groupings?state=AUS": (["quad"], 0),
    "groupings?as_of=2023-05-19&state=KOR": (["trio"], 0),
    "groupings?as_of=2023-05-20&state=KOR": (["quad", "trio"], 0),
    "groupings?as_of=2010&members=3": (["quad"], 0),
    "groupings?as_of=2010&members=4": ([], 0),
    "groupings?as_of=2023&members=4": (["quad"], 0),
    "groupings?as_of=2023-08-17&technology=artificial-intelligence": ([], 0),
    "groupings?as_of=2023-08-18&technology=artificial-intelligence": (["trio"], 0),
    "states?as_of=2010&grouping=quad": (["india", "japan", "united-states"], 0),
    "states?as_of=2007&grouping=quad": (["australia", "india", "japan", "united-states"], 0),
    "states?as_of=2022&role=candidate": ([], 0),
    "states?as_of=2023&role=candidate": (["south-korea"], 0),
    "technologies?as_of=2023-08-17&grouping=trio": ([], 0),
    "technologies?as_of=2023-08&grouping=trio": (["artificial-intelligence"], 0),
    # what had taken place, been issued, or been published or read
    "summits?as_of=2023-05-19": ([], 1),
    "summits?as_of=2023-05-20": (["hiroshima"], 1),
    "summits?as_of=2023": (["new-york", "camp-david", "hiroshima"], 1),
    "statements?as_of=2022-02-27": ([], 2),
    "statements?as_of=2023-06": (["hiroshima-text", "unread-text"], 1),
    "statements?as_of=2024-06&after=2023-06": (["readout-text", "camp-david-text"], 2),
    "sources?as_of=2023-05-19": ([], 0),
    "sources?as_of=2023-05-20": (["paper"], 0),
}
COUNTS = {
    ("groupings", "member_count"): {
        "2007": {"quad": 4},
        "2010": {"quad": 3},
        "2017": {"quad": 4},
        "2023": {"quad": 4, "trio": 3},
        "": {"quad": 4, "trio": 3},
    },
    ("groupings", "commitment_count"): {
        "2023-05-19": {"quad": 0, "trio": 0},
        "2023-05": {"quad": 2, "trio": 0},
        "2023": {"quad": 2, "trio": 1},
        "2024": {"quad": 3, "trio": 1},
        "": {"quad": 4, "trio": 1},
    },
    ("states", "grouping_count"): {
        "2010": {"australia": 0, "india": 1, "japan": 1, "palau": 0, "south-korea": 0, "united-states": 1},
        "2023": {"australia": 1, "india": 1, "japan": 2, "palau": 0, "south-korea": 2, "united-states": 2},
    },
    ("states", "commitment_count"): {
        "2023-05": {"australia": 1, "india": 1, "japan": 1, "palau": 1, "south-korea": 0, "united-states": 1},
        "2024": {"australia": 1, "india": 2, "japan": 2, "palau": 1, "south-korea": 1, "united-states": 2},
        "": {"australia": 1, "india": 2, "japan": 3, "palau": 1, "south-korea": 1, "united-states": 2},
    },
    ("summits", "statement_count"): {"2023-06": {"hiroshima": 1}},
    ("statements", "commitment_count"): {"2023-06": {"hiroshima-text": 2, "unread-text": 0}},
    # two commitments, one follow-up, two texts, one meeting, two groupings, nine parts in them
    ("sources", "use_count"): {"2023-05-20": {"paper": 17}},
}


def listing(address):
    noun, _, query = address.partition("?")
    filterset = NOUNS[noun]
    return ResultList(QueryDict(query), filterset, filterset._meta.model.objects.published(), f"/{noun}/")


@pytest.mark.parametrize("address", FOUND)
def test_a_list_shows_what_was_there_on_the_day(address):
    here = listing(address)
    assert ([row.slug for row in here.rows], here.possible_match_count) == FOUND[address]


@pytest.mark.parametrize(("noun", "count"), COUNTS)
def test_a_list_counts_what_was_there_on_the_day(noun, count):
    for day, expected in each(COUNTS[noun, count].items()):
        assert (day, {row.slug: getattr(row, count) for row in listing(f"{noun}?as_of={day}").rows}) == (day, expected)


def test_a_technology_counts_what_was_announced_by_the_day(client):
    def counts(query):
        return {row.slug: row.commitment_count for row in client.get(f"/technologies/?{query}").context["rows"]}

    before = {"telecommunications": 2, "open-ran": 2, "5g": 0, "artificial-intelligence": 0}
    assert counts("as_of=2023-05") == before
    assert counts("") == {"telecommunications": 4, "open-ran": 2, "5g": 1, "artificial-intelligence": 1}


def test_a_source_was_there_when_it_was_read(world):
    found = source("found", published_on=None, accessed_on="2022-03-01")
    dated = source("dated", published_on="2022", accessed_on="2022-03-01")
    cite(world, found, dated, source("lost", published_on=None))

    assert [row.slug for row in listing("sources?as_of=2022-03-01").rows] == ["dated", "found"]
    assert (listing("sources?as_of=2022-02").count, listing("sources?as_of=2022-02").possible_match_count) == (0, 3)


def test_a_grouping_that_ended_later_still_goes_on(world):
    trio = world.groupings["trio"]
    trio.ended = "2024-03"
    trio.save()

    for query, slugs in (
        ("as_of=2024-02&active=active", ["quad", "trio"]),
        ("as_of=2024-02&active=ended", []),
        ("as_of=2024-03&active=ended", ["trio"]),
        ("active=active", ["quad"]),
    ):
        assert (query, [row.slug for row in listing(f"groupings?{query}").rows]) == (query, slugs)
    assert {row.slug: row.member_count for row in listing("groupings?as_of=2024-03").rows} == {"quad": 4, "trio": 0}


@pytest.mark.parametrize("noun", NOUNS)
def test_the_page_says_that_it_shows_the_past_and_how_to_leave_it(client, noun):
    page = read(client, f"/{noun}/?as_of=2023-05&q=a&column=none-such")

    assert "Shown as of May 2023, as known now." in page.text
    assert page.heading.endswith("as of May 2023")
    assert f"/{noun}/?q=a" in page.addresses
    assert "Shown as of" not in read(client, f"/{noun}/").text


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("day", ["soon", "2023-13", "0000", "<b>"])
def test_a_day_that_is_none_is_said_and_ignored(client, noun, day):
    page = read(client, f"/{noun}/?as_of={day}")

    assert f"“{day}” is not a date and was ignored. Write 2023, 2023-05 or 2023-05-20." in page.text
    assert page.context["query"].count == listing(noun).count


def test_the_members_named_are_those_of_the_day(client):
    assert "India, Japan, United States" in read(client, "/groupings/?as_of=2010").text
    assert "Australia, India, Japan, United States" in read(client, "/groupings/?as_of=2007").text
    assert Membership.objects.filter(grouping__slug="quad").count() == 6


@pytest.mark.parametrize(
    ("day", "quad", "korea"),
    [("2010", ["IND", "JPN", "USA"], []), ("2023-08-18", ["AUS", "IND", "JPN", "USA"], ["quad", "trio"])],
)
def test_files_and_api_name_the_members_of_that_day(client, day, quad, korea):
    def rows(noun):
        asked = json.loads(client.get(f"/{noun}.json?as_of={day}").getvalue())["records"]
        assert client.get(f"/api/v1/{noun}/?as_of={day}&size=100").json()["results"] == asked
        return {row["slug"]: row for row in asked}

    assert rows("groupings")["quad"]["members"] == quad
    assert (rows("states")["south-korea"]["groupings"] or []) == korea
