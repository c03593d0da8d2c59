"""The trend: each part of a bar has the count of its list, and amounts are added only within one currency and bound."""

import csv
import io
import random
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from initiatives.charts import trend as pictures
from initiatives.history.recording import change
from initiatives.lists.filters import CommitmentFilterSet
from initiatives.lists.result_list import ResultList
from initiatives.models import Commitment, Grouping
from tests.loops import each
from tests.pages.page_text import Page
from tests.world import build_drafts, commitment, follow_up, grow, published
from tests.world import published as make

pytestmark = pytest.mark.django_db

PATH = "/explore/trend/"
MARK = re.compile(r'<a href="([^"]+)" class="mark" data-count="(\d+)">')
FILTERS = (
    "",
    "technology=open-ran",
    "technology=telecommunications&technology=-5g",
    "state=JPN",
    "grouping=quad",
    "grouping=-quad",
    "year=2023&year=none",
    "mode=deployment",
    "mode=-deployment",
    "as_of=2023-08",
    "status=-completed",
    "followed_in=2023",
    "followed_in=-2024",
    "q=promise",
)


@pytest.fixture
def world(world):
    """With follow-ups in two more years, one of them known to the year alone."""
    follow_up(world.commitments["labs"], "2024", "reaffirmed")
    follow_up(world.commitments["palau"], "2024-03-01", "reaffirmed")
    return world


@pytest.fixture
@change()
def many(world):
    """Ten groupings with commitments, and six sums in two currencies, three bounds and all scopes."""
    paper, technology, japan = world.sources["paper"], world.technologies["5g"], world.states["JPN"]
    for n in range(8):
        group = make(Grouping, slug=f"g{n}", name=f"G {n}", short_name=f"G {n}", founded="2021", source=paper)
        text = published_text(group, paper, n)
        for place in range(1 + n % 3):
            commitment(f"c{n}-{place}", text, [technology], {japan: "lead"})
    sums = (
        ("s1", 5, "USD", "exact", "whole"),
        ("s2", "2.5", "USD", "exact", "whole"),
        ("s3", 9, "USD", "up-to", "whole"),
        ("s4", 7, "USD", "target", "whole"),
        ("s5", 3, "AUD", "exact", "whole"),
        ("s6", 99, "USD", "exact", "share"),
    )
    for slug, value, currency, bound, scope in sums:
        amount = {
            "amount_value": Decimal(value),
            "amount_currency": currency,
            "amount_bound": bound,
            "amount_scope": scope,
        }
        commitment(slug, text, [technology], {japan: "lead"}, **amount)
    return world


def published_text(group, paper, n):
    from initiatives.models import Statement

    return published(
        Statement,
        slug=f"t{n}",
        title=f"T {n}",
        grouping=group,
        kind="fact-sheet",
        issued_on=str(2021 + n % 3),
        source=paper,
    )


def listing_of(query=""):
    return ResultList(QueryDict(query), CommitmentFilterSet, Commitment.objects.published(), PATH)


def list_behind(address):
    """The list that a mark leads to."""
    path, _, query = address.partition("?")
    assert path == "/commitments/"
    return ResultList(QueryDict(query), CommitmentFilterSet, Commitment.objects.published(), path)


def trend(query="", counted="announced", by="grouping", every_panel=False):
    return pictures.trend(listing_of(query), counted, by, every_panel)


@pytest.mark.parametrize("counted", ["announced", "follow-ups"])
@pytest.mark.parametrize("by", pictures.SPLIT_AXES)
def test_the_number_at_each_mark_is_the_count_of_its_list(client, many, sample, counted, by):
    build_drafts(many)
    for query in each(sample(FILTERS, 3)):
        body = client.get(f"{PATH}?{query}&count={counted}&by={by}").content.decode()
        found = {(address.replace("&amp;", "&"), int(count)) for address, count in MARK.findall(body)}
        assert found, query

        for address, count in random.Random(query).sample(sorted(found), min(len(found), 6)):
            listing = list_behind(address)
            assert (listing.count, listing.notices) == (count, []), address


@pytest.mark.parametrize("by", ["grouping", "status"])
@pytest.mark.parametrize("counted", ["announced", "follow-ups"])
def test_a_stack_adds_up_to_its_year_and_announced_years_to_the_list(many, by, counted):
    found = trend(by=by, counted=counted)

    assert found.stacked
    for place, year in enumerate(found.years):
        assert sum(item.cells[place].count for item in found.series) == year.count
    if counted == "announced":
        assert sum(year.count for year in found.years) == Commitment.objects.published().count()


@pytest.mark.parametrize("by", ["technology", "mode"])
def test_what_a_commitment_can_have_several_of_is_never_stacked(client, world, by):
    assert not trend(by=by).stacked
    response = client.get(f"{PATH}?by={by}")
    assert "panels do not add up" in response.context["caption"]
    assert response.context["drawing"]["panels"] and not response.context["drawing"]["columns"]


def test_a_commitment_under_a_technology_and_its_parent_counts_once(world):
    found = {item.value.code: [cell.count for cell in item.cells] for item in trend(by="technology").series}
    assert found == {"telecommunications": [2, 1, 1], "artificial-intelligence": [1, 0, 0]}
    picked = trend("technology=open-ran&technology=5g", by="technology")
    assert {item.value.code for item in picked.series} == {"open-ran", "5g"}


def test_the_date_not_known_comes_last_and_years_between_are_there(many):
    years = [year.label for year in trend().years]
    assert years == ["2021", "2022", "2023", "2024", "Date not known"]
    assert [year.code for year in trend(counted="follow-ups").years] == ["2023", "2024", "none"]


