"""Two records that resemble each other are told apart at the desk: by whom, until when, and where it is seen."""

import pytest

from initiatives.editorial.duplicates import probable_duplicates
from initiatives.models import Commitment, DismissedDuplicate, State
from tests.admin.desk import change, filled, log_in, move, move_page, url
from tests.world import commitment

WHY = "One is the grant, the other the training."


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


@pytest.fixture
def twin(world):
    """Called similarly to the one that is public."""
    technologies, parties = [world.technologies["5g"]], {world.states["JPN"]: "lead"}
    values = {"state": "in-review", "title": "Open RAN network for Palau only again", "locator": "Section 2"}
    Commitment.objects.filter(slug="palau").update(title="Open RAN network for Palau only")
    return commitment("palau-again", world.statements["readout"], technologies, parties, **values)


def say(client, record, other, reason=WHY):
    return client.post(url(Commitment, "duplicates", record.pk), {"other": other.pk, "reason": reason}, follow=True)


def named():
    return {frozenset((pair.one.slug, pair.other.slug)) for pair in probable_duplicates(Commitment)}


def cautions(client, record):
    (row,) = move_page(client, "publish", record).context["rows"]
    return [(caution["text"], caution["duplicates_url"]) for caution in row["cautions"] if caution["duplicates_url"]]


PAIR = {frozenset(("palau", "palau-again"))}


def test_the_list_the_record_and_the_caution_lead_to_the_page_where_two_are_told_apart(world, curator, editor, twin):
    page, palau = url(Commitment, "duplicates", twin.pk), world.commitments["palau"]
    listed = curator.get(f"{url(Commitment, 'changelist')}?queue=duplicates").content.decode()
    assert f'<a href="{page}">“Open RAN network for Palau only”</a>' in listed
    assert page in curator.get(url(Commitment, "change", twin.pk)).content.decode()
    assert [address for _, address in cautions(editor, twin)] == [page]
    assert page in editor.get(f"{url(Commitment, 'transition', 'publish')}?ids={twin.pk}").content.decode()

    shown = curator.get(page)
    assert [row["other"] for row in shown.context["rows"]] == [palau]
    differing = {row["label"]: (row["before"], row["after"]) for row in shown.context["rows"][0]["differences"]}
    assert differing["Technologies"] == ("5G", "Open RAN, Telecommunications")
    parties = "United States (lead); Japan (participant); Palau (beneficiary)"
    assert differing["Participations"] == ("Japan (lead)", parties)
    assert "Slug" not in differing

    assert "Marked as not duplicates." in say(curator, twin, palau).content.decode()

    assert (named(), cautions(editor, twin)) == (set(), [])
    assert curator.get(page).context["rows"] == []
    assert "resembles" not in curator.get(url(Commitment, "change", twin.pk)).content.decode()
    assert (
        "This record resembles"
        not in change(curator, twin, title="An open RAN network for Palau only, again").content.decode()
    )
    made = DismissedDuplicate.objects.get()
    assert (made.noun, {made.one, made.other}, made.reason) == ("commitment", {palau.pk, twin.pk}, WHY)
    assert made.said_by == curator.user
    for record in (twin, palau):
        told = editor.get(url(Commitment, "history", record.pk)).content.decode()
        assert WHY in told and "carla" in told
    assert WHY not in editor.get("/commitments/palau/history/").content.decode()


def test_it_holds_until_one_of_them_is_called_otherwise(world, curator, editor, twin):
    palau = world.commitments["palau"]
    say(curator, twin, palau)
    Commitment.objects.filter(pk=palau.pk).update(title="OPEN RAN network, for Palau only!", summary="Quite another.")
    assert named() == set()
    Commitment.objects.filter(pk=palau.pk).update(title="Open RAN network for Palau only, today")
    assert named() == PAIR
    assert "No longer valid" in curator.get(url(Commitment, "duplicates", twin.pk)).content.decode()
    assert say(curator, palau, twin).status_code == 200
    assert (named(), DismissedDuplicate.objects.count()) == (set(), 2)


