"""Coverage: how many statements of each grouping and year were read, and how far."""

import datetime as dt

import pytest

from initiatives.analyses.coverage import build_coverage_table
from initiatives.models import Grouping
from tests import world

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


@pytest.fixture
def made():
    return world.build()


def ask(day=None):
    return build_coverage_table(Grouping.objects.published(), day)


def plain(cell):
    return {value.value: count for value, count in cell.shown}


def test_each_cell_counts_statements_by_how_far_they_were_read(made):
    found = ask()
    assert found.years == [2024, 2023, 2022, None]
    assert [row.grouping.slug for row in found.rows] == ["quad", "trio"]
    quad, trio = found.rows
    assert [plain(cell) for cell in quad.cells] == [
        {"other-source": 1},
        {"complete": 1, "technology-part": 1},
        {"not-begun": 1},
        {"complete": 1},
    ]
    assert [plain(cell) for cell in trio.cells] == [{}, {"complete": 1}, {}, {}]


def test_rows_and_columns_add_up(made):
    found = ask()
    assert [plain(row.total) for row in found.rows] == [
        {"complete": 2, "technology-part": 1, "other-source": 1, "not-begun": 1},
        {"complete": 1},
    ]
    assert [cell.total for cell in found.totals] == [1, 3, 1, 1]
    assert (found.total.total, found.total.read) == (6, 4)
    assert plain(found.total) == {"complete": 3, "technology-part": 1, "other-source": 1, "not-begun": 1}


def test_a_text_is_coded_from_another_source_only_by_public_commitments(made):
    world.Commitment.objects.filter(slug="loose").update(state="draft")
    assert plain(ask().rows[0].cells[0]) == {"not-begun": 1}


def test_a_past_day_leaves_out_what_was_not_certainly_issued_by_then(made):
    found = ask(dt.date(2024, 12, 30))
    assert found.years == [2023, 2022]
    assert ask(dt.date(2024, 12, 31)).years == [2024, 2023, 2022]


def test_drafts_change_nothing_but_what_is_public(made):
    before = ask()
    drafts = world.build_drafts(made)
    drafts["public_text"].delete()
    assert ask() == before


def test_groupings_without_a_statement_are_named_apart(made):
    empty = world.published(Grouping, slug="empty", name="Empty", short_name="Empty")
    found = ask()
    assert found.without == [empty]
    assert empty not in [row.grouping for row in found.rows]


def test_without_any_statement_the_table_is_empty():
    found = ask()
    assert (found.years, found.rows, found.totals, found.total.total) == ([], [], [], 0)


def test_the_answer_takes_two_queries(made, django_assert_num_queries):
    with django_assert_num_queries(2):
        ask()
