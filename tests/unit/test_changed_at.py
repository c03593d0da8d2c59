"""When readers saw a record change: the moment of its latest public version, on both databases."""

import datetime as dt

import pytest
from django.http import QueryDict

from initiatives.history.recording import change
from initiatives.lists.resources import RESOURCES
from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    PublicVersion,
    SearchLogEntry,
    Source,
    State,
)
from initiatives.publishing.selection import ChunkedQuery
from tests.world import commitment, follow_up, source

pytestmark = [pytest.mark.engine, pytest.mark.django_db]
DAY = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def old(world):
    PublicVersion.objects.update(at=DAY)
    return world


def moved(model) -> set[str]:
    """The public records that readers saw change after the world was built."""
    return set(model.objects.published().with_changed_at().filter(changed_at__gt=DAY).values_list("slug", flat=True))


@pytest.mark.parametrize(("state", "moves"), [("published", True), ("draft", False), ("in-review", False)])
def test_a_commitment_changes_with_what_readers_see_of_its_follow_ups(old, state, moves):
    follow_up(old.commitments["palau"], "2024", "progress", state=state)

    assert moved(Commitment) == ({"palau"} if moves else set())


def test_the_withdrawal_of_a_follow_up_changes_its_commitment(old):
    palau = old.commitments["palau"]
    made = follow_up(palau, "2024", "progress")
    PublicVersion.objects.update(at=DAY)
    made.state = "withdrawn"
    made.save()

    assert moved(Commitment) == {"palau"}


def test_parts_change_what_they_are_part_of(old):
    searched = {"question": "How much?", "where": "Everywhere.", "done_on": "2025-01-01", "outcome": "nothing-found"}
    SearchLogEntry.objects.create(commitment=old.commitments["labs"], field="amount", **searched)
    old.commitments["palau"].participations.first().delete()
    member = Membership.objects.get(grouping__slug="trio", state__iso3="KOR")
    member.note = "A note."
    member.save()
    secret = Grouping.objects.create(slug="secret", name="Secret", short_name="Secret")
    Membership.objects.create(grouping=secret, state=old.states["PLW"], role="member")

    assert moved(Commitment) == {"palau", "labs"}
    assert moved(Grouping) == {"trio"}
    assert moved(State) == {"south-korea"}


def test_a_source_changes_when_readers_first_see_it(old):
    made = source("hidden")
    later = commitment("later", old.statements["hiroshima"], [], {}, state="draft", source=made)
    assert not Source.objects.published().filter(pk=made.pk).exists()
    later.state, later.published_at = "published", later.updated_at
    later.save()

    assert moved(Source) == {"hidden"}
    assert [row.slug for row in ChunkedQuery(RESOURCES["sources"], QueryDict("")).newest(1)] == ["hidden"]


def test_the_newest_of_a_selection_come_in_that_order(old):
    PublicVersion.objects.filter(noun="commitment", key="report").update(at=DAY + dt.timedelta(days=3))
    PublicVersion.objects.filter(noun="commitment", key="labs").update(at=DAY + dt.timedelta(days=2))
    rows = ChunkedQuery(RESOURCES["commitments"], QueryDict("ordering=title")).newest(3)

    assert [row.slug for row in rows] == ["report", "labs", "loose"]
    assert [row.changed_at for row in rows] == [DAY + dt.timedelta(days=days) for days in (3, 2, 0)]


def test_a_follow_up_has_a_moment_of_its_own(old):
    with change():
        made = follow_up(old.commitments["palau"], "2024", "progress")
    row = FollowUp.objects.with_changed_at().get(pk=made.pk)

    assert row.changed_at == PublicVersion.objects.of(made).get().at > DAY


@pytest.mark.parametrize("query", ["", "grouping=quad&ordering=title&page=2&size=50&show=state&column=title&q="])
def test_what_is_meant_is_the_filters_alone(world, query):
    meant = ChunkedQuery(RESOURCES["commitments"], QueryDict(query)).meant

    assert meant == ({"grouping": ["quad"]} if query else {})