def test_follow_ups_are_counted_as_commitments_and_rows_are_in_the_table(client, world):
    found = {year.code: (year.count, year.rows) for year in trend(counted="follow-ups").years}
    assert found == {"2023": (2, 3), "2024": (2, 2), "none": (1, 1)}

    response = client.get(f"{PATH}?count=follow-ups")
    assert "commitments with at least one follow-up in the year" in response.context["caption"]
    assert response.context["heads"][:3] == ["Year", "Commitments", "Follow-ups"]
    assert [row[:3] for row in response.context["rows"]][0] == ["2023", 2, 3]


def test_follow_ups_are_those_known_on_the_day(world):
    found = {year.code: year.rows for year in trend("as_of=2023-06", counted="follow-ups").years}
    assert found == {"2023": 2}


def test_the_seventh_piece_is_everything_else(many):
    found = trend()
    assert [item.place for item in found.series] == [1, 2, 3, 4, 5, 6, 7]
    others = found.series[-1]
    assert others.value.label == "4 others"
    assert sum(item.count for item in found.series) == Commitment.objects.published().count()
    assert len(trend("grouping=quad&grouping=trio").series) == 2


def test_amounts_keep_currency_and_bound_apart_and_leave_shares_out(client, many):
    found = pictures.amounts(listing_of())
    totals = {(purse.currency, purse.bound): purse.total for purse in found.purses}

    assert totals == {
        ("AUD", "exact"): 3,
        ("USD", "exact"): Decimal("7.5"),
        ("USD", "at-least"): 8_000_000,
        ("USD", "up-to"): 9,
        ("USD", "target"): 7,
    }
    assert found.partial == 1
    response = client.get(f"{PATH}?count=amounts")
    assert "1 sum for one party’s share or a wider programme" in response.context["caption"]
    assert "USD, exact: 2 commitments, together USD 7.50" in Page(response).text
    assert ["USD", "Exact", "2022", "S2", "2.50", "7.50"] in response.context["rows"]


def test_each_amount_leads_to_its_commitment(client, many):
    body = client.get(f"{PATH}?count=amounts").content.decode()
    assert {"/commitments/s1/", "/commitments/loose/"} <= set(
        re.findall(r'<a href="(/commitments/[a-z0-9-]+/)"><title>', body)
    )
    assert "/commitments/s6/" not in body
    assert (
        "has an amount for the whole commitment" in client.get(f"{PATH}?count=amounts&grouping=trio").content.decode()
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("count=money", "Unknown value “money” of “count”. Known values: announced, follow-ups, amounts."),
        ("by=year", "Unknown value “year” of “by”. Known values: grouping, technology, status, mode."),
        ("panels=x", "Unknown value “x” of “panels”. Known values: all."),
        ("count=amounts&by=status", "Amounts are not split"),
    ],
)
def test_what_is_not_understood_is_told_and_files_refuse_it(client, world, query, words):
    assert words in Page(client.get(f"{PATH}?{query}")).text
    for extension in ("svg", "csv"):
        assert client.get(f"/explore/trend.{extension}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["", "by=technology", "by=mode&count=follow-ups", "by=status", "count=amounts"])
def test_the_files_stand_alone_and_hold_what_the_page_shows(client, many, query):
    page = client.get(f"{PATH}?{query}")
    svg = client.get(f"/explore/trend.svg?{query}").content.decode()
    ElementTree.fromstring(svg)
    assert "var(" not in svg and "light-dark(" not in svg and "<script" not in svg
    assert "as recorded on" in svg
    for item in page.context["legend"]:
        assert item["words"] in svg
    rows = list(csv.reader(io.StringIO(client.get(f"/explore/trend.csv?{query}").content.decode("utf-8-sig"))))
    assert rows == [page.context["heads"], *([str(value) for value in row] for row in page.context["rows"])]


def test_every_piece_has_a_pattern_or_is_the_plain_one(client, many):
    body = client.get(PATH).content.decode()
    used = set(re.findall(r"url\(#(trend-pattern-\d)\)", body))
    assert used and used <= set(re.findall(r'id="(trend-pattern-\d)"', body))
    assert len(used) == 6


def test_hostile_names_are_escaped_everywhere(client, world):
    hostile = "<script>alert('&')</script>"
    world.groupings["trio"].short_name = hostile
    world.groupings["trio"].save()
    Commitment.objects.filter(slug="loose").update(title=hostile)
    for query in ("", "count=amounts"):
        for address in (f"{PATH}?{query}", f"/explore/trend.svg?{query}"):
            body = client.get(address).content.decode()
            assert hostile not in body and escape(hostile) in body
        ElementTree.fromstring(client.get(f"/explore/trend.svg?{query}").content)


def test_nothing_found_says_so(client, world):
    assert "No record matches all of these filters" in client.get(f"{PATH}?grouping=trio&year=none").content.decode()
    assert (
        "No follow-up of these commitments is recorded"
        in client.get(f"{PATH}?count=follow-ups&statement=sheet-text").content.decode()
    )


@pytest.mark.parametrize(("counted", "by"), [("announced", "technology"), ("follow-ups", "grouping")])
def test_it_is_the_same_number_of_queries_for_any_filter_and_size(world, counted, by):
    def queries(query):
        listing = listing_of(query)
        assert listing.filterset.picked is not None
        with CaptureQueriesContext(connection) as made:
            pictures.stacked_layout(pictures.trend(listing, counted, by, False))
        return len(made)

    asked = ("", "technology=open-ran", "grouping=quad", "as_of=2024", "state=JPN", "q=promise")
    few = [queries(query) for query in asked for _ in range(2)][1::2]
    grow(world, 40)
    queries("q=promise")  # what a search takes in first
    assert few == [queries(query) for query in asked]
    # the filter by technology and the search look up their own words once or twice
    assert max(few) <= min(few) + 2
