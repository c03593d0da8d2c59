"""What readers saw of a record is stored when it comes into being: a version for each change, with roles and a reason."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from django.utils.http import http_date

from initiatives.editorial.merging import merge
from initiatives.editorial.transitions import transition
from initiatives.history import recording
from initiatives.history.changes import newest_changes, public_history
from initiatives.history.recording import change
from initiatives.models import Commitment, Membership, PublicVersion, Source, State
from tests.world import SECRETS, build_drafts, commitment, follow_up, person

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


@pytest.fixture
def edith(world):
    return person("edith", "Editors")


@pytest.fixture
def carla(world):
    return person("carla", "Curators")


def versions(record) -> list[tuple[str, str, str]]:
    """Kind, role of whoever decided, and reason of each version of a record, oldest first."""
    rows = PublicVersion.objects.of(record).values_list("kind", "decider_role", "reason")
    return list(rows)


def saved(record, user, reason="", **values):
    for name, value in values.items():
        setattr(record, name, value)
    record._history_user, record._change_reason = user, reason
    record.save()
    return record


def test_every_public_record_of_the_world_has_one_version_that_says_what_readers_see(world):
    numbers = list(PublicVersion.objects.values_list("number", flat=True))

    assert numbers and set(numbers) == {1}
    assert recording.differences() == []


def test_drafts_have_no_version(world):
    build_drafts(world)
    text = "".join(map(str, PublicVersion.objects.values_list("name", "content", "reason")))

    assert PublicVersion.objects.exists()
    assert [word for word in SECRETS.values() if word in text] == []


def test_two_saves_are_two_versions_however_close_they_are(world, edith):
    palau = saved(world.commitments["palau"], edith, "Misread.", summary="Better.")
    saved(palau, edith, "Misread again.", summary="Best.")

    assert versions(palau)[1:] == [("changed", "editor", "Misread."), ("changed", "editor", "Misread again.")]


def test_what_is_saved_together_is_one_version(world, edith):
    palau = world.commitments["palau"]
    with change():
        saved(palau, edith, "Misread.", summary="Better.")
        palau.technologies.clear()
        palau.participations.first().delete()

    assert versions(palau)[1:] == [("changed", "editor", "Misread.")]


def test_a_save_that_changes_nothing_for_readers_makes_no_version(world, edith):
    palau = saved(world.commitments["palau"], edith, "Nothing.")

    assert len(versions(palau)) == 1


def test_what_is_rolled_back_leaves_no_version(world, edith):
    palau = world.commitments["palau"]
    with pytest.raises(RuntimeError), transaction.atomic():
        saved(palau, edith, summary="Better.")
        raise RuntimeError
    assert len(versions(palau)) == 1


def test_a_removed_party_moves_the_record_and_is_told_everywhere(world, edith, client):
    palau = world.commitments["palau"]
    before = timezone.now() - dt.timedelta(seconds=1)
    party = palau.participations.get(state__iso3="JPN")
    party._history_user, party._change_reason = edith, "Japan is not named."
    party.delete()
    (told, _) = public_history(palau)

    assert told.sentences == ["Party removed: Japan (participant)."]
    assert (told.role, told.reason) == ("an editor", "Japan is not named.")
    assert newest_changes(limit=1)[0].reason == "Japan is not named."
    again = client.get("/api/v1/commitments/", headers={"If-Modified-Since": http_date(before.timestamp())})
    assert again.status_code == 200
    assert "Japan is not named." in client.get("/changes.atom").content.decode()


def test_an_added_party_alone_is_told_among_the_changes(world, edith):
    party = world.commitments["labs"].participations.create(state=world.states["PLW"], role="beneficiary")
    newest = newest_changes(limit=1)[0]

    assert newest.record == str(party.commitment)
    assert newest.sentence == "Party added: Palau (beneficiary)."


def test_a_withdrawal_and_a_merge_stay_told_with_their_reason(world, edith):
    labs, palau = world.commitments["labs"], world.commitments["palau"]
    transition(labs, "withdraw", edith, "It was never promised.")
    told = newest_changes(limit=20)
    assert [(row.kind, row.reason, row.role) for row in told if row.record == str(labs) and not row.is_new] == [
        ("withdrawn", "It was never promised.", "an editor")
    ]
    twin = commitment("twin", palau.statement, [], {})
    merge(twin, palau, edith, "The same promise.")
    told = [row for row in newest_changes(limit=20) if row.record == "Twin"]
    assert [row.kind for row in told] == ["merged", "published"]
    assert "The same promise." in told[0].reason and str(palau) in told[0].reason
    assert recording.differences() == []


def test_what_hangs_on_a_withdrawn_record_goes_and_comes_back_with_it(world, edith):
    text = world.statements["sheet"]
    hanging = list(Commitment.objects.published().filter(statement=text))
    transition(text, "withdraw", edith, "A forgery.")
    assert hanging and {versions(record)[-1] for record in hanging} == {("withdrawn", "editor", "A forgery.")}
    assert recording.differences() == []
    transition(text, "restore", edith)
    assert {versions(record)[-1][0] for record in hanging} == {"restored"}
    assert recording.differences() == []


def test_a_role_is_stored_and_stays_when_the_account_gets_another(world, edith):
    palau = saved(world.commitments["palau"], edith, "Misread.", summary="Better.")
    edith.groups.set([])
    person("other", "Curators").groups.first().user_set.add(edith)

    assert public_history(palau)[0].role == "an editor"


def test_the_author_and_the_decider_of_a_publication_are_stored(world, edith, carla):
    story = commitment(
        "story", world.statements["sheet"], [world.technologies["5g"]], {world.states["JPN"]: "lead"}, state="draft"
    )
    saved(story, carla, summary="Said by a curator.")
    cautions = {"locator": "seen", "target_date": "silent"}
    transition(Commitment.objects.get(pk=story.pk), "publish", edith, "", cautions)
    first = PublicVersion.objects.of(story).get()

    assert (first.author_role, first.decider_role, first.reason) == ("curator", "editor", "")


def test_a_source_has_its_first_version_when_something_public_cites_it_and_its_last_when_nothing_does(world, edith):
    own = Source.objects.create(slug="own", title="Own", level="primary")
    assert versions(own) == []
    palau = saved(world.commitments["palau"], edith, source=own)
    assert [kind for kind, _, _ in versions(own)] == ["published"]
    saved(palau, edith, source=world.sources["paper"])
    assert [kind for kind, _, _ in versions(own)] == ["published", "withdrawn"]
    assert recording.differences() == []


def test_a_new_key_takes_the_versions_along(world, edith):
    palau = saved(world.commitments["palau"], edith, slug="palau-cable")
    report = world.commitments["report"]
    follow_ups = PublicVersion.objects.filter(noun="followup", key__startswith="report/").count()
    assert [kind for kind, _, _ in versions(palau)] == ["published", "changed"]
    saved(report, edith, slug="the-report")
    assert follow_ups
    assert PublicVersion.objects.filter(noun="followup", key__startswith="the-report/").count() >= follow_ups
    assert recording.differences() == []


def test_a_membership_changes_its_grouping_and_its_state_and_is_told_once(world, edith):
    Membership.objects.create(grouping=world.groupings["trio"], state=world.states["PLW"], role="observer")

    assert versions(world.groupings["trio"])[-1][0] == "changed"
    assert versions(State.objects.get(iso3="PLW"))[-1][0] == "part"
    assert [row.record for row in newest_changes(limit=1)] == ["Trio"]


def test_a_follow_up_is_told_once_and_stands_in_the_history_of_its_commitment(world):
    made = follow_up(world.commitments["palau"], "2024-02", "progress")
    told = [row.record for row in newest_changes(limit=50) if "February 2024" in row.record + row.sentence]

    assert told == [f"{made.commitment}: progress, February 2024"]
    assert public_history(made.commitment)[0].sentences == ["Follow-up added: progress, February 2024."]


def test_the_check_of_the_record_finds_a_version_that_says_something_else(world, capsys):
    call_command("check_record", verbosity=0)
    Commitment.objects.filter(slug="palau").update(summary="Written past every rule.")
    with pytest.raises(CommandError):
        call_command("check_record", verbosity=0)
    assert "commitment palau: its latest public version says something else" in capsys.readouterr().err


def test_a_follow_up_is_called_by_the_title_that_its_commitment_has_now(world, edith):
    palau = world.commitments["palau"]
    made = follow_up(palau, "2024-02", "progress")
    saved(palau, edith, "Misnamed.", title="The cable to Palau")

    assert PublicVersion.objects.of(made).last().name == "The cable to Palau: progress, February 2024"
    assert [row.reason for row in newest_changes(limit=1)] == ["Misnamed."]
    assert recording.differences() == []
