"""Due: when a target date has passed, what is still to come, and when what was completed was completed."""

import datetime as dt

import pytest
from django.http import QueryDict

from initiatives.analyses import due
from initiatives.lists.filters import CommitmentFilterSet
from initiatives.models import Commitment
from tests import world

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


@pytest.fixture
def made(world):
    return world


@pytest.fixture
def target(made):
    """A commitment of May 2023 with this target date."""
    number = iter(range(100))

    def make(date, slug="", statement="hiroshima", **values):
        states, technologies = made.states, made.technologies
        slug = slug or f"target-{next(number)}"
        parties = {states["JPN"]: "lead"}
        text = made.statements[statement]
        return world.commitment(slug, text, [technologies["5g"]], parties, target_date=date, **values)

    return make


def ask(day, commitments=None):
    return due.build_due_report(Commitment.objects.published() if commitments is None else commitments, day)


def stands(commitment, day):
    answer = ask(day, Commitment.objects.filter(pk=commitment.pk))
    found = {row.state for row in (*answer.overdue, *answer.upcoming, *answer.met)}
    return found.pop() if found else None


@pytest.mark.parametrize(
    ("date", "last"),
    [
        ("2024-05-20", dt.date(2024, 5, 20)),
        ("2024-05", dt.date(2024, 5, 31)),
        ("2024-02", dt.date(2024, 2, 29)),
        ("2024", dt.date(2024, 12, 31)),
    ],
)
def test_a_date_has_passed_when_its_last_day_is_over(target, date, last):
    made = target(date)
    assert stands(made, last) == due.UPCOMING
    assert stands(made, last + dt.timedelta(days=1)) == due.OVERDUE


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (None, due.OVERDUE),
        ("reaffirmed", due.OVERDUE),
        ("progress", due.OVERDUE),
        ("stalled", due.OVERDUE),
        ("completed", due.MET),
        ("superseded", None),
    ],
)
def test_only_completion_or_a_successor_keeps_a_passed_date_from_being_overdue(target, kind, state):
    made = target("2024")
    if kind:
        world.follow_up(made, "2024-06-01", kind)
    assert stands(made, dt.date(2025, 1, 1)) == state


def test_superseded_ones_are_counted_but_not_listed(target):
    world.follow_up(target("2024"), "2024-06-01", "superseded")
    assert ask(dt.date(2025, 1, 1)).superseded == 1


def test_an_unknown_status_is_no_evidence_of_completion(target):
    made = target("2024")
    world.follow_up(made, "2025-01-01", "assessed", supports="unknown")
    assert stands(made, dt.date(2025, 1, 2)) == due.OVERDUE


def test_a_past_day_does_not_know_of_a_later_completion(target):
    made = target("2024")
    world.follow_up(made, "2025-02-01", "completed")
    assert stands(made, dt.date(2025, 1, 31)) == due.OVERDUE
    assert stands(made, dt.date(2025, 2, 1)) == due.MET


def test_commitments_without_a_target_date_are_left_out(made):
    answer = ask(dt.date(2024, 1, 1))
    assert [row.commitment.slug for row in (*answer.overdue, *answer.upcoming, *answer.met)] == ["loose"]


def test_what_is_to_come_stands_soonest_first_and_what_has_passed_newest_first(target):
    for date in ("2025", "2025-03", "2023-07", "2023-06-30", "2025-12-31"):
        target(date, slug=f"by-{date}")
    answer = ask(dt.date(2024, 1, 1), Commitment.objects.filter(slug__startswith="by-"))
    assert [row.commitment.slug for row in answer.upcoming] == ["by-2025-03", "by-2025", "by-2025-12-31"]
    assert [row.commitment.slug for row in answer.overdue] == ["by-2023-07", "by-2023-06-30"]


