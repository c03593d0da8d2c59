"""Gone quiet: mentions, texts since, verdicts, and commitments without a verdict."""

import datetime as dt

import pytest
from django.http import QueryDict

from initiatives.analyses import gone_quiet
from initiatives.lists.filters import CommitmentFilterSet
from initiatives.models import Commitment, Grouping, Source, State, Statement, Summit, Technology
from tests import world

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


class Texts:
    """A grouping that meets and issues texts; ``text("2021", "leaders")`` is a coded text of a meeting of its own."""

    def __init__(self, slug="quad"):
        self.paper = Source.objects.filter(slug="paper").first() or world.source()
        self.grouping = world.published(Grouping, slug=slug, name=slug.title(), short_name=slug.title())
        self.technology, _ = Technology.objects.get_or_create(slug="open-ran", defaults={"name": "Open RAN"})
        self.state, _ = State.objects.get_or_create(iso3="JPN", defaults={"slug": "japan", "name": "Japan"})
        self.slug, self.number = slug, 0

    def meeting(self, level="leaders", **values):
        self.number += 1
        slug = f"{self.slug}-meeting-{self.number}"
        return world.published(Summit, slug=slug, grouping=self.grouping, name=slug, level=level, **values)

    def text(self, date, level="leaders", coding="complete", state="published", **values):
        self.number += 1
        if level and "summit" not in values:
            values["summit"] = self.meeting(level)
        return Statement.objects.create(
            slug=f"{self.slug}-text-{self.number}",
            title=f"Text {self.number}",
            grouping=self.grouping,
            issued_on=date,
            coding=coding,
            state=state,
            published_at="2024-01-01T00:00Z" if state == "published" else None,
            **{"kind": "joint-statement", "source": self.paper, **values},
        )

    def promise(self, statement, slug="palau", **values):
        return world.commitment(slug, statement, [self.technology], {self.state: "lead"}, **values)


@pytest.fixture
def quad():
    return Texts()


def judge(slug="palau", day=None):
    rows = gone_quiet.silence_verdicts(Commitment.objects.published(), day)
    return next(row for row in rows if row.commitment.slug == slug)


def test_a_commitment_that_is_missing_from_the_next_coded_text_has_gone_quiet(quad):
    first, second = quad.text("2021-03-12"), quad.text("2021-09-24")
    quad.promise(first)
    found = judge()
    assert (found.verdict, found.last.statement, found.since) == (gone_quiet.QUIET, first, [second])


def test_a_commitment_of_the_newest_text_is_still_mentioned(quad):
    quad.text("2021-03-12")
    quad.promise(quad.text("2021-09-24"))
    assert (judge().verdict, judge().since) == (gone_quiet.MENTIONED, [])


def test_a_follow_up_that_cites_the_newest_text_is_a_mention(quad):
    promise = quad.promise(quad.text("2021-03-12"))
    newest = quad.text("2021-09-24")
    world.follow_up(promise, "2021-09-24", "reaffirmed", statement=newest)
    assert (judge().verdict, judge().last.statement) == (gone_quiet.MENTIONED, newest)


def test_a_mention_counts_on_the_day_of_its_text_not_of_the_event(quad):
    promise = quad.promise(quad.text("2021-03-12"))
    quad.text("2021-09-24")
    report = quad.text("2022-05-24")
    world.follow_up(promise, "2021-06-01", "progress", statement=report)
    assert (judge().verdict, judge().last.date.isoformat()) == (gone_quiet.MENTIONED, "2022-05-24")


@pytest.mark.parametrize(("level", "coding"), [(None, "not-read"), ("working-group", "not-read"), (None, "complete")])
def test_a_mention_in_an_unread_text_or_one_without_a_meeting_counts(quad, level, coding):
    promise = quad.promise(quad.text("2021-03-12"))
    quad.text("2021-09-24")
    world.follow_up(promise, "2022-01-01", "progress", statement=quad.text("2022-01-01", level, coding))
    assert judge().verdict == gone_quiet.MENTIONED


def test_a_mention_in_a_text_of_another_grouping_counts(quad):
    promise = quad.promise(quad.text("2021-03-12"))
    quad.text("2021-09-24")
    world.follow_up(promise, "2022-01-01", "progress", statement=Texts("trio").text("2022-01-01"))
    assert judge().verdict == gone_quiet.MENTIONED


