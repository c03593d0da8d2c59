"""Cadence: the usual interval, late and dormant levels, promised meetings, and levels without a verdict."""

import datetime as dt

import pytest
from django.http import QueryDict

from initiatives.analyses import cadence
from initiatives.lists.filters import GroupingFilterSet
from initiatives.models import Grouping, Summit
from initiatives.models.vocabularies import SummitLevel
from tests import world

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

QUAD_LEADERS = ("2021-03-12", "2021-09-24", "2022-03-03", "2022-05-24", "2023-05-20", "2024-09-21")


@pytest.fixture
def quad():
    return world.published(Grouping, slug="quad", name="The Quad", short_name="Quad")


@pytest.fixture
def meet(quad):
    def make(start, level="leaders", grouping=quad, state="published", **values):
        number = Summit.objects.count()
        name = f"Meeting {number}"
        values = {"published_at": "2024-01-01T00:00Z", "start": start, "level": level, "name": name, **values}
        return Summit.objects.create(slug=f"meeting-{number}", grouping=grouping, state=state, **values)

    return make


def ask(day, level="leaders"):
    rows = cadence.grouping_cadences(Grouping.objects.published(), day and dt.date.fromisoformat(day))
    return next(item for row in rows for item in row.levels if item.level == level)


def test_the_quad_leaders_summit_that_did_not_take_place(meet):
    for start in QUAD_LEADERS:
        meet(start)
    meet("2023-05-24", status="cancelled")
    india = meet(None, status="postponed", note="No date was found.", source=world.source(published_on="2025-12-05"))
    found = ask("2025-12-31")
    assert found.intervals == [196, 160, 82, 361, 490]
    assert (found.usual, found.since, round(found.ratio, 2)) == (196, 466, 2.38)
    assert (found.verdict, found.promised) == (cadence.LATE, [india])
    assert ask("2026-11-25").verdict == cadence.DORMANT


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        ("2024-02-20", cadence.ON_TIME),  # 150 days after the last, at 100 as usual
        ("2024-02-21", cadence.LATE),
        ("2024-07-19", cadence.LATE),  # 300 days
        ("2024-07-20", cadence.DORMANT),
    ],
)
def test_late_begins_above_one_and_a_half_intervals_and_dormant_above_three(meet, day, verdict):
    for start in ("2023-03-07", "2023-06-15", "2023-09-23"):
        meet(start)
    assert ask(day).usual == 100
    assert ask(day).verdict == verdict


def test_below_three_meetings_there_is_no_verdict(meet):
    meet("2021-01-01")
    meet("2022-01-01")
    found = ask("2030-01-01")
    assert (found.usual, found.ratio, found.verdict) == (None, None, cadence.NO_VERDICT)
    meet("2023-01-01")
    assert ask("2030-01-01").verdict == cadence.DORMANT


def test_levels_are_counted_apart(meet):
    meet("2021-01-01")
    meet("2022-01-01")
    meet("2023-01-01", "ministers")
    found = cadence.grouping_cadences(Grouping.objects.published(), dt.date(2024, 1, 1))[0]
    assert [(item.level, len(item.occasions)) for item in found.levels] == [
        (SummitLevel.LEADERS, 2),
        (SummitLevel.MINISTERS, 1),
    ]


@pytest.mark.parametrize(
    "values", [{"status": "planned"}, {"status": "cancelled"}, {"status": "postponed"}, {"state": "draft"}]
)
def test_only_published_meetings_that_were_held_count(meet, values):
    meet("2021-01-01")
    meet("2022-01-01", **values)
    assert len(ask("2024-01-01").occasions) == 1


def test_a_meeting_without_a_start_does_not_count(meet):
    meet("2021-01-01")
    meet(None)
    assert len(ask("2024-01-01").occasions) == 1


def test_a_meeting_that_may_lie_after_the_day_does_not_count(meet):
    meet("2021-01-01")
    meet("2022")
    assert len(ask("2022-12-30").occasions) == 1
    assert len(ask("2022-12-31").occasions) == 2


@pytest.mark.parametrize(("second", "occasions"), [("2022-07-25", 1), ("2022-07-31", 1), ("2022-08-01", 2)])
def test_meetings_that_begin_less_than_a_week_apart_are_one_occasion(meet, second, occasions):
    meet("2022-07-25")
    last = meet(second)
    found = ask("2023-01-01")
    assert (len(found.occasions), found.last) == (occasions, last)


