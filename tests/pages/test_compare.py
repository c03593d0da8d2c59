"""Comparisons: every number equals the count of the list behind its link."""

import csv
import io
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from initiatives.lists.filters import CommitmentFilterSet
from initiatives.lists.result_list import strict_filterset
from initiatives.models import Commitment, Grouping, Membership, State
from tests.loops import each
from tests.pages.page_text import read
from tests.world import build_drafts, grow, published

QUERIES = [
    "grouping=quad&grouping=trio",
    "grouping=trio&grouping=quad&as_of=2023-08",
    "grouping=quad&grouping=trio&state=JPN&status=-announced",
    "grouping=quad&grouping=trio&technology=telecommunications&technology=-5g",
    "state=JPN&state=USA&state=KOR",
    "state=JPN&state=kor&as_of=2024",
    "state=JPN&state=USA&role=lead",
    "state=JPN&state=IND&state=AUS&state=PLW&grouping=quad",
    "technology=open-ran&technology=5g",
    "technology=telecommunications&technology=artificial-intelligence&all_states=JPN&q=promise",
    "technology=open-ran&technology=telecommunications&mode=deployment",
    "state=KOR&grouping=quad",
    "state=KOR&grouping=quad&role=lead&technology=-5g",
    "state=AUS&grouping=trio&as_of=2024",
    "state=JPN&grouping=quad",
    "state=PLW&grouping=trio&mode=deployment",
]


class Marks(HTMLParser):
    """The marks of a page: address and number."""

    def __init__(self, body):
        super().__init__()
        self.found = []
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "data-count" in attrs:
            self.found.append((attrs["href"], int(attrs["data-count"])))


def marks(page):
    return Marks(page.body).found


def count_of(client, address):
    """How many rows the list has; a record's own page counts the rows of its table of parts."""
    path, _, query = address.partition("?")
    if path == "/commitments/":
        return strict_filterset(QueryDict(query), CommitmentFilterSet, Commitment.objects.published()).qs.count()
    context = client.get(address).context
    if "query" in context:
        return context["query"].count
    rows = context.get("members") or context.get("memberships")
    return len({(row["state"], row["grouping"]) for row in rows})


def rows(client, query):
    response = client.get(f"/compare.csv?{query}")
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def part(client, query, name):
    """The rows of a part of the file: thing, which have it, and what each has."""
    return [row[1:] for row in rows(client, query) if row[0] == name]


@pytest.mark.parametrize("query", QUERIES)
def test_every_number_is_the_count_of_its_list(client, world, query):
    page = read(client, f"/compare/?{query}")

    assert len(marks(page)) >= 3
    assert [mark for mark in marks(page) if count_of(client, mark[0]) != mark[1]] == []


def test_a_link_of_each_page_shows_its_number(client, world):
    for query in each(QUERIES[:1] + QUERIES[-5:-4]):
        for address, number in marks(read(client, f"/compare/?{query}"))[:4]:
            assert client.get(address).context["query"].count == number


def test_what_is_shared_and_what_only_one_has(client, world):
    query = "grouping=quad&grouping=trio"

    assert part(client, query, "Technologies") == [
        ["Telecommunications", "Only Quad", "4", "0"],
        ["Open RAN", "Only Quad", "2", "0"],
        ["5G", "Only Quad", "1", "0"],
        ["Artificial intelligence", "Only Trio", "0", "1"],
    ]
    assert part(client, query, "Members and others") == [
        ["Japan", "In both", "Member, since May 2007", "Member, since 13 November 2022"],
        ["United States", "In both", "Member, since May 2007", "Member, since 13 November 2022"],
        ["Australia", "Only Quad", "Member, since 12 November 2017", ""],
        ["India", "Only Quad", "Member, since May 2007", ""],
        ["South Korea", "Only Trio", "Candidate, start not known", "Member, since 13 November 2022"],
    ]
    assert part(client, query, "In figures")[:5] == [
        ["Commitments", "", "4", "1"],
        ["States that belong to it, in any role", "", "5", "3"],
        ["States that take part in its commitments", "", "5", "3"],
        ["Statements", "", "5", "1"],
        ["Meetings", "", "3", "1"],
    ]
    assert part(client, query, "Status") == [
        ["Announced", "In both", "2", "1"],
        ["Under way", "Only Quad", "1", "0"],
        ["Completed", "Only Quad", "1", "0"],
    ]
    assert part(client, query, "Cadence")[0] == ["Leaders", "In both", "No verdict", "No verdict"]