def test_it_is_taken_back_by_who_said_it_or_by_an_editor(world, curator, editor, twin):
    palau, other = world.commitments["palau"], log_in("otto", "Curators")
    page = url(Commitment, "duplicates", twin.pk)
    for client in (curator, editor):
        say(curator, palau, twin)
        made = DismissedDuplicate.objects.standing().get()
        assert other.post(page, {"back": made.pk}).status_code == 403
        assert named() == set()
        assert (
            "Revoked. The two records can be listed as probable duplicates again."
            in client.post(page, {"back": made.pk}, follow=True).content.decode()
        )
        assert named() == PAIR
        made.refresh_from_db()
        assert made.taken_back_by == client.user and made.taken_back_at
    assert "Revoked" in editor.get(url(Commitment, "history", palau.pk)).content.decode()


def test_of_two_that_are_called_the_same_only_an_editor_says_so_since_it_opens_the_door(world, curator, editor, twin):
    palau = world.commitments["palau"]
    Commitment.objects.filter(pk=twin.pk).update(title="Open RAN network for Palau only")
    page = url(Commitment, "duplicates", twin.pk)
    assert "Only an editor can mark these two records as different" in curator.get(page).content.decode()
    assert say(curator, twin, palau).status_code == 403
    assert "has the same name" in move(editor, "publish", twin).content.decode()
    say(editor, twin, palau)
    move(editor, "publish", twin)
    assert Commitment.objects.get(pk=twin.pk).state == "published"


@pytest.mark.parametrize("other", ["", "x", "0", "9" * 30, "²", "-1"])
def test_nonsense_is_refused_and_what_was_typed_is_kept(world, curator, twin, other):
    page = url(Commitment, "duplicates", twin.pk)
    told = curator.post(page, {"other": other, "reason": "Typed for long."})
    assert "not listed as probable duplicates" in told.content.decode()
    assert "This entry does not exist." in curator.post(page, {"back": other}).content.decode()
    assert not DismissedDuplicate.objects.exists()


def test_it_needs_a_reason_and_is_said_once(world, curator, twin):
    palau = world.commitments["palau"]
    assert "Say how the two records differ." in say(curator, twin, palau, reason=" ").content.decode()
    say(curator, twin, palau)
    late = say(curator, palau, twin, reason="Typed for long.").content.decode()
    assert "not listed as probable duplicates" in late and "Typed for long." in late
    assert DismissedDuplicate.objects.count() == 1


def test_a_deleted_record_leaves_the_page_of_the_other_whole(world, curator, editor, twin):
    palau = world.commitments["palau"]
    say(curator, twin, palau)
    Commitment.objects.get(pk=twin.pk).delete()
    assert "a deleted record" in editor.get(url(Commitment, "history", palau.pk)).content.decode()
    assert curator.get(url(Commitment, "duplicates", twin.pk)).status_code == 404


def test_nouns_without_a_rule_have_no_such_page(world, editor):
    japan = world.states["JPN"]
    assert editor.get(url(State, "history", japan.pk)).status_code == 200
    assert editor.get(url(State, "change", japan.pk).replace("change", "duplicates")).status_code in (302, 404)


def test_a_refused_save_names_no_duplicates_of_what_was_not_written(world, curator):
    """Its link would lead to nothing."""
    palau = world.commitments["palau"]
    data = filled(curator.get(f"{url(Commitment, 'add')}?statement={palau.statement_id}"))
    modes = [str(mode.pk) for mode in palau.modes.all()]
    data |= {"title": palau.title, "summary": "Again.", "evidence": "verified", "modes": modes}
    data |= {"technologies": [str(world.technologies["5g"].pk)], "blanks_amount": "searched"}
    refused = curator.post(url(Commitment, "add"), data)
    assert "needs an entry in the search log" in refused.content.decode()
    assert "This record resembles" not in refused.content.decode()
    saved = curator.post(url(Commitment, "add"), {**data, "blanks_amount": ""}, follow=True)
    assert "This record resembles" in saved.content.decode()