def test_a_chain_of_days_does_not_become_one_long_occasion(meet):
    for start in ("2022-07-01", "2022-07-06", "2022-07-11"):
        meet(start)
    assert [len(occasion) for occasion in ask("2023-01-01").occasions] == [2, 1]


@pytest.mark.parametrize(
    ("date", "day"),
    [("2023-05-20", "2023-05-20"), ("2023-05", "2023-05-16"), ("2023-02", "2023-02-14"), ("2023", "2023-07-02")],
)
def test_a_coarse_start_counts_from_its_middle(date, day):
    from initiatives.models.dates import PartialDate

    assert cadence.middle_day(PartialDate.parse(date)).isoformat() == day


def test_the_time_since_a_coarse_start_counts_from_its_latest_day(meet):
    for start in ("2021-01-01", "2021-04-11", "2021-08"):
        meet(start)
    assert ask("2022-01-01").since == (dt.date(2022, 1, 1) - dt.date(2021, 8, 31)).days


@pytest.mark.parametrize(
    ("start", "status", "promised"),
    [
        (None, "planned", True),
        (None, "postponed", True),
        (None, "cancelled", False),
        ("2023-02-01", "planned", True),
        ("2023", "planned", True),
        ("2022-12-31", "planned", False),
        ("2022", "planned", False),
    ],
)
def test_promised_is_what_is_planned_or_postponed_and_not_before_the_last_one(meet, start, status, promised):
    meet("2023-01-01")
    next_one = meet(start, status=status)
    assert ask(None).promised == ([next_one] if promised else [])


def test_on_a_past_day_a_promise_counts_from_the_publication_of_its_source(meet):
    meet("2023-01-01")
    known = meet(None, status="planned", source=world.source("known", published_on="2023-05"))
    meet(None, status="planned")
    assert ask("2023-05-30").promised == []
    assert ask("2023-05-31").promised == [known]


def test_a_level_at_which_a_meeting_is_only_promised_is_shown_without_a_verdict(meet):
    meet(None, status="planned")
    found = ask(None)
    assert (found.last, found.since, found.verdict) == (None, None, cadence.NO_VERDICT)


def test_a_grouping_that_has_ended_is_neither_late_nor_dormant(meet, quad):
    for start in ("2021-01-01", "2021-04-11", "2021-07-20"):
        meet(start)
    quad.ended = "2023-05"
    quad.save()
    assert ask("2023-05-30").verdict == cadence.DORMANT
    assert ask("2023-05-31").verdict == cadence.ENDED


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (45, "45 days"),
        (60, "2 months"),
        (196, "6 months"),
        (700, "23 months"),
        (730, "2 years"),
        (795, "2 years 2 months"),
    ],
)
def test_intervals_are_said_in_the_unit_that_fits(days, words):
    assert cadence.format_days(days) == words


@pytest.fixture
def rhythms(meet, quad):
    for start in ("2025-01-01", "2025-04-11", "2025-07-20"):
        meet(start)
    for start in ("2021-01-01", "2021-04-11", "2021-07-20"):
        meet(start, "ministers")
    trio = world.published(Grouping, slug="trio", name="Trio", short_name="Trio")
    for start in ("2025-01-01", "2025-02-01", "2025-03-04", "2025-07-10"):
        meet(start, grouping=trio)
    meet("2024", "officials", grouping=trio)
    world.published(Grouping, slug="silent", name="Silent", short_name="Silent")
    ended = world.published(Grouping, slug="ended", name="Ended", short_name="Ended", ended="2024")
    meet("2021-01-01", grouping=ended)


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("cadence=on-time", ["quad"]),
        ("cadence=dormant", ["quad"]),
        ("cadence=late", ["trio"]),
        ("cadence=no-verdict", ["silent", "trio"]),
        ("cadence=late&cadence=on-time", ["quad", "trio"]),
        ("cadence=-no-verdict", ["ended", "quad"]),
    ],
)
def test_the_filter_finds_groupings_with_the_verdict_at_any_level(rhythms, query, slugs, monkeypatch):
    monkeypatch.setattr("initiatives.analyses.cadence.today", lambda: dt.date(2025, 9, 1))
    filterset = GroupingFilterSet(QueryDict(query), queryset=Grouping.objects.published())
    assert filterset.form.errors == {}
    assert sorted(filterset.qs.values_list("slug", flat=True)) == slugs


def test_the_answer_takes_two_queries_however_many_meetings_there_are(meet, django_assert_num_queries):
    for number in range(1, 4):
        meet(f"202{number}", source=world.source(f"source-{number}"))
        with django_assert_num_queries(2):
            assert len(ask("2026-01-01").occasions) == number