def test_members_are_those_of_the_day(client, world):
    found = part(client, "grouping=quad&grouping=trio&as_of=2010", "Members and others")

    assert [row[0] for row in found] == ["India", "Japan", "United States"]


def test_states_have_what_all_of_them_join(client, world):
    page = read(client, "/compare/?state=JPN&state=USA&state=KOR")

    assert ("/commitments/?all_states=JPN&all_states=USA&all_states=KOR", 1) in marks(page)
    assert page.heading == "Japan, United States and South Korea side by side"
    assert "In all three" in page.text
    assert part(client, "state=JPN&state=USA&state=KOR", "Groupings they are in") == [
        ["Trio", "In all three", *["Member, since 13 November 2022"] * 3],
        ["Quad", "Only Japan and United States", *["Member, since May 2007"] * 2, "Candidate, start not known"],
    ]


def test_a_difference_has_word_and_shape(client, world):
    page = read(client, "/compare/?grouping=quad&grouping=trio")
    head = page.body[: page.body.index("Only Quad")].rpartition("<svg")[2]

    assert [name in head for name in ("compare-dots__full", "compare-dots__empty")] == [True, True]


def test_the_bridge_says_what_lies_between(client, world):
    page = read(client, "/compare/?state=kor&grouping=quad")
    found = page.context["found"]

    assert page.heading == "South Korea and the Quad"
    assert [row.role for row in found.roles] == ["candidate"]
    assert (found.elsewhere.count, found.own.count, found.joined.count) == (1, 4, 0)
    assert found.technologies == [] and found.would_join is None
    assert [(line.label, line.cells[0].count) for line in found.partners] == [
        ("Japan", 1),
        ("United States", 1),
        ("Australia", 0),
        ("India", 0),
    ]
    assert [(link.grouping.slug, [str(state) for state in link.members]) for link in found.links] == [
        ("trio", ["Japan", "United States"])
    ]


@pytest.mark.parametrize(("role", "shown"), [("member", ["member"]), ("observer", [])])
def test_the_bridge_as_of_a_day_has_a_member_whose_start_nobody_knows(client, world, role, shown):
    world.groupings["trio"].memberships.create(state=world.states["PLW"], role=role)
    Grouping.objects.filter(slug="trio").update(founded_earliest=None, founded_latest=None)
    found = read(client, "/compare/?state=PLW&grouping=trio&as_of=2023").context["found"]

    assert [row.role for row in found.roles] == shown
    assert found.is_member == (role == "member")


def test_a_technology_is_common_when_both_name_it_or_it_is_the_narrowest(client, world):
    labs, technologies = world.commitments["labs"], world.technologies
    labs.technologies.add(technologies["open-ran"], technologies["telecommunications"])
    found = read(client, "/compare/?state=KOR&grouping=quad").context["found"]

    assert [(line.label, *(cell.count for cell in line.cells)) for line in found.technologies] == [
        ("Telecommunications", 1, 4),
        ("Open RAN", 1, 2),
    ]
    assert found.would_join.url == "/commitments/?state=-KOR&grouping=quad&technology=telecommunications"
    assert found.would_join.count == 4 == count_of(client, found.would_join.url)

    labs.technologies.set([technologies["open-ran"]])
    found = read(client, "/compare/?state=KOR&grouping=quad").context["found"]
    assert [line.code for line in found.technologies] == ["open-ran"]
    assert sorted(row.slug for row in found.joinable) == ["palau", "report"]


