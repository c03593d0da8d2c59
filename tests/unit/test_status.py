"""The status of a commitment on a day is what its latest published, dated follow-up up to that day supports."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.importing.research import derived_status
from initiatives.models import Commitment, FollowUp
from initiatives.models.dates import PartialDate
from initiatives.models.status import supported_status, supported_status_expression
from initiatives.models.vocabularies import SUPPORTS, FollowUpKind, Status
from tests.world import follow_up

pytestmark = pytest.mark.engine


def day(text):
    return dt.date.fromisoformat(text)


def status_of(commitment, on=None):
    """Status and its day."""
    row = Commitment.objects.with_status(on=on and day(on)).get(pk=commitment.pk)
    return row.status, row.status_on and row.status_on.isoformat()


@pytest.fixture
def promise(world):
    """A commitment of 18 August 2023 without any follow-up."""
    return world.commitments["labs"]


# --- what a follow-up supports ------------------------------------------------------------------------------------------


def test_each_kind_stands_for_one_status_or_for_none():
    assert {kind.value: status and status.value for kind, status in SUPPORTS.items()} == {
        "reaffirmed": None,
        "expanded": None,
        "progress": "under-way",
        "completed": "completed",
        "stalled": "stalled",
        "superseded": "superseded",
        "assessed": None,
    }


@pytest.mark.parametrize(
    ("kind", "supports", "status"),
    [
        ("progress", "", "under-way"),
        ("progress", "completed", "completed"),
        ("progress", "none", None),
        ("reaffirmed", "", None),
        ("reaffirmed", "under-way", "under-way"),
        ("assessed", "unknown", "unknown"),
        ("assessed", "", None),
    ],
)
def test_a_row_may_say_otherwise_than_its_kind(kind, supports, status):
    assert supported_status(kind, supports) == status


def test_database_and_python_agree_on_what_every_row_supports(promise):
    for number, (kind, supports) in enumerate(
        [(kind, supports) for kind in FollowUpKind.values for supports in ("", "none", *Status.values)], 1
    ):
        follow_up(promise, "2024", kind, supports=supports, number=number)
    rows = promise.follow_ups.annotate(told=supported_status_expression())
    assert rows.count() == 56
    assert [(row.number, row.told) for row in rows] == [(row.number, row.supported) for row in rows]


# --- the rule on days ---------------------------------------------------------------------------------------------------


def test_without_follow_ups_a_commitment_is_announced_since_its_statement(promise, world):
    assert status_of(promise) == ("announced", "2023-08-18")
    assert status_of(world.commitments["loose"]) == ("announced", "2024")
    assert status_of(world.commitments["undated"]) == ("announced", None)


@pytest.mark.parametrize(
    ("on", "status", "since"),
    [
        ("2023-12-31", "announced", "2023-08-18"),
        ("2024-01-09", "announced", "2023-08-18"),
        ("2024-01-10", "under-way", "2024-01-10"),
        ("2024-02-28", "under-way", "2024-01-10"),
        ("2024-02-29", "under-way", "2024-01-10"),  # reaffirmed that day, which supports nothing
        ("2024-03-30", "under-way", "2024-01-10"),  # within March, not certainly past it
        ("2024-03-31", "stalled", "2024-03"),
        ("2024-12-30", "stalled", "2024-03"),
        ("2024-12-31", "under-way", "2024"),
        ("2025-06-01", "completed", "2025-06-01"),
        (None, "superseded", "2030-01-01"),
    ],
)
def test_the_status_on_a_day_is_what_the_latest_evidence_up_to_it_supports(promise, on, status, since):
    for date, kind in (
        ("2025-06-01", "completed"),  # written in no order: the dates decide
        ("2024-01-10", "progress"),
        ("2024-02-29", "reaffirmed"),
        ("2024-03", "stalled"),
        ("2024", "progress"),
        ("2030-01-01", "superseded"),
        (None, "stalled"),
    ):
        follow_up(promise, date, kind)
    assert status_of(promise, on) == (status, since)


def test_an_undated_follow_up_never_counts(promise):
    follow_up(promise, None, "completed")
    assert status_of(promise) == ("announced", "2023-08-18")
    assert status_of(promise, "2099-12-31") == ("announced", "2023-08-18")


@pytest.mark.parametrize("state", ["draft", "in-review", "withdrawn"])
def test_a_follow_up_that_is_not_published_never_counts(promise, state):
    follow_up(promise, "2024-01-10", "progress")
    follow_up(promise, "2024-05-01", "completed", state=state)
    assert status_of(promise) == ("under-way", "2024-01-10")
    assert promise.follow_ups.public_rows().count() == 1


def test_a_row_that_supports_none_changes_nothing(promise):
    follow_up(promise, "2024-01-10", "progress")
    follow_up(promise, "2024-05-01", "completed", supports="none")
    assert status_of(promise) == ("under-way", "2024-01-10")


def test_a_row_may_take_a_commitment_back_to_announced(promise):
    follow_up(promise, "2024-01-10", "progress")
    follow_up(promise, "2024-05-01", "assessed", supports="announced")
    assert status_of(promise) == ("announced", "2024-05-01")


@pytest.mark.parametrize("assessed_first", [True, False])
def test_an_assessment_comes_after_the_texts_of_its_day(promise, assessed_first):
    rows = [("assessed", {"supports": "unknown"}), ("progress", {})]
    for kind, values in rows if assessed_first else reversed(rows):
        follow_up(promise, "2024-05-01", kind, **values)
    assert status_of(promise) == ("unknown", "2024-05-01")


def test_a_text_after_an_assessment_decides_again(promise):
    follow_up(promise, "2024-05-01", "assessed", supports="unknown")
    follow_up(promise, "2024-05-02", "progress")
    assert status_of(promise, "2024-05-01") == ("unknown", "2024-05-01")
    assert status_of(promise) == ("under-way", "2024-05-02")


def test_of_two_texts_of_one_day_the_one_with_the_higher_number_decides(promise):
    follow_up(promise, "2024-05-01", "completed")
    follow_up(promise, "2024-05-01", "progress")
    assert status_of(promise) == ("under-way", "2024-05-01")


def test_of_two_spans_that_end_together_the_narrower_is_the_later(promise):
    follow_up(promise, "2024-12-31", "completed")
    follow_up(promise, "2024", "progress")
    assert status_of(promise) == ("completed", "2024-12-31")


def test_follow_ups_of_other_commitments_do_not_count(promise, world):
    follow_up(world.commitments["report"], "2024-05-01", "stalled")
    assert status_of(promise) == ("announced", "2023-08-18")


def test_the_status_of_each_commitment_of_the_test_world(world):
    found = {slug: status_of(commitment) for slug, commitment in world.commitments.items()}
    assert found == {
        "palau": ("under-way", "2023-06"),
        "report": ("completed", "2023-05-20"),
        "labs": ("announced", "2023-08-18"),
        "undated": ("announced", None),
        "loose": ("announced", "2024"),
    }


def test_many_follow_ups_do_not_multiply_rows(world):
    for year in range(2024, 2030):
        follow_up(world.commitments["palau"], str(year), "progress")
    rows = Commitment.objects.with_status()
    assert (rows.count(), len(rows), rows.filter(status="under-way").count()) == (5, 5, 1)


def test_statuses_rank_as_their_vocabulary_stands(promise):
    ranks = []
    for number, status in enumerate(Status, 1):
        follow_up(promise, f"2024-0{number}", "assessed", supports=status.value)
        ranks.append(Commitment.objects.with_status().with_status_rank().get(pk=promise.pk).status_rank)
    assert ranks == [0, 1, 2, 3, 4, 5]


# --- the import derives the same ----------------------------------------------------------------------------------------


DATES = st.sampled_from(["2023-09", "2023-09-30", "2023-09-15", "2023", "2023-12-31", "2024-01-01", "2024", None])
ROW = st.fixed_dictionaries(
    {
        "date": DATES.map(PartialDate.of),
        "kind": st.sampled_from([kind for kind in FollowUpKind.values if kind != "assessed"]),
        "supports": st.sampled_from(["", "", "none", "completed"]),
    }
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=6), on=DATES.filter(bool).map(PartialDate.of))
def test_import_and_database_derive_the_same_status(promise, rows, on):
    """The import reckons a status before the rows are written; the database must say the same after."""
    published = {"state": "published", "published_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}
    with transaction.atomic():
        FollowUp.objects.bulk_create(
            FollowUp(commitment=promise, number=number, **published, **row) for number, row in enumerate(rows, 1)
        )
        found = status_of(promise, on.latest.isoformat())[0]
        transaction.set_rollback(True)
    assert derived_status(rows, on) == found
