"""The migration builds the public versions of an existing database from its rows of history."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.utils import timezone

from initiatives.editorial.checks import publishing_cautions
from initiatives.editorial.merging import merge
from initiatives.editorial.transitions import transition
from initiatives.history import recording
from initiatives.models import Commitment, FollowUp, Grouping, Membership, Participation, PublicVersion, Source, State
from tests.world import SECRETS, build_drafts, cite, commitment, follow_up, person, source

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

migration = import_module("initiatives.migrations.0004_public_versions")


@pytest.fixture
def edith(world):
    return person("edith", "Editors")


@pytest.fixture
def two_days_old(world):
    """The world as it was made two days ago, so that what a test does is a change by itself."""
    back = dt.timedelta(days=2)
    for model in (*recording.VERSIONED, Membership, Participation):
        _move_back(model._base_manager.all(), back, "created_at", "updated_at")
        _move_back(model.history.all(), back, "history_date")
        if hasattr(model, "published_at"):
            _move_back(model._base_manager.exclude(published_at=None), back, "published_at")


def _move_back(rows, by, *names):
    for row in rows:
        type(row)._base_manager.filter(pk=row.pk).update(**{name: getattr(row, name) - by for name in names})


def hours_ago(record, hours: int):
    """Let the newest row of history of a record be so many hours old."""
    row = record.history.order_by("-history_id").first()
    type(row)._base_manager.filter(pk=row.pk).update(history_date=row.history_date - dt.timedelta(hours=hours))


def saved(record, user, reason="", hours=0, **values):
    record = type(record).objects.get(pk=record.pk) if record.pk else record
    for name, value in values.items():
        setattr(record, name, value)
    record._history_user, record._change_reason = user, reason
    record.save()
    hours_ago(record, hours)
    return record


def moved(record, code, user, reason="", hours=0):
    answers = {caution.code: next(iter(dict(caution.choices))) for caution in publishing_cautions(record)}
    record = transition(record, code, user, reason, answers)
    hours_ago(record, hours)
    return record


def removed(part, user, reason, hours=0):
    part._history_user, part._change_reason = user, reason
    history, pk = type(part).history, part.pk
    part.delete()
    row = history.filter(id=pk).latest("history_id")
    history.filter(pk=row.pk).update(history_date=row.history_date - dt.timedelta(hours=hours))


def carried_over():
    """Forget the versions, and build them from the rows of history."""
    PublicVersion.objects.all().delete()
    migration.build_versions(apps, None)
    assert recording.differences() == []


def told(record) -> list[tuple[str, str, str, str]]:
    """Kind, roles and reason of each version of a record, oldest first."""
    return list(PublicVersion.objects.of(record).values_list("kind", "author_role", "decider_role", "reason"))


def contents(record) -> list[dict]:
    return list(PublicVersion.objects.of(record).values_list("content", flat=True))


PUBLISHED = ("published", "", "", "")


def test_what_is_public_has_the_version_that_readers_see(world, two_days_old):
    carried_over()

    numbers = list(PublicVersion.objects.exclude(noun="state").values_list("number", flat=True))
    assert numbers and set(numbers) == {1}
    for model in recording.VERSIONED:
        states = recording.public_states(model, model._base_manager.values_list("pk", flat=True))
        rows = {row.key: row for row in PublicVersion.objects.filter(noun=model._meta.model_name).order_by("number")}
        assert {state.key: (state.name, state.grouping, state.content) for state in states.values()} == {
            key: (row.name, row.grouping, row.content) for key, row in rows.items()
        }


def test_versions_come_noun_by_noun_and_in_their_order(world, two_days_old, edith):
    saved(world.commitments["palau"], edith, "Misread.", summary="Better.")
    carried_over()

    rows = list(PublicVersion.objects.order_by("pk").values_list("noun", "key", "number"))
    nouns = list(dict.fromkeys(noun for noun, _, _ in rows))
    assert nouns == [model._meta.model_name for model in recording.VERSIONED]
    palau = [number for noun, key, number in rows if (noun, key) == ("commitment", "palau")]
    assert palau == [1, 2]


def test_saves_of_one_person_within_three_seconds_are_one_change(world, two_days_old, edith):
    palau = saved(world.commitments["palau"], edith, "Misread.", hours=20, summary="Better.")
    saved(palau, edith, "Misread again.", hours=20, title="A network")
    saved(palau, edith, "And again.", hours=10, title="Another network")
    carried_over()

    assert told(palau) == [PUBLISHED, ("changed", "", "", "Misread again."), ("changed", "", "", "And again.")]
    assert [content["values"]["title"] for content in contents(palau)] == [
        "Open RAN in Palau",
        "A network",
        "Another network",
    ]


def test_saves_of_two_people_are_two_changes(world, two_days_old, edith):
    palau = saved(world.commitments["palau"], edith, "Misread.", hours=20, summary="Better.")
    saved(palau, person("otto", "Administrators"), "Misspelt.", hours=20, summary="Best.")
    carried_over()

    assert told(palau)[1:] == [("changed", "", "", "Misread."), ("changed", "", "", "Misspelt.")]


def test_a_save_that_changes_nothing_makes_no_version(world, two_days_old, edith):
    palau = saved(world.commitments["palau"], edith, "Looked at.")
    carried_over()

    assert told(palau) == [PUBLISHED]


def test_parts_belong_to_their_record(world, two_days_old, edith):
    palau = world.commitments["palau"]
    removed(palau.participations.get(state__slug="japan"), edith, "It was not named.", hours=5)
    saved(palau, edith, "It was not named.", hours=5)
    carried_over()

    assert told(palau) == [PUBLISHED, ("changed", "", "", "It was not named.")]
    before, after = (set(content["parts"]["participations"]) for content in contents(palau))
    assert before - after == {"japan/participant"}


def test_a_party_that_moves_to_another_record(world, two_days_old, edith):
    palau, labs = world.commitments["palau"], world.commitments["labs"]
    saved(palau.participations.get(state__slug="palau"), edith, "Wrong record.", commitment=labs)
    carried_over()

    assert [len(content["parts"]["participations"]) for content in contents(palau)] == [3, 2]
    assert [len(content["parts"]["participations"]) for content in contents(labs)] == [3, 4]
    assert told(palau)[1:] == [("changed", "", "", "")]


def test_a_follow_up_is_told_where_it_belongs(world, two_days_old, edith):
    palau = world.commitments["palau"]
    made = follow_up(palau, "2024-05", "progress", state="draft", note="Signed.")
    made = moved(made, "publish", edith, hours=10)
    FollowUp.objects.filter(pk=made.pk).update(published_at=made.published_at - dt.timedelta(hours=10))
    FollowUp.history.filter(id=made.pk, history_type="+").update(history_date=made.published_at - dt.timedelta(days=1))
    moved(made, "withdraw", edith, "It was another network.", hours=5)
    carried_over()

    assert told(made) == [("published", "", "editor", ""), ("withdrawn", "", "editor", "It was another network.")]
    assert told(palau) == [PUBLISHED, ("part", "", "", ""), ("part", "", "", "It was another network.")]
    assert [sorted(content["parts"]["follow_ups"]) for content in contents(palau)] == [
        ["1", "2", "3"],
        ["1", "2", "3", "4"],
        ["1", "2", "3"],
    ]


def test_withdrawn_and_restored(world, two_days_old, edith):
    labs = moved(world.commitments["labs"], "withdraw", edith, "Not agreed.", hours=10)
    labs = moved(labs, "restore", edith, hours=5)
    carried_over()

    assert told(labs) == [
        PUBLISHED,
        ("withdrawn", "", "editor", "Not agreed."),
        ("restored", "", "editor", ""),
    ]
    first, gone, again = contents(labs)
    assert gone == {} and first["parts"] == again["parts"]


def test_merged(world, two_days_old, edith):
    labs, palau = world.commitments["labs"], world.commitments["palau"]
    merge(*(Commitment.objects.get(pk=record.pk) for record in (labs, palau)), edith, "The same.")
    carried_over()

    assert told(labs) == [PUBLISHED, ("merged", "", "editor", "Merged into “Open RAN in Palau”.")]
    assert told(palau)[0] == PUBLISHED and {row[0] for row in told(palau)[1:]} == {"changed"}


def test_an_import_is_told_as_one(world, two_days_old):
    palau = world.commitments["palau"]
    saved(palau, User.objects.create_user("research-import"), "Research import", summary="As the file has it.")
    carried_over()

    assert told(palau) == [PUBLISHED, ("imported", "research", "research", "")]


def test_a_record_without_history_came_with_the_research(world, two_days_old, edith):
    for model in (*recording.VERSIONED, Membership, Participation):
        model.history.all().delete()
        model._base_manager.update(imported_digest="0" * 64)
    carried_over()

    assert set(PublicVersion.objects.values_list("number", "kind", "author_role", "decider_role", "reason")) == {
        (1, "published", "research", "research", "")
    }
    quad, japan = world.groupings["quad"], world.states["JPN"]
    quad.refresh_from_db()
    japan.refresh_from_db()
    assert PublicVersion.objects.of(quad).get().at == quad.published_at
    assert PublicVersion.objects.of(japan).get().at == japan.created_at


def test_a_source_is_told_from_the_day_on_which_it_was_cited(world, two_days_old, edith):
    late, never = source("late", title="Early title"), source("never")
    linked = source("linked")
    saved(late, edith, hours=0, title="Late title")
    labs = saved(world.commitments["labs"], edith, "A better source.", source=late)
    cite(world, linked)
    carried_over()

    (version,) = PublicVersion.objects.of(late)
    assert version.kind == "published" and version.at == labs.history.latest("history_id").history_date
    assert version.content["values"]["title"] == "Late title"
    assert told(linked) == [PUBLISHED] and told(never) == []


def test_what_hangs_on_a_withdrawn_record_is_withdrawn_with_it(world, two_days_old):
    trio = world.groupings["trio"]
    gone = {"state": "withdrawn", "state_reason": "No group.", "updated_at": timezone.now()}
    Grouping.objects.filter(pk=trio.pk).update(**gone)
    trio.refresh_from_db()
    carried_over()

    labs = PublicVersion.objects.of(world.commitments["labs"]).last()
    assert (labs.kind, labs.reason, labs.at, labs.content) == ("withdrawn", "No group.", trio.updated_at, {})


def test_rows_written_without_history_are_one_more_change(world, two_days_old):
    Commitment.objects.filter(slug="labs").update(title="Laboratories", updated_at=timezone.now())
    labs = Commitment.objects.get(slug="labs")
    carried_over()

    assert told(labs) == [PUBLISHED, ("changed", "", "", "")]
    assert PublicVersion.objects.of(labs).last().at == labs.updated_at


def test_a_membership_is_told_with_its_state_while_its_grouping_is_public(world, two_days_old, edith):
    palau, quad = world.states["PLW"], world.groupings["quad"]
    saved(Membership(grouping=quad, state=palau, role="observer"), edith, "It sat in.", hours=9)
    moved(world.groupings["trio"], "withdraw", edith, "No group.", hours=5)
    carried_over()

    assert told(palau) == [PUBLISHED, ("part", "", "", "")]
    assert list(contents(palau)[-1]["parts"]["memberships"]) == ["quad/observer/"]
    assert told(quad)[1:] == [("changed", "", "", "")]
    korea = contents(State.objects.get(slug="south-korea"))
    assert set(korea[-1]["parts"]["memberships"]) == {"quad/candidate/"}


def test_nothing_of_a_draft_is_in_any_version(world, edith):
    drafts = build_drafts(world)
    palau = world.commitments["palau"]
    saved(palau, edith, statement=world.statements["sheet"])
    later = FollowUp.objects.get(note=SECRETS["followup"])
    saved(later, edith, date="2024-06")
    made = commitment("late", drafts["statement"], [], {}, title=SECRETS["commitment"])
    saved(made, edith, summary=SECRETS["commitment"])
    saved(Source.objects.get(slug=SECRETS["source"]), edith, publisher=SECRETS["source"])
    carried_over()

    text = "".join(map(str, PublicVersion.objects.values_list("key", "name", "content", "reason", "grouping")))
    assert PublicVersion.objects.filter(key="palau").exists()
    assert [word for word in SECRETS.values() if word in text] == []


def test_a_record_published_before_what_it_hangs_on_is_told_from_then(world, two_days_old, edith):
    labs, later = world.commitments["labs"], timezone.now() + dt.timedelta(days=1)
    Grouping.objects.filter(slug="trio").update(published_at=later)
    saved(labs, edith, "Before readers saw it.", title="Laboratories")
    carried_over()

    (version,) = PublicVersion.objects.of(labs)
    assert (version.name, version.at) == ("Laboratories", later)