def test_the_note_on_a_part_leads_to_what_it_names(client, world):
    Membership.objects.filter(role="candidate").update(note="Discussed, see [[source:paper]].")
    page = read(client, "/compare/?state=KOR&grouping=quad")

    assert "not yet published" not in page.text
    assert page.part("Discussed, see", ".") == "Title of paper (A ministry)"


def test_a_member_is_said_to_be_one(client, world):
    assert "Japan is a member of the Quad" in read(client, "/compare/?state=JPN&grouping=quad").text
    assert "Palau has no recorded part in the Quad" in read(client, "/compare/?state=PLW&grouping=quad").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Choose what to compare"),
        ("grouping=quad", "Choose one more to compare it with."),
        ("grouping=quad&grouping=quad", "Choose one more to compare it with."),
        ("grouping=quad&grouping=nope", "Unknown value “nope” of the filter “grouping” was ignored. Known values: "),
        ("grouping=quad&grouping=trio&state=JPN&state=KOR", "Only one kind can be compared"),
        ("state=JPN&state=KOR&state=USA&state=AUS&state=IND", "At most four states fit side by side."),
        ("frobs=1", "There is no filter called “frobs”; it was ignored."),
    ],
)
def test_what_cannot_be_compared_gets_a_form(client, world, query, words):
    page = read(client, f"/compare/?{query}")

    assert words in page.text and page.context["found"] is None
    assert page.body.count("<form") == 5  # the four, and the search of the site's head
    assert client.get(f"/compare.csv?{query}").status_code == 400


def test_the_form_keeps_what_was_chosen_and_empty_fields_are_no_error(client, world):
    page = read(client, "/compare/?state=KOR&state=&grouping=&as_of=")

    assert page.body.count('<option value="KOR" selected>') == 2
    assert "ignored" not in page.text


def test_words_of_a_name_are_never_markup(client, world):
    world.groupings["trio"].short_name = "<b>=Trio"
    world.groupings["trio"].save()
    State.objects.filter(iso3="KOR").update(name='"><script>')
    for query in ("grouping=quad&grouping=trio", "state=KOR&grouping=quad", "grouping=trio&q=%3Cscript%3E"):
        page = read(client, f"/compare/?{query}")
        assert "<b>=" not in page.body and "<script>" not in page.body
    assert rows(client, "grouping=trio&grouping=quad")[0][3:] == ["<b>=Trio", "Quad"]


def test_a_draft_grouping_is_no_grouping(client, world):
    build_drafts(world)
    page = read(client, "/compare/?grouping=quad&grouping=zqgroupingwx")

    assert "Choose one more" in page.text
    assert "zqgroupingwx" not in read(client, "/compare/?state=JPN&state=KOR").text


@pytest.mark.parametrize("query", ["grouping=quad&grouping=trio", "state=JPN&state=KOR", "state=KOR&grouping=quad"])
def test_the_number_of_queries_is_fixed(client, world, query):
    counts = []
    for first, number in ((1, 1), (2, 20)):
        grow(world, number, first=first)
        client.get(f"/compare/?{query}")
        with CaptureQueriesContext(connection) as made:
            client.get(f"/compare/?{query}")
        counts.append(len(made))

    assert counts[0] == counts[1] < 45


def test_an_ended_grouping_shows_its_end_and_no_members(client, world):
    trio = world.groupings["trio"]
    trio.ended = "2024"
    trio.save()
    query = "grouping=quad&grouping=trio"

    assert part(client, query, "In figures")[-1] == ["Ended", "", "goes on", "2024"]
    assert Membership.objects.filter(grouping=trio).count() == 3
    assert all(row[3] == "" for row in part(client, query, "Members and others"))


def test_a_side_without_commitments_is_shown(client, world):
    published(Grouping, slug="bare", name="Bare", short_name="Bare", founded="2020", source=world.sources["paper"])
    page = read(client, "/compare/?grouping=quad&grouping=bare")

    assert "No commitments are recorded" in page.text and "Only Quad" in page.text
