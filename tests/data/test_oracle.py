"""For every line of ``docs/filter-cases.md`` the page finds what the oracle computes from the research files.

The oracle (``oracle.py``) knows neither FilterSet nor ORM. What the page says is taken from its HTML.
"""

import html
import re
from typing import NamedTuple

import pytest
from django.conf import settings

from . import oracle

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

TABLE = settings.BASE_DIR / "docs" / "filter-cases.md"
LINE = re.compile(r"^\| `(?P<query>[^`]+)` \| (?P<words>[^|]+) \| (?P<found>\d+) \| (?P<coarse>\d*) \|$", re.MULTILINE)
RESULT = re.compile(r'result__title"><a href="/commitments/([^/"]+)/"')
OPTION = re.compile(r'id="pick-([a-z_]+)-([^"]+)"(.*?)option__count">([^<]*)<', re.DOTALL)
COUNT = re.compile(r'<p id="count">([\d\u202f]+) commitments?[<,]')
EVERYTHING = "&".join(f"show={name}" for name in oracle.FACETS)


class Case(NamedTuple):
    query: str
    words: str
    found: int
    too_coarse: int


def read_table() -> list[Case]:
    lines = LINE.finditer(TABLE.read_text(encoding="utf-8"))
    return [
        Case(line["query"].replace("(none)", ""), line["words"], int(line["found"]), int(line["coarse"] or 0))
        for line in lines
    ]


CASES = read_table()


def test_the_table_holds_more_than_thirty_different_queries():
    assert len({case.query for case in CASES}) == len(CASES) == 57


def test_every_filter_that_compares_values_or_dates_is_in_the_table():
    from initiatives.lists.filters import CommitmentFilterSet

    asked = {name.split("=")[0] for case in CASES for name in case.query.split("&")} - {""}
    assert asked == set(CommitmentFilterSet.parameters()) - {"q", "ordering", "quiet", "due"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.query or "everything")
def test_the_page_finds_what_the_facts_hold(demo_data, client, case):
    expected = oracle.matching(case.query)
    assert (len(expected), oracle.possible_match_count(case.query)) == (case.found, case.too_coarse)

    response = client.get(f"/commitments/?{case.query}&{EVERYTHING}")
    body = response.content.decode()
    assert response.status_code == 200
    assert response.context["query"].notices == []
    assert int(COUNT.search(body)[1].replace("\u202f", "")) == case.found
    assert RESULT.findall(body) == expected[:20]
    assert list(response.context["query"].rows.values_list("slug", flat=True)) == expected
    assert may_belong(body) == case.too_coarse
    shown = read_facets(body)
    assert shown == {name: oracle.facet(case.query, name) for name in oracle.FACETS}


DAYS = ("2008-06-30", "2017-12-01", "2021-09-24", "2024-06-30")


@pytest.mark.parametrize("day", DAYS)
def test_groupings_have_the_members_and_commitments_of_the_day(demo_data, client, day):
    rows = client.get(f"/groupings/?as_of={day}&size=100").context["page"].object_list
    shown = {row.slug: (row.member_count, row.commitment_count) for row in rows}
    assert shown and shown == oracle.groupings_on(day)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("noun", ["summits", "statements", "sources"])
def test_a_list_holds_what_was_there_by_the_day(demo_data, client, noun, day):
    rows = client.get(f"/{noun}/?as_of={day}").context["query"].rows
    assert set(rows.values_list("slug", flat=True)) == oracle.there_by(noun, day)


def may_belong(body: str) -> int:
    said = re.search(r"There (?:is|are) (\d+) more that may belong here", body)
    return int(said[1]) if said else 0


def read_facets(body: str) -> dict[str, dict[str, int]]:
    """The count beside each value, as the page has it; a value that stands twice fails."""
    shown = {name: {} for name in oracle.FACETS}
    for facet, value, _, count in OPTION.findall(body):
        assert value not in shown[facet]
        shown[facet][html.unescape(value)] = int(count)
    return shown
