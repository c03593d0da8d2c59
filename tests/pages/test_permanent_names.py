"""Permanent names of follow-ups: after merges and changed slugs each still leads to the same follow-up."""

from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.redirects.models import Redirect
from lxml import html

from initiatives.editorial.merging import merge
from initiatives.history.changes import public_history
from initiatives.history.recording import differences
from initiatives.importing.spreadsheets.writing import preview
from initiatives.models import Commitment, FollowUp, PublicVersion
from initiatives.models.redirects import create_redirect
from tests.admin.desk import change, log_in
from tests.world import commitment, follow_up, person

WHY = "Both tell of the same network."


@pytest.fixture
def root(world):
    return person("root")


@pytest.fixture
def twin(world):
    """Another commitment on Palau, with a follow-up of its own, one that Palau has too, and a draft."""
    made = commitment(
        "palau-again", world.statements["hiroshima"], [world.technologies["5g"]], {world.states["AUS"]: "lead"}
    )
    follow_up(made, "2024-03", "progress", note="The mast stands.")
    follow_up(made, "2023-09-22", "reaffirmed", statement=world.statements["readout"], note="The same line.")
    follow_up(made, "2025", "progress", state="draft", note="Nobody saw this.")
    return made


def api(client, slug, number, **query):
    return client.get(f"/api/v1/follow-ups/{slug}/{number}/", query)


def followed(client, slug, number):
    """The note of the follow-up that the API gives for a name, directly or through one redirect."""
    answer = api(client, slug, number)
    if answer.status_code == 301:
        answer = client.get(answer["Location"])
    return answer.json()["note"]


def shown(client, address):
    """The text of the entry at which a browser arrives: it keeps the anchor through redirects."""
    page, _, anchor = address.partition("#")
    answer = client.get(page, follow=True)
    tree = html.fromstring(answer.content)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)), "an anchor names one place"
    found = tree.xpath(f"//*[@id='{anchor}']/ancestor-or-self::li")
    return " ".join(found[0].text_content().split()) if found else ""


def test_the_name_of_a_merged_follow_up_leads_to_it_in_the_api(world, root, twin, client):
    merge(twin, world.commitments["palau"], root, WHY)

    answer = api(client, "palau-again", 1, fields="note")
    assert answer.status_code == 301
    assert answer["Location"] == f"{settings.SITE_URL}/api/v1/follow-ups/palau/4/?fields=note"
    assert followed(client, "palau-again", 1) == "The mast stands."
    assert followed(client, "palau-again", 2) == "Taken forward.", "the same event, recorded on both"
    assert followed(client, "palau", 1) == "Taken forward."


def test_a_follow_up_that_had_left_a_commitment_before_its_merge_is_still_found(world, root, twin, client):
    row = FollowUp.objects.get(note="The mast stands.")
    row.commitment = world.commitments["loose"]
    row.save()
    merge(twin, world.commitments["palau"], root, WHY)

    page = html.fromstring(client.get("/commitments/palau-again/", follow=True).content)
    assert page.xpath("//*[@id='follow-up-1']//a/@href") == ["/commitments/loose/#follow-up-1"]
    assert followed(client, "palau-again", 1) == "The mast stands."


def test_the_draft_of_a_merged_commitment_has_no_old_name(world, root, twin, client):
    merge(twin, world.commitments["palau"], root, WHY)

    assert api(client, "palau-again", 3).status_code == 404
    assert FollowUp.objects.get(note="Nobody saw this.").number == 5


def test_the_anchors_of_both_pages_lead_to_their_own_follow_ups(world, root, twin, client):
    merge(twin, world.commitments["palau"], root, WHY)

    assert client.get("/commitments/palau-again/?as_of=2025")["Location"] == (
        "/commitments/palau/?as_of=2025&merged=palau-again"
    )
    assert "The mast stands." in shown(client, "/commitments/palau-again/#follow-up-1")
    assert "Taken forward." in shown(client, "/commitments/palau-again/#follow-up-2")
    assert shown(client, "/commitments/palau-again/#follow-up-3") == ""
    assert "Taken forward." in shown(client, "/commitments/palau/#follow-up-1")
    assert "The mast stands." in shown(client, "/commitments/palau/#follow-up-4")
    for slug in ("%00nothing", "labs", "palau"):
        assert 'id="follow-up-1"' in client.get(f"/commitments/palau/?merged={slug}").content.decode()