def test_texts_of_another_grouping_are_no_texts_since(quad):
    quad.text("2020-01-01")
    quad.promise(quad.text("2021-03-12"))
    Texts("trio").text("2022-01-01")
    assert judge().since == []


@pytest.mark.parametrize(
    ("level", "verdict"),
    [("leaders", "quiet"), ("ministers", "quiet"), ("officials", "mentioned"), ("working-group", "mentioned")],
)
def test_only_texts_of_the_same_level_or_a_higher_one_count_as_since(quad, level, verdict):
    quad.text("2020-01-01", "ministers")
    quad.promise(quad.text("2021-03-12", "ministers"))
    quad.text("2022-01-01", level)
    assert judge().verdict == verdict


@pytest.mark.parametrize(
    ("date", "verdict"),
    [
        ("2021-03-12", "mentioned"),
        ("2021-03-13", "quiet"),
        ("2021-03", "mentioned"),
        ("2021-04", "quiet"),
        ("2021", "mentioned"),
        ("2022", "quiet"),
    ],
)
def test_a_text_since_was_certainly_issued_after_the_last_mention(quad, date, verdict):
    quad.text("2020-01-01")
    quad.promise(quad.text("2021-03-12"))
    quad.text(date)
    assert judge().verdict == verdict


def test_a_later_text_of_a_meeting_that_mentioned_it_is_no_text_since(quad):
    quad.text("2020-01-01")
    first = quad.text("2021-03-12")
    quad.promise(first)
    quad.text("2021-03-15", summit=first.summit)
    assert judge().since == []


@pytest.mark.parametrize("changes", [{"coding": "not-read"}, {"level": None}, {"date": None}, {"state": "draft"}])
def test_unread_unranked_undated_and_unpublished_texts_are_not_coded_texts(quad, changes):
    quad.text("2020-01-01")
    quad.promise(quad.text("2021-03-12"))
    quad.text(**{"date": "2022-01-01", **changes})
    assert judge().since == []


def test_a_text_of_a_draft_meeting_has_no_level(quad):
    quad.text("2020-01-01")
    quad.promise(quad.text("2021-03-12"))
    quad.text("2022-01-01", summit=Summit.objects.create(slug="secret", grouping=quad.grouping, level="leaders"))
    assert judge().since == []


@pytest.mark.parametrize("status", ["planned", "postponed", "cancelled"])
def test_a_text_of_a_meeting_that_was_not_held_has_no_level(quad, status):
    quad.text("2020-01-01")
    quad.promise(quad.text("2021-03-12"))
    called_off = quad.text("2022-01-01", summit=quad.meeting(status=status))
    assert judge().since == []
    quad.promise(called_off, "early")
    assert judge("early").reason == gone_quiet.NO_LEVEL


@pytest.mark.parametrize("kind", ["completed", "superseded"])
def test_what_is_completed_or_superseded_is_closed_not_quiet(quad, kind):
    promise = quad.promise(quad.text("2021-03-12"))
    quad.text("2021-09-24")
    world.follow_up(promise, "2021-12-01", kind)
    assert (judge().verdict, len(judge().since)) == (gone_quiet.CLOSED, 1)
    assert judge(day=dt.date(2021, 11, 30)).verdict == gone_quiet.QUIET


@pytest.mark.parametrize("kind", ["progress", "stalled"])
def test_work_without_a_text_does_not_break_the_silence_but_is_shown(quad, kind):
    promise = quad.promise(quad.text("2021-03-12"))
    quad.text("2021-09-24")
    world.follow_up(promise, "2021-10-01", kind)
    newest = world.follow_up(promise, "2021-12", kind)
    world.follow_up(promise, "2022-01-01", "assessed", supports="unknown")
    world.follow_up(promise, None, kind)
    assert (judge().verdict, judge().evidence) == (gone_quiet.QUIET, newest)


def test_evidence_that_is_not_certainly_later_than_the_last_mention_is_not_shown(quad):
    promise = quad.promise(quad.text("2021-03-12"))
    quad.text("2021-09-24")
    world.follow_up(promise, "2021-03", "progress")
    assert judge().evidence is None