@pytest.mark.parametrize(
    ("first", "last", "months", "words"),
    [
        ("2024-01-15", "2024-01-15", 0, "less than a month left"),
        ("2024-01-15", "2024-02-14", 0, "less than a month left"),
        ("2024-01-15", "2024-02-15", 1, "1 month left"),
        ("2024-01-31", "2024-02-29", 0, "less than a month left"),
        ("2024-01-15", "2026-03-31", 26, "26 months left"),
    ],
)
def test_months_are_whole_months(first, last, months, words):
    found = due.whole_months(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert (found, due.DueCommitment(None, due.UPCOMING, found).months_text) == (months, words)


def test_what_has_passed_says_how_long_ago():
    assert due.DueCommitment(None, due.OVERDUE, 3).months_text == "3 months ago"


@pytest.mark.parametrize(
    ("date", "completed", "timing"),
    [
        ("2024-05-20", "2024-05-20", due.IN_TIME),
        ("2024-05-20", "2024-05-21", due.LATER),
        ("2024-05-20", "2024-05", due.TIMING_UNKNOWN),
        ("2024-05-20", "2024-06", due.LATER),
        ("2024-05", "2024-05-31", due.IN_TIME),
        ("2024", "2024", due.IN_TIME),
        ("2024", "2025-01-01", due.LATER),
    ],
)
def test_the_completing_evidence_is_in_time_or_later_or_too_coarse_to_say(target, date, completed, timing):
    made = target(date)
    row = world.follow_up(made, completed, "completed")
    found = ask(dt.date(2026, 1, 1), Commitment.objects.filter(pk=made.pk)).met[0]
    assert (found.completed_by, found.timing) == (row, timing)


@pytest.mark.parametrize(("day", "timing"), [("2024-12-31", due.IN_TIME), ("2025-01-01", due.TIMING_UNKNOWN)])
def test_an_assessment_after_the_date_does_not_show_that_completion_was_late(target, day, timing):
    made = target("2024")
    world.follow_up(made, day, "assessed", supports="completed")
    answer = ask(dt.date(2026, 1, 1), Commitment.objects.filter(pk=made.pk))
    assert [row.timing for row in answer.met] == [timing]
    assert (answer.in_time, answer.later, answer.cannot_say) == (
        int(timing == due.IN_TIME),
        0,
        int(timing == due.TIMING_UNKNOWN),
    )


def test_of_several_rows_in_a_row_that_say_completed_the_oldest_counts(target):
    made = target("2024")
    world.follow_up(made, "2023-06-01", "completed")
    world.follow_up(made, "2023-07-01", "progress")
    first = world.follow_up(made, "2024-06-01", "completed")
    world.follow_up(made, "2024-07-01", "reaffirmed")
    world.follow_up(made, "2025-06-01", "completed")
    world.follow_up(made, "2024-01-01", "completed", state="draft")
    found = ask(dt.date(2026, 1, 1), Commitment.objects.filter(pk=made.pk)).met[0]
    assert (found.completed_by, found.timing) == (first, due.IN_TIME)


@pytest.fixture
def one_of_each(target):
    target("2024", slug="passed")
    target("2026", slug="ahead")
    world.follow_up(target("2024", slug="kept"), "2024-06-01", "completed")
    world.follow_up(target("2024", slug="replaced"), "2024-06-01", "superseded")


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("due=overdue", ["passed"]),
        ("due=upcoming", ["ahead", "loose"]),
        ("due=met", ["kept"]),
        ("due=overdue&due=met", ["kept", "passed"]),
        ("due=overdue&as_of=2024-05", []),
        ("due=upcoming&as_of=2024-05", ["ahead", "kept", "passed", "replaced"]),
        ("due=-upcoming&target_date=-none", ["kept", "passed", "replaced"]),
    ],
)
def test_the_filter_finds_each_state_on_the_day_that_is_shown(one_of_each, query, slugs, monkeypatch):
    monkeypatch.setattr("initiatives.lists.filters.commitments.today", lambda: dt.date(2025, 6, 1))
    filterset = CommitmentFilterSet(QueryDict(query), queryset=Commitment.objects.published())
    assert filterset.form.errors == {}
    assert sorted(filterset.qs.values_list("slug", flat=True)) == slugs


def test_the_filter_and_the_answer_agree(one_of_each):
    day = dt.date(2025, 6, 1)
    answer = ask(day)
    for state, rows in ((due.OVERDUE, answer.overdue), (due.UPCOMING, answer.upcoming), (due.MET, answer.met)):
        filtered = Commitment.objects.published().with_status(on=day).filter(due.due_condition([state], day))
        assert {row.commitment.pk for row in rows} == set(filtered.values_list("pk", flat=True))


def test_the_answer_takes_two_queries_however_many_targets_there_are(target, django_assert_num_queries):
    for number in range(3):
        world.follow_up(target("2024", slug=f"kept-{number}"), "2024-06-01", "completed")
        with django_assert_num_queries(2):
            assert len([row.completed_by.source.title for row in ask(dt.date(2026, 1, 1)).met]) == number + 1
