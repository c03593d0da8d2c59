"""When readers saw a record change: its own time, and for a commitment that of its public follow-ups, on both databases."""

import datetime as dt

import pytest
from django.http import QueryDict

from initiatives.models import Commitment, FollowUp, Grouping
from initiatives.nouns import NOUNS
from initiatives.selections import Selection
from tests.world import follow_up

pytestmark = pytest.mark.django_db
DAY = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def at(rows, days: int):
    rows.update(updated_at=DAY + dt.timedelta(days=days))


@pytest.fixture
def old(world):
    at(Commitment.objects, 0)
    at(FollowUp.objects, -1)
    return world


@pytest.mark.parametrize(("state", "days"), [("published", 5), ("withdrawn", 5), ("draft", 0), ("in-review", 0)])
def test_a_commitment_changes_with_what_readers_see_of_its_follow_ups(old, state, days):
    made = follow_up(old.commitments["palau"], "2024", "progress", state=state)
    at(FollowUp.objects.filter(pk=made.pk), 5)
    found = dict(Commitment.objects.with_changed_at().values_list("slug", "changed_at"))

    assert found["palau"] == DAY + dt.timedelta(days=days)
    assert {moment for slug, moment in found.items() if slug != "palau"} == {DAY}


def test_its_own_change_counts_where_it_is_the_later(old):
    at(Commitment.objects.filter(slug="palau"), 7)

    assert Commitment.objects.with_changed_at().get(slug="palau").changed_at == DAY + dt.timedelta(days=7)
    assert all(row.changed_at == row.updated_at for row in Grouping.objects.with_changed_at())


def test_the_newest_of_a_selection_come_in_that_order(old):
    at(old.commitments["report"].follow_ups, 3)
    at(Commitment.objects.filter(slug="labs"), 2)
    rows = Selection(NOUNS["commitments"], QueryDict("ordering=title")).newest(3)

    assert [row.slug for row in rows] == ["report", "labs", "loose"]
    assert [row.changed_at for row in rows] == [DAY + dt.timedelta(days=days) for days in (3, 2, 0)]


@pytest.mark.parametrize("query", ["", "grouping=quad&ordering=title&page=2&size=50&show=state&column=title&q="])
def test_what_is_meant_is_the_filters_alone(world, query):
    meant = Selection(NOUNS["commitments"], QueryDict(query)).meant

    assert meant == ({"grouping": ["quad"]} if query else {})