def test_a_draft_follow_up_and_a_draft_text_are_no_mention(quad):
    promise = quad.promise(quad.text("2021-03-12"))
    newest = quad.text("2021-09-24")
    world.follow_up(promise, "2021-09-24", "reaffirmed", statement=newest, state="draft")
    citing = world.follow_up(promise, "2022-01-01", "reaffirmed", statement=quad.text("2022-01-01", state="draft"))
    assert (judge().verdict, judge().last.date.isoformat()) == (gone_quiet.QUIET, "2021-03-12")
    assert judge().evidence == citing


# --- no verdict ---------------------------------------------------------------------------------------------------------


def test_without_a_date_there_is_no_verdict(quad):
    quad.text("2020-01-01")
    quad.text("2021-01-01")
    quad.promise(quad.text(None))
    assert (judge().verdict, judge().reason) == (gone_quiet.NO_VERDICT, gone_quiet.NO_DATE)


def test_without_a_meeting_there_is_no_verdict(quad):
    quad.text("2020-01-01")
    quad.text("2021-01-01")
    quad.promise(quad.text("2020-06-01", None))
    assert (judge().verdict, judge().reason) == (gone_quiet.NO_VERDICT, gone_quiet.NO_LEVEL)


def test_a_mention_that_nothing_dates_leaves_no_verdict(quad):
    promise = quad.promise(quad.text("2020-01-01"))
    quad.text("2021-01-01")
    world.follow_up(promise, None, "reaffirmed", statement=quad.text(None))
    assert (judge().verdict, judge().reason) == (gone_quiet.NO_VERDICT, gone_quiet.UNDATED_MENTION)


def test_an_undated_text_mentions_on_the_day_of_the_follow_up(quad):
    promise = quad.promise(quad.text("2020-01-01"))
    quad.text("2021-01-01")
    world.follow_up(promise, "2022", "reaffirmed", statement=quad.text(None))
    assert (judge().verdict, judge().last.date.isoformat()) == (gone_quiet.MENTIONED, "2022")


def test_one_coded_text_of_the_level_is_too_little(quad):
    quad.promise(quad.text("2021-03-12", "ministers"))
    quad.text("2022-01-01", "leaders")
    assert (judge().verdict, judge().reason) == (gone_quiet.NO_VERDICT, gone_quiet.TOO_FEW_TEXTS)


@pytest.mark.parametrize("second", ["2021-03-12", "2021-03-14"])
def test_two_texts_of_one_meeting_are_too_little(quad, second):
    first = quad.text("2021-03-12")
    quad.promise(first)
    quad.text(second, summit=first.summit)
    texts = gone_quiet.coded_texts()[quad.grouping.pk]
    assert (texts.has_level_with_two_texts, texts.has_level_to_judge) == (True, False)
    assert judge().reason == gone_quiet.TOO_FEW_TEXTS


@pytest.mark.parametrize(("second", "enough"), [("2021-03", False), ("2021-04", True), ("2021", False)])
def test_two_texts_must_certainly_be_of_different_days(quad, second, enough):
    quad.promise(quad.text("2021-03-12"))
    quad.text(second)
    assert (judge().verdict != gone_quiet.NO_VERDICT) == enough


def test_the_announcing_text_itself_need_not_be_coded(quad):
    quad.promise(quad.text("2020-01-01", coding="not-read"))
    quad.text("2021-01-01")
    quad.text("2022-01-01")
    assert (judge().verdict, len(judge().since)) == (gone_quiet.QUIET, 2)


# --- days, order, filters -----------------------------------------------------------------------------------------------


def test_a_past_day_knows_only_the_texts_and_mentions_up_to_it(quad):
    quad.text("2020-01-01")
    promise = quad.promise(quad.text("2021-03-12"))
    quad.text("2021-09-24")
    world.follow_up(promise, "2022-05-24", "reaffirmed", statement=quad.text("2022-05-24"))
    days = (dt.date(2021, 9, 23), dt.date(2021, 9, 24), dt.date(2022, 5, 23), dt.date(2022, 5, 24))
    assert [judge(day=day).verdict for day in days] == ["mentioned", "quiet", "quiet", "mentioned"]


def test_a_past_day_judges_only_what_was_certainly_announced_by_then(quad):
    quad.promise(quad.text("2021-03"))
    quad.promise(quad.text(None), "undated")
    assert gone_quiet.verdicts_by_commitment(Commitment.objects.published(), dt.date(2021, 3, 30)) == {}
    assert list(gone_quiet.verdicts_by_commitment(Commitment.objects.published(), dt.date(2021, 3, 31)).values()) == [
        "no-verdict"
    ]


