"""Versions of a record, the differences between two of them, and restoring one."""

import datetime as dt
import json
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.editorial.restoring import put_back
from initiatives.editorial.transitions import transition
from initiatives.history.changes import Words, newest_changes, public_history, table
from initiatives.history.recording import change
from initiatives.history.versions import as_they_are, compare, last_public, load, versions_of
from initiatives.models import Commitment, FollowUp, Grouping, Participation
from tests.world import commitment, follow_up, person

LATER = dt.timedelta(minutes=1)


@pytest.fixture
def edith(world):
    return person("edith", "Editors")


def age(record):
    """Move a record's history a minute back, so that what follows is another change."""
    for model in (type(record), Participation, FollowUp):
        for row in model.history.all():
            row.history_date -= LATER
            row.save()


def saved(record, user, reason="", **values):
    """The record with these values, saved by somebody as a change of its own."""
    age(record)
    record = type(record).objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(record, name, value)
    record._history_user, record._change_reason = user, reason
    record.save()
    return record


def told(older, newer):
    return table(compare(older, newer), Words([newer, *([older] if older else [])], public=False))


# --- versions -----------------------------------------------------------------------------------------------------------------


def test_what_is_written_at_once_is_one_version(world):
    """The row of a commitment, its technologies, modes and parties are several rows of history."""
    palau = world.commitments["palau"]
    assert palau.history.count() > 1
    (version,) = versions_of(palau)

    assert version.number == 1
    assert {part.values["state"] for part in version.parts["participations"].values()} == {
        world.states[code].pk for code in ("USA", "JPN", "PLW")
    }
    assert len(version.said.values["technologies"]) == 2


def test_a_version_for_each_change_with_who_when_and_why(world, edith):
    palau = saved(world.commitments["palau"], edith, "Misread.", summary="Said better.")
    first, second = versions_of(palau)

    assert (second.number, second.user, second.reason, second.state) == (2, edith, "Misread.", "published")
    assert second.moment > first.moment
    assert told(first, second) == [{"label": "Summary", "before": "They promise palau.", "after": "Said better."}]


def test_changes_of_two_people_are_two_versions_however_close(world, edith):
    palau, otto = world.commitments["palau"], person("otto", "Editors")
    age(palau)
    for user, words in ((edith, "One."), (otto, "Two.")):
        palau._history_user, palau.summary = user, words
        palau.save()

    assert [version.user for version in versions_of(palau)] == [None, edith, otto]


def test_two_saves_of_one_person_are_two_versions_however_close_and_both_reasons_stay(world, edith):
    palau = world.commitments["palau"]
    for words, reason in (("One.", "Misread."), ("Two.", "Misspelt.")):
        palau._history_user, palau._change_reason, palau.summary = edith, reason, words
        palau.save()

    assert [(version.user, version.reason) for version in versions_of(palau)[1:]] == [
        (edith, "Misread."),
        (edith, "Misspelt."),
    ]


def test_a_record_and_its_parts_saved_together_are_one_version(world, edith):
    palau = world.commitments["palau"]
    with change():
        palau._history_user, palau.summary = edith, "Better."
        palau.save()
        palau.participations.create(state=world.states["AUS"], role="lead")
        palau.technologies.add(world.technologies["5g"])
    _, version = versions_of(palau)

    assert version.user == edith
    assert len(version.parts["participations"]) == 4
    assert len(version.said.values["technologies"]) == 3


def test_the_rows_of_older_installations_are_joined_as_they_were_read(world, edith):
    """What one person saved within three seconds was one change, and a move of the editorial state one by itself."""
    story = commitment("story", world.statements["sheet"], [world.technologies["5g"]], {}, state="draft")
    for words in ("One.", "Two.", "Three."):
        story._history_user, story.summary = edith, words
        story.save()
    transition(story, "submit", edith)
    newest = story.history.order_by("history_id").last()
    rows = list(story.history.exclude(pk=newest.pk).order_by("history_id"))
    earlier = [60] * len(rows[:-3])
    for row, seconds in zip(rows, (*earlier, 10, 8, 1), strict=True):
        row.history_date = newest.history_date - dt.timedelta(seconds=seconds)
        row.save()
    import_module("initiatives.migrations.0005_history_changes").join(apps, None)

    assert [version.said.values["summary"] for version in versions_of(story)[-3:]] == ["Two.", "Three.", "Three."]
    assert versions_of(story)[-1].state == "in-review"


def test_a_move_is_a_version_of_its_own(world, edith):
    story = commitment(
        "story", world.statements["sheet"], [world.technologies["5g"]], {world.states["JPN"]: "lead"}, state="draft"
    )
    transition(story, "submit", edith)

    assert [version.state for version in versions_of(story)] == ["draft", "in-review"]


