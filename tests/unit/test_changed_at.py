"""When readers saw a record change: its own time and that of its parts, and for a source that of what first cites it, on both
databases."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from initiatives.lists.resources import RESOURCES
from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    SearchLogEntry,
    Source,
    State,
    Statement,
)
from initiatives.publishing.selection import ChunkedQuery
from tests.world import commitment, follow_up, source

pytestmark = pytest.mark.django_db
DAY = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def at(rows, days: int):
    rows.update(updated_at=DAY + dt.timedelta(days=days))


@pytest.fixture
def old(world):
    for rows in (Commitment, Grouping, State):
        at(rows.objects, 0)
    for parts in (FollowUp, Participation, SearchLogEntry, Membership):
        at(parts.objects, -1)
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
    assert all(row.changed_at == row.updated_at for row in Statement.objects.with_changed_at())


def test_parts_change_what_they_are_part_of(old):
    at(old.commitments["palau"].participations, 3)
    searched = {"question": "How much?", "where": "Everywhere.", "done_on": "2025-01-01", "outcome": "nothing-found"}
    SearchLogEntry.objects.create(commitment=old.commitments["labs"], field="amount", **searched)
    at(SearchLogEntry.objects, 4)
    at(Membership.objects.filter(grouping__slug="trio", state__iso3="KOR"), 5)
    secret = Grouping.objects.create(slug="secret", name="Secret", short_name="Secret")
    hidden = Membership.objects.create(grouping=secret, state=old.states["PLW"], role="member")
    at(Membership.objects.filter(pk=hidden.pk), 6)

    assert moved(Commitment) == {"palau": 3, "labs": 4}
    assert moved(Grouping) == {"trio": 5}
    assert moved(State) == {"south-korea": 5}


def moved(model) -> dict[str, int]:
    """The public records that readers saw change after the first day, and how many days after it."""
    rows = model.objects.published().with_changed_at().values_list("slug", "changed_at")
    return {slug: (moment - DAY).days for slug, moment in rows if moment > DAY}


def test_a_source_changes_when_readers_first_see_it(old):
    made = source("hidden")
    later = commitment("later", old.statements["hiroshima"], [], {}, state="draft", source=made)
    at(Source.objects, -9)
    assert not Source.objects.published().filter(pk=made.pk).exists()
    later.state, later.published_at = "published", timezone.now()
    later.save()

    assert Source.objects.published().with_changed_at().get(pk=made.pk).changed_at >= later.published_at
    assert [row.slug for row in ChunkedQuery(RESOURCES["sources"], QueryDict("")).newest(1)] == ["hidden"]


def test_the_newest_of_a_selection_come_in_that_order(old):
    at(old.commitments["report"].follow_ups, 3)
    at(Commitment.objects.filter(slug="labs"), 2)
    rows = ChunkedQuery(RESOURCES["commitments"], QueryDict("ordering=title")).newest(3)

    assert [row.slug for row in rows] == ["report", "labs", "loose"]
    assert [row.changed_at for row in rows] == [DAY + dt.timedelta(days=days) for days in (3, 2, 0)]


@pytest.mark.parametrize("query", ["", "grouping=quad&ordering=title&page=2&size=50&show=state&column=title&q="])
def test_what_is_meant_is_the_filters_alone(world, query):
    meant = ChunkedQuery(RESOURCES["commitments"], QueryDict(query)).meant

    assert meant == ({"grouping": ["quad"]} if query else {})