def test_the_newest_text_stands_first_and_a_joint_statement_before_its_fact_sheets(quad):
    quad.promise(quad.text("2020-01-01"))
    quad.text("2021-01-01")
    meeting = quad.meeting()
    quad.text("2022-01-01", summit=meeting, kind="fact-sheet")
    joint = quad.text("2022-01-01", summit=meeting)
    assert (judge().newest, len(judge().since)) == (joint, 3)


def test_unread_texts_after_the_newest_coded_one_are_counted(quad):
    quad.text("2021-01-01", coding="not-read")
    quad.promise(quad.text("2022-01-01"))
    quad.text("2022", coding="not-read")
    later = quad.text("2023", None, coding="not-read")
    assert gone_quiet.coded_texts()[quad.grouping.pk].unread_since == [later]


def test_groupings_stand_by_name_and_the_longest_silence_first(quad):
    trio = Texts("aukus")
    trio.promise(trio.text("2021-01-01"), "labs")
    first, second = quad.text("2020-01-01"), quad.text("2021-01-01")
    quad.text("2022-01-01")
    quad.promise(second, "late")
    quad.promise(first, "early")
    texts = gone_quiet.coded_texts()
    groups = gone_quiet.group_by_grouping(
        gone_quiet.silence_verdicts(Commitment.objects.published(), texts=texts), texts
    )
    assert [group.grouping.slug for group in groups] == ["aukus", "quad"]
    assert [row.commitment.slug for row in groups[1].quiet] == ["early", "late"]
    assert [(group.judged, group.reasons) for group in groups] == [(0, {gone_quiet.TOO_FEW_TEXTS: 1}), (2, {})]


@pytest.fixture
def one_of_each(quad):
    first, second = quad.text("2020-01-01"), quad.text("2021-01-01")
    quad.promise(first, "gone")
    quad.promise(second, "said")
    world.follow_up(quad.promise(first, "done"), "2020-02-01", "completed")
    quad.promise(quad.text("2020-06-01", None), "loose")


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ({"quiet": ["quiet"]}, ["gone"]),
        ({"quiet": ["mentioned"]}, ["said"]),
        ({"quiet": ["closed"]}, ["done"]),
        ({"quiet": ["no-verdict"]}, ["loose"]),
        ({"quiet": ["quiet", "closed"]}, ["done", "gone"]),
        ({"quiet": ["-no-verdict"]}, ["done", "gone", "said"]),
        ({"quiet": ["quiet"], "as_of": ["2020"]}, []),
        ({"quiet": ["no-verdict"], "as_of": ["2020"]}, ["done", "gone", "loose"]),
    ],
)
def test_the_filter_finds_each_verdict_on_the_day_that_is_shown(one_of_each, query, slugs):
    assert slugs_of(query) == slugs


def test_what_the_day_is_too_coarse_for_may_be_without_a_verdict_but_not_quiet(one_of_each, quad):
    quad.promise(quad.text("2022"), "coarse")
    for verdict, count in (("quiet", 0), ("no-verdict", 1), ("-quiet", 1)):
        filterset = CommitmentFilterSet(
            QueryDict(f"as_of=2022-05&quiet={verdict}"), queryset=Commitment.objects.published()
        )
        assert filterset.possible_match_count == count


def test_the_filter_looks_at_all_of_a_groupings_texts_whatever_else_is_filtered(one_of_each):
    assert slugs_of({"quiet": ["quiet"], "year": ["2020"]}) == ["gone"]


def slugs_of(query):
    asked = QueryDict(mutable=True)
    for name, values in query.items():
        asked.setlist(name, values)
    filterset = CommitmentFilterSet(asked, queryset=Commitment.objects.published())
    assert filterset.form.errors == {}
    return sorted(filterset.qs.values_list("slug", flat=True))


def test_verdicts_take_four_queries_however_many_commitments_there_are(quad, django_assert_num_queries):
    first = quad.text("2020-01-01")
    quad.text("2021-01-01")
    for number in range(3):
        promise = quad.promise(first, f"promise-{number}")
        world.follow_up(promise, "2020-05", "progress", statement=first)
        with django_assert_num_queries(4):
            found = gone_quiet.silence_verdicts(Commitment.objects.published())
            assert [row.last.statement.grouping for row in found] == [quad.grouping] * (number + 1)