def test_marks_of_the_strip_lead_down_the_page_that_has_old_anchors(world, root, twin, client):
    merge(twin, world.commitments["palau"], root, WHY)
    tree = html.fromstring(client.get("/commitments/palau/?merged=palau-again").content)

    marks = tree.xpath("//svg//a/@href")
    assert marks and {mark.removeprefix("#") for mark in marks} <= set(tree.xpath("//@id"))


def test_names_go_along_a_chain_of_merges_and_changed_slugs(world, root, twin, client):
    palau, loose = world.commitments["palau"], world.commitments["loose"]
    merge(twin, palau, root, WHY)
    palau.refresh_from_db()
    palau.slug = "palau-network"
    palau.save()
    follow_up(loose, "2024-06", "progress", note="The money came.")
    for row in palau.follow_ups.all():  # they come after the announcement of what they move to
        FollowUp.objects.filter(pk=row.pk).update(date_earliest="2024-07-01", date_latest="2024-07-31")
    merge(palau, loose, root, WHY)

    for slug, number, note in (
        ("palau-again", 1, "The mast stands."),
        ("palau-again", 2, "Taken forward."),
        ("palau", 1, "Taken forward."),
        ("palau", 4, "The mast stands."),
        ("palau-network", 4, "The mast stands."),
        ("loose", 1, "The money came."),
    ):
        assert followed(client, slug, number) == note
        assert note in shown(client, f"/commitments/{slug}/#follow-up-{number}")


def test_a_changed_slug_keeps_the_names_of_follow_ups(world, client):
    palau = world.commitments["palau"]
    palau.slug = "palau-network"
    palau.save()

    assert client.get("/commitments/palau/")["Location"] == "/commitments/palau-network/"
    assert api(client, "palau", 1)["Location"].endswith("/api/v1/follow-ups/palau-network/1/")
    assert "Taken forward." in shown(client, "/commitments/palau/#follow-up-1")


def test_the_number_of_a_follow_up_that_moved_is_never_given_again(world, root, twin):
    merge(twin, world.commitments["palau"], root, WHY)
    Commitment.objects.filter(pk=twin.pk).update(state="published")

    assert follow_up(twin, "2024-09", "progress").number == 3, "2 stayed, 1 is of another commitment now"
    content = b"commitment,number,date,kind,source\npalau-again,1,2024-10,progress,paper\n"
    result = preview(FollowUp, "follow-ups.csv", content, root)
    assert [fault.message for fault in result.faults] == [
        "A follow-up with this number was moved to another commitment."
    ]


def test_a_restored_commitment_says_where_its_follow_up_is_now(world, root, twin, client):
    merge(twin, world.commitments["palau"], root, WHY)
    Commitment.objects.filter(pk=twin.pk).update(state="published")
    page = html.fromstring(client.get("/commitments/palau-again/").content)

    (told,) = page.xpath("//*[@id='follow-up-1']")
    assert told.xpath(".//a/@href") == ["/commitments/palau/#follow-up-4"]
    assert "The same line." in shown(client, "/commitments/palau-again/#follow-up-2")


def test_a_follow_up_that_is_moved_at_the_desk_gets_a_new_number_and_keeps_its_name(world, client):
    palau, loose = world.commitments["palau"], world.commitments["loose"]
    follow_up(loose, "2024-06", "progress", note="The money came.")
    row = follow_up(palau, "2024-07", "progress", note="It was entered on the wrong one.")
    assert change(log_in("edith", "Editors"), row, commitment=str(loose.pk)).status_code == 302

    row.refresh_from_db()
    assert (row.commitment, row.number) == (loose, 2)
    assert followed(client, "palau", 4) == "It was entered on the wrong one."
    assert follow_up(palau, "2024-08", "progress").number == 5