def test_parts_that_come_change_and_go_are_told(world, edith):
    palau = saved(world.commitments["palau"], edith)
    japan = palau.participations.get(state=world.states["JPN"])
    japan.role = "host"
    japan.save()
    palau.participations.get(state=world.states["PLW"]).delete()
    palau.participations.create(state=world.states["AUS"], role="lead")
    first, *_, last = versions_of(palau)

    assert {row["sentence"] for row in told(first, last)} == {
        "Party changed (Japan (host)). Role changed from Participant to Host.",
        "Party removed: Palau (beneficiary).",
        "Party added: Australia (lead).",
    }


def test_what_was_written_past_the_history_is_seen_when_it_is_compared(world):
    palau = world.commitments["palau"]
    Commitment.objects.filter(pk=palau.pk).update(wording="Slipped in.")
    now = as_they_are(Commitment, [palau.pk])[palau.pk]

    assert told(last_public(versions_of(palau)), now) == [
        {"label": "Exact wording", "before": "", "after": "Slipped in."}
    ]


def test_many_records_are_read_with_as_many_queries_as_one(world):
    def queries(pks):
        with CaptureQueriesContext(connection) as made:
            load(Commitment, pks)
        return len(made)

    everything = [record.pk for record in world.commitments.values()]
    assert queries(everything) == queries(everything[:1])


# --- records that came with a fixture --------------------------------------------------------------------------------------------


@pytest.fixture
def without_history(world):
    """The world as after loaddata, which writes no history."""
    for model in (Commitment, Participation, FollowUp, Grouping):
        model.history.all().delete()
    return world


def test_a_record_from_a_fixture_has_the_version_that_is_stored(without_history):
    palau = without_history.commitments["palau"]
    (version,) = versions_of(palau)

    assert version.moment == min(palau.created_at, palau.published_at)
    assert len(version.parts["participations"]) == 3 and len(version.said.values["technologies"]) == 2


def test_its_first_version_is_written_down_before_its_first_change(without_history, edith):
    world = without_history
    palau = world.commitments["palau"]
    palau._history_user, palau.summary = edith, "Said better."
    palau.save()
    palau.technologies.remove(world.technologies["open-ran"])
    japan = palau.participations.get(state=world.states["JPN"])
    japan.delete()
    first, *_, last = versions_of(palau)

    assert (first.user, first.number) == (None, 1)
    assert told(first, last) == [
        {"label": "Summary", "before": "They promise palau.", "after": "Said better."},
        {"label": "Technologies", "before": "Open RAN, Telecommunications", "after": "Telecommunications"},
        {"label": "Party", "sentence": "Party removed: Japan (participant)."},
    ]


