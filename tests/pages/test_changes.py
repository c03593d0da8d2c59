"""The public history of a record and the list of changes: what they show and which pages link to them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import Participation, PublicVersion
from tests.admin.desk import change, log_in, move
from tests.world import build_drafts, commitment, follow_up

NOUNS = ("commitments", "groupings", "states", "technologies", "summits", "statements", "sources")


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


def text_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def age(record, **by):
    """Let the history of a record be older."""
    for model in (type(record), Participation):
        for row in model.history.all():
            row.history_date -= dt.timedelta(**by)
            row.save()
    type(record).objects.filter(pk=record.pk).update(published_at=record.published_at - dt.timedelta(**by))


# --- one record -----------------------------------------------------------------------------------------------------------------


def test_a_correction_is_told_with_its_reason_and_a_role_and_no_name(world, editor, client):
    palau = world.commitments["palau"]
    age(palau, days=3)
    change(editor, palau, locator="paragraph 12", change_reason="The fact sheet has numbers.")
    page = text_of(client.get("/commitments/palau/history/"))

    assert "Locator changed from “Critical technology” to “paragraph 12”." in page
    assert "Reason: The fact sheet has numbers." in page
    assert "by an editor" in page and "edith" not in page


@pytest.mark.parametrize("noun", NOUNS)
def test_every_record_page_leads_to_its_history_and_back(world, client, noun):
    record = next(iter(getattr(world, noun).values()))
    address = f"{record.get_absolute_url()}history/"

    assert f'href="{address}"' in text_of(client.get(record.get_absolute_url()))
    page = text_of(client.get(address))
    assert f'href="{record.get_absolute_url()}"' in page and "Published." in page


def test_what_reviewers_wrote_before_the_publication_is_never_told(world, editor, client):
    curator = log_in("carla", "Curators")
    story = commitment(
        "story", world.statements["sheet"], [world.technologies["5g"]], {world.states["JPN"]: "lead"}, state="draft"
    )
    change(curator, story, summary="zqfirstwx")
    move(curator, "submit", story)
    move(editor, "send_back", story, reason="zqbackwx")
    change(curator, story, summary="They promise a story.")
    move(editor, "publish", story)

    for address in ("/commitments/story/history/", "/changes/"):
        page = text_of(client.get(address))
        for word in ("zqfirstwx", "zqbackwx", "carla", "edith", "I have seen this"):
            assert word not in page, (address, word)


def test_the_history_of_what_is_not_public_answers_like_its_page(world, editor, client):
    build_drafts(world)
    assert client.get("/commitments/zqcommitmentwx/history/").status_code == 404
    assert client.get("/commitments/gone/history/").status_code == 410
    assert editor.get("/commitments/zqcommitmentwx/history/").status_code == 404


# --- the whole record --------------------------------------------------------------------------------------------------------------


def test_additions_and_changes_stand_newest_first(world, editor, client):
    palau = world.commitments["palau"]
    age(palau, days=3)
    change(editor, palau, summary="Said better.", change_reason="Misread.")
    response = client.get("/changes/")

    newest = response.context["changes"][0]
    assert (newest.record, newest.sentence) == (
        "Open RAN in Palau",
        "Summary changed from “They promise palau.” to “Said better.”",
    )
    whens = [row.when for row in response.context["changes"]]
    assert whens == sorted(whens, reverse=True)
    assert "Reason: Misread." in text_of(response) and "edith" not in text_of(response)
    assert {row.sentence for row in response.context["changes"][1:]} == {"Added."}


def test_a_draft_follow_up_is_no_change_and_a_published_one_is_its_own(world, editor, client):
    palau = world.commitments["palau"]
    late = follow_up(palau, "2025-02", "progress", state="draft", locator="1", note="The mast stands.")
    assert "February 2025" not in text_of(client.get("/changes/"))
    move(editor, "publish", late)
    history = text_of(client.get("/commitments/palau/history/"))
    assert "Follow-up added: progress, February 2025." in history and "Reason:" not in history
    newest = client.get("/changes/?noun=followup").context["changes"][0]

    assert newest.record == "Open RAN in Palau: progress, February 2025"
    assert newest.address == f"/commitments/palau/#follow-up-{late.number}"


def test_they_are_filtered_and_paged_and_the_filters_stay(world, client):
    PublicVersion.objects.filter(key="labs").update(at=dt.datetime(2020, 5, 1, tzinfo=dt.UTC))
    trio = client.get("/changes/", {"grouping": "trio"})
    assert {row.grouping for row in trio.context["changes"]} == {"Trio"}
    old = client.get("/changes/", {"grouping": "trio", "noun": "commitment", "since": "2021"})
    assert old.context["changes"] == []
    assert "Show all changes" in text_of(old)
    assert (
        len(client.get("/changes/", {"grouping": "trio", "noun": "commitment", "since": "2020-05"}).context["changes"])
        == 1
    )
    for n in range(60):
        commitment(f"more-{n}", world.statements["sheet"], [], {})
    first = client.get("/changes/", {"noun": "commitment"})
    assert len(first.context["changes"]) == 50
    assert f'href="{reverse("changes")}?noun=commitment&amp;page=2"' in text_of(first)
    second = client.get("/changes/", {"noun": "commitment", "page": "2"})
    assert len(second.context["changes"]) == 15


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("noun=zebra", "There is no noun “zebra”."),
        ("grouping=zebra", "There is no grouping “zebra”."),
        ("since=yesterday", "“yesterday” is not a date."),
        ("since=2023-13", "“2023-13” is not a date."),
        ("colour=red", "“colour” is not a filter of this page."),
        ("noun=state&grouping=quad", "nothing can match both filters"),
    ],
)
def test_what_is_not_understood_is_said_and_ignored(world, client, query, said):
    assert said in text_of(client.get(f"/changes/?{query}"))


def test_a_page_that_is_not_there_shows_the_last_one(world, client):
    for page in ("0", "-1", "999", "x", "9" * 50):
        assert client.get("/changes/", {"page": page}).status_code == 200


def test_the_list_asks_the_database_a_bounded_number_of_times(world, editor, client):
    """However many changes of however many nouns it shows."""
    for noun in ("commitments", "groupings", "summits", "statements", "sources"):
        for record in getattr(world, noun).values():
            age(record, days=3) if hasattr(record, "state") else None
            name = next(field for field in ("title", "name") if hasattr(record, field))
            change(editor, record, **{name: f"{getattr(record, name)} anew"})
    with CaptureQueriesContext(connection) as made:
        response = client.get("/changes/")

    assert sum("anew" in row.sentence for row in response.context["changes"]) > 15
    assert len(made) < 70


def test_every_page_leads_to_the_changes(world, client):
    assert 'href="/changes/"' in text_of(client.get("/"))


def test_what_came_with_the_research_is_said_to(world, client):
    palau = world.commitments["palau"]
    PublicVersion.objects.of(palau).update(decider_role="research")

    assert "by the research import" in text_of(client.get("/commitments/palau/history/"))
    row = next(row for row in client.get("/changes/").context["changes"] if row.record == "Open RAN in Palau")
    assert row.role == "the research import"