def test_a_public_follow_up_is_not_left_behind_for_a_draft_of_the_same_event(world, root, twin, client):
    palau = world.commitments["palau"]
    follow_up(palau, "2024-03", "progress", state="draft", note="The same, not yet read by an editor.")
    merge(twin, palau, root, WHY)

    assert followed(client, "palau-again", 1) == "The mast stands."


def test_a_moved_follow_up_keeps_its_history_under_its_new_key(world, root, twin):
    row = FollowUp.objects.get(note="The mast stands.")
    row.note, row._change_reason = "The mast stands since March.", "Said better."
    row.save()
    merge(twin, world.commitments["palau"], root, WHY)

    row.refresh_from_db()
    versions = PublicVersion.objects.of(row)
    assert [version.key for version in versions] == ["palau/4"] * 3
    assert [told.reason for told in public_history(row)] == [f"Merged with “{twin}”: {WHY}", "Said better.", ""]
    assert not PublicVersion.objects.filter(noun="followup", key="palau-again/1").exists()
    assert differences() == []


def test_a_migration_gives_names_back_that_earlier_merges_took(world, root, twin, client):
    palau, loose = world.commitments["palau"], world.commitments["loose"]
    for slug, date in (("first", "2024-07"), ("second", "2024-08")):
        other = commitment(slug, loose.statement, [world.technologies["5g"]], {world.states["AUS"]: "lead"})
        follow_up(other, date, "progress", note=f"A step of the {slug}.")
    second = Commitment.objects.get(slug="second")
    merge(twin, palau, root, WHY)
    merge(Commitment.objects.get(slug="first"), loose, root, WHY)
    row = FollowUp.objects.get(note="A step of the second.")
    row.commitment = loose
    row.save()
    Redirect.objects.filter(old_path__contains="#").delete()
    follow_up(second, "2024-09", "progress", note="It took the name.")

    import_module("initiatives.migrations.0006_old_names_of_follow_ups").add_redirects(apps, None)

    assert followed(client, "palau-again", 1) == "The mast stands."
    assert followed(client, "first", 1) == "A step of the first."
    assert followed(client, "second", 1) == "It took the name."
    assert Redirect.objects.filter(old_path__contains="#").count() == 2


@pytest.mark.parametrize("how", ["slug", "merge"])
def test_the_name_of_a_membership_goes_with_its_grouping(world, root, client, how):
    trio = world.groupings["trio"]
    if how == "slug":
        trio.slug = new = "camp-david-three"
        trio.save()
    else:
        new = "quad"
        trio.memberships.exclude(state__iso3="KOR").delete()  # the Quad has them already
        merge(trio, world.groupings["quad"], root, WHY)

    answer = client.get("/api/v1/memberships/trio/south-korea/member/2022-11-13/")
    assert answer.status_code == 301
    assert answer["Location"].endswith(f"/api/v1/memberships/{new}/south-korea/member/2022-11-13/")
    assert client.get(answer["Location"]).status_code == 200


def test_no_redirect_leads_to_a_draft(client, world):
    """A redirect that somebody entered by hand does not tell that a draft exists."""
    draft = commitment("still-a-draft", world.statements["sheet"], [], {}, state="draft")
    follow_up(draft, "2024-09", "progress", state="draft")
    create_redirect("/commitments/formerly/", draft.get_absolute_url())
    create_redirect("/commitments/formerly/#follow-up-1", f"{draft.get_absolute_url()}#follow-up-1")

    assert client.get("/commitments/formerly/").status_code == 404
    assert client.get("/commitments/formerly.csl.json").status_code == 404
    assert client.get("/api/v1/commitments/formerly/").status_code == 404
    assert api(client, "formerly", 1).status_code == 404


def test_a_redirect_leads_to_what_was_withdrawn_and_that_says_so(client, world):
    """Readers knew the record, so its address answers that it is gone."""
    palau = world.commitments["palau"]
    create_redirect("/commitments/formerly/", palau.get_absolute_url())
    Commitment.objects.filter(pk=palau.pk).update(state="withdrawn", state_reason="Never promised.")

    assert client.get("/commitments/formerly/")["Location"] == "/commitments/palau/"
    assert client.get("/api/v1/commitments/formerly/").status_code == 301
    assert client.get("/commitments/palau/").status_code == 410