def test_loading_a_fixture_writes_no_history(world, tmp_path):
    """Not even for what it links to a commitment."""
    file = tmp_path / "one.json"
    days = {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z", "imported_digest": "x"}
    values = {"slug": "loaded", "title": "Loaded", "summary": "It came.", "evidence": "verified", "state": "draft"}
    links = {"statement": ["sheet-text"], "technologies": [["5g"]], "modes": [["deployment"]]}
    file.write_text(json.dumps([{"model": "initiatives.commitment", "fields": {**values, **days, **links}}]))
    call_command("loaddata", str(file), verbosity=0)
    loaded = Commitment.objects.get(slug="loaded")
    (version,) = versions_of(loaded)

    assert Commitment.history.filter(id=loaded.pk).count() == 0
    assert (version.reason, version.moment.year) == ("Research import", 2026)
    assert version.said.values["technologies"] == {world.technologies["5g"].pk}


# --- putting back ------------------------------------------------------------------------------------------------------------------


def test_an_old_version_is_put_back_with_its_parts_and_makes_a_new_one(world, edith):
    palau = saved(world.commitments["palau"], edith, summary="Wrong.", slug="palau-2", amount_note="Wrong.")
    palau.technologies.set([world.technologies["5g"]])
    palau.participations.get(state=world.states["PLW"]).delete()
    palau.participations.create(state=world.states["AUS"])
    follow_up(palau, "2025", "progress")
    age(palau)
    first, *_ = versions_of(palau)
    put_back(palau, first, edith, "It was right before.")

    palau.refresh_from_db()
    assert (palau.summary, palau.amount_note, palau.state) == ("They promise palau.", "", "published")
    assert {technology.slug for technology in palau.technologies.all()} == {"open-ran", "telecommunications"}
    assert {party.state.iso3: party.role for party in palau.participations.all()} == {
        "USA": "lead",
        "JPN": "participant",
        "PLW": "beneficiary",
    }
    assert (palau.slug, palau.follow_ups.count()) == ("palau-2", 4)
    last = versions_of(palau)[-1]
    assert (last.user, last.reason) == (edith, "Version 1 put back: It was right before.")


def test_what_can_no_longer_stand_is_not_put_back(world, edith):
    text = world.statements["unread"]
    palau = saved(world.commitments["palau"], edith, statement=text)
    palau.technologies.remove(world.technologies["open-ran"])
    first = versions_of(palau)[0]
    Commitment.objects.exclude(pk=palau.pk).delete()
    world.technologies["open-ran"].delete()
    before = Commitment.objects.filter(pk=palau.pk).values().get()
    with pytest.raises(ValidationError, match="no longer exist"):
        put_back(palau, first, edith, "")

    assert Commitment.objects.filter(pk=palau.pk).values().get() == before


# --- in words for readers -------------------------------------------------------------------------------------------------------------


def test_readers_are_told_of_published_versions_only(world, edith):
    curator = person("carla", "Curators")
    story = commitment(
        "story",
        world.statements["sheet"],
        [world.technologies["5g"]],
        {world.states["JPN"]: "lead"},
        state="draft",
        locator="1",
        target_date="2027",
        summary="zqfirstdraftwx",
    )
    story = saved(story, curator, "zqnotewx", summary="They promise a story.")
    age(story)
    transition(story, "submit", curator)
    age(story)
    transition(story, "send_back", edith, "zqbackwx")
    age(story)
    transition(story, "publish", edith)
    story = saved(story, edith, "The text says five.", summary="They promise five stories.")
    changed, published = public_history(story)

    assert (published.sentences, published.reason, published.role) == (["Published."], "", "an editor")
    assert changed.sentences == ["Summary changed from “They promise a story.” to “They promise five stories.”"]
    assert (changed.reason, changed.role) == ("The text says five.", "an editor")


def test_what_was_withdrawn_meanwhile_is_left_out_and_its_reason_is_told(world, edith):
    palau = world.commitments["palau"]
    age(palau)
    transition(palau, "withdraw", edith, "A doubt.")
    palau = saved(palau, edith, "zqsecretwx", summary="zqsecretwx")
    palau = saved(palau, edith, summary="Said better.")
    age(palau)
    Commitment.objects.filter(pk=palau.pk).update(target_date_earliest="2027-01-01", target_date_latest="2027-12-31")
    Commitment.objects.filter(pk=palau.pk).update(locator="1")
    transition(Commitment.objects.get(pk=palau.pk), "restore", person("otto", "Editors"))
    again, withdrawn, published = public_history(palau)

    assert (withdrawn.sentences, withdrawn.reason) == (["Withdrawn."], "A doubt.")
    assert again.sentences[0] == "Published again."
    assert "Target date added: 2027." in again.sentences
    assert not any(
        "zqsecretwx" in text for change in (again, withdrawn, published) for text in [*change.sentences, change.reason]
    )


def test_a_follow_up_is_told_from_its_publication_to_its_withdrawal(world, edith):
    palau = world.commitments["palau"]
    late = follow_up(palau, "2025-02", "progress", state="draft", note="zqdraftwx", locator="1")
    age(palau)
    assert "zqdraftwx" not in str(public_history(palau))
    assert "2025" not in str(public_history(palau))
    transition(late, "publish", edith)
    age(palau)
    transition(late, "withdraw", edith, "It was another island.")
    withdrawn, added, _ = public_history(palau)

    assert added.sentences == ["Follow-up added: progress, February 2025."]
    assert withdrawn.sentences == ["Follow-up withdrawn: progress, February 2025."]
    assert withdrawn.reason == "It was another island."


def test_what_is_not_public_today_is_not_named(world, edith):
    palau, sheet = world.commitments["palau"], world.statements["sheet"]
    palau = saved(palau, edith, statement=sheet, summary="See [[statement:hiroshima-text]].")
    world.statements["hiroshima"].__class__.objects.filter(slug="hiroshima-text").update(state="withdrawn")
    (changed, _) = public_history(palau)

    assert "hiroshima" not in " ".join(changed.sentences).lower()
    assert "Statement changed from a record not yet published to Text of sheet." in changed.sentences


# --- the newest changes -------------------------------------------------------------------------------------------------------------------


def test_the_newest_changes_are_plain_data_for_pages_and_feeds(world, edith):
    palau = saved(world.commitments["palau"], edith, "Misread.", summary="Said better.")
    newest = newest_changes(limit=1)[0]

    assert (newest.noun, newest.record, newest.address) == ("commitment", "Open RAN in Palau", palau.get_absolute_url())
    assert newest.sentence == "Summary changed from “They promise palau.” to “Said better.”"
    assert (newest.role, newest.reason, newest.grouping) == ("an editor", "Misread.", "Quad")


def test_they_are_found_by_noun_grouping_and_day(world):
    def found(**wanted):
        return {change.record for change in newest_changes(**wanted)}

    assert found(noun="grouping") == {"Quad", "Trio"}
    assert found(grouping="trio") == {"Trio", "Camp David", "Text of camp david", "National laboratories"}
    assert found(noun="commitment", grouping="trio") == {"National laboratories"}
    assert found(noun="source", grouping="trio") == set()
    assert found(since=dt.date.today() + dt.timedelta(days=2)) == set()
    assert len(newest_changes(limit=5)) == 5


def test_a_save_that_changes_nothing_for_readers_is_no_change(world, edith):
    saved(world.commitments["palau"], edith)
    follow_up(world.commitments["palau"], "2025", "progress", state="draft")

    assert {change.sentence for change in newest_changes()} == {"Added."}
