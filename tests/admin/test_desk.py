"""The desk: what waits, counted, with a list behind each count that shows exactly those records."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives.editorial import merging, transitions
from initiatives.editorial.queues import QUEUES
from initiatives.models import Commitment, LinkCheck, SearchLogEntry, Source, Statement, Summit
from initiatives.models.dates import today
from tests.admin.desk import change, log_in, move, move_page, url
from tests.loops import each
from tests.world import build_drafts, comment, commitment, follow_up, grow

DESK = reverse("admin:index")


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


@pytest.fixture
def root(world):
    return log_in("root")


def queue(client, code) -> dict[str, int]:
    """The counts that the desk shows for a queue, by noun."""
    entry = next(entry for entry in client.get(DESK).context["queues"] if entry["queue"].code == code)
    return {link["noun"]: link["count"] for link in entry["links"]}


def slugs(client, code, model=Commitment) -> set[str]:
    """What the list behind a count shows."""
    return {record.slug for record in client.get(f"{url(model, 'changelist')}?queue={code}").context["cl"].queryset}


def draft(world, slug, **values):
    technologies, leads = [world.technologies["5g"]], {world.states["JPN"]: "lead"}
    return commitment(slug, world.statements["sheet"], technologies, leads, state="draft", **values)


def test_each_count_is_that_of_the_list_behind_it(world, curator, editor):
    build_drafts(world)
    mine, back = draft(world, "mine"), draft(world, "back")
    for record in (mine, back):
        change(curator, record, title=f"{record.title} by Carla")
    transitions.transition(back, "submit", curator.user)
    transitions.transition(back, "send_back", editor.user, "No.")
    Statement.objects.filter(slug="sheet-text").update(archive_url="https://example.org/archived")
    old = {
        "field": "amount",
        "outcome": "nothing-found",
        "done_on": "2024-01-01",
        "question": "How much?",
        "where": "Everywhere.",
    }
    SearchLogEntry.objects.create(commitment=world.commitments["palau"], **old)
    draft(world, "twice", title="Open RAN in Palau")
    look = {"address": world.sources["paper"].url, "checked_on": today(), "outcome": "broken"}
    LinkCheck.objects.create(**look, digest="a", seen_digest="b")
    comment(mine, editor.user, "wrong", severity="minor")
    Commitment.objects.filter(slug="mine").update(updated_at=timezone.now() - dt.timedelta(days=60))

    for client in (curator, editor):
        entries = client.get(DESK).context["queues"]
        assert {entry["queue"].code for entry in entries} == {queue.code for queue in QUEUES}
        for entry in entries:
            assert entry["total"] == sum(link["count"] for link in entry["links"])
            for link in entry["links"]:
                changelist = client.get(link["url"]).context["cl"]
                assert (changelist.result_count, link["count"] > 0) == (link["count"], True), link
    filled = {entry["queue"].code for entry in curator.get(DESK).context["queues"] if entry["total"]}
    assert filled == {queue.code for queue in QUEUES}


def test_my_drafts_are_those_that_i_wrote_in(world, curator, editor):
    for slug in ("carlas", "ediths", "nobodys"):
        draft(world, slug)
    change(curator, Commitment.objects.get(slug="carlas"), title="Carla’s")
    change(editor, Commitment.objects.get(slug="ediths"), title="Edith’s")

    assert (queue(curator, "mine"), slugs(curator, "mine")) == ({"commitment": 1}, {"carlas"})
    assert slugs(editor, "mine") == {"ediths"}


def test_my_drafts_are_also_those_that_i_changed_with_a_reason_or_in_a_part(world, curator, editor):
    merged, parts, moved = (draft(world, slug) for slug in ("merged", "parts", "moved"))
    twin = draft(world, "twin", title="Merged as well")
    merging.merge(twin, merged, editor.user, "The same.")
    row = parts.participations.get()
    row._history_user, row._change_reason, row.role = curator.user, "Import of parties.csv", "host"
    row.save()
    transitions.transition(moved, "submit", curator.user)
    transitions.transition(moved, "send_back", editor.user, "No.")
    Commitment.objects.filter(slug="moved").update(state_reason="")

    assert (slugs(curator, "mine"), slugs(editor, "mine")) == ({"parts"}, {"merged"})


def test_only_what_readers_see_counts_as_a_look(world, curator):
    recent = today() - dt.timedelta(days=100)
    for state in ("draft", "in-review", "withdrawn"):
        follow_up(world.commitments["palau"], recent, "reaffirmed", state=state)
    assert "palau" in slugs(curator, "look-again")


def test_a_draft_goes_from_mine_to_review_and_comes_back_with_its_reason(world, curator, editor):
    record = draft(world, "story")
    change(curator, record, title="A story")
    move(curator, "submit", record)
    assert (slugs(curator, "mine"), slugs(editor, "review")) == (set(), {"story"})

    move(editor, "send_back", record, reason="Name the sum.")
    assert slugs(curator, "sent-back") == {"story"}
    assert (slugs(curator, "mine"), slugs(editor, "review"), slugs(editor, "sent-back")) == (set(), set(), set())

    move(curator, "submit", record)
    assert slugs(curator, "sent-back") == set()


def test_a_draft_is_stale_after_thirty_days(world, curator):
    for slug, days in (("old", 31), ("young", 29)):
        draft(world, slug)
        Commitment.objects.filter(slug=slug).update(updated_at=timezone.now() - dt.timedelta(days=days))
    assert slugs(curator, "stale") == {"old"}


def test_a_commitment_is_to_be_looked_at_again_when_nobody_has_for_180_days(world, curator):
    """In the test world all is old; “report” is completed."""
    assert slugs(curator, "look-again") == {"palau", "labs", "undated", "loose"}

    recent = today() - dt.timedelta(days=100)
    follow_up(world.commitments["palau"], recent, "reaffirmed")
    Commitment.objects.filter(slug="undated").update(status_as_of_earliest=recent, status_as_of_latest=recent)
    searched = {"question": "Any news?", "where": "Everywhere.", "outcome": "nothing-found"}
    SearchLogEntry.objects.create(commitment=world.commitments["labs"], field="follow_ups", done_on=recent, **searched)
    SearchLogEntry.objects.create(commitment=world.commitments["loose"], field="amount", done_on=recent, **searched)
    assert slugs(curator, "look-again") == {"loose"}


def test_a_passed_target_date_waits_until_there_is_evidence_of_completion(world, curator):
    assert slugs(curator, "target-passed") == {"loose"}
    follow_up(world.commitments["loose"], "2025-11", "completed")
    assert slugs(curator, "target-passed") == set()


def test_a_search_is_to_be_repeated_until_it_was(world, curator):
    labs = world.commitments["labs"]
    words = {"question": "How much?", "where": "Everywhere.", "outcome": "nothing-found", "field": "amount"}
    SearchLogEntry.objects.create(commitment=labs, done_on=today() - dt.timedelta(days=180), **words)
    assert slugs(curator, "search-again") == {"labs"}
    SearchLogEntry.objects.create(commitment=labs, done_on=today(), **words)
    assert slugs(curator, "search-again") == set()


def test_texts_read_in_part_and_texts_without_a_copy_wait(world, curator):
    assert slugs(curator, "coding", Statement) == {"readout-text", "sheet-text", "unread-text"}
    assert queue(curator, "archive") == {"source": 1, "statements": 5}
    Source.objects.update(archive_url="https://example.org/archived")
    assert queue(curator, "archive") == {}


def test_a_link_that_broke_and_a_document_that_changed_wait(world, curator):
    look = {"checked_on": today(), "outcome": "ok"}
    LinkCheck.objects.create(**{**look, "address": world.sources["paper"].url, "outcome": "broken"})
    LinkCheck.objects.create(**look, address=world.statements["sheet"].url, digest="a", seen_digest="b")
    assert (queue(curator, "broken"), queue(curator, "changed")) == ({"source": 1}, {"statement": 1})
    assert slugs(curator, "changed", Statement) == {"sheet-text"}


def test_what_resembles_another_record_waits(world, curator):
    assert slugs(curator, "duplicates") == set()
    draft(world, "twice", title="Open RAN in Palau")
    assert slugs(curator, "duplicates") == {"palau", "twice"}


def test_an_unknown_queue_filters_nothing_and_breaks_nothing(world, curator):
    for code in ("nothing", "review", "", "²"):
        assert curator.get(f"{url(Source, 'changelist')}?queue={code}").status_code == 200


def test_the_list_of_a_queue_says_what_waits_and_what_to_do(world, curator):
    for one in each(QUEUES):
        for model in one.rows:
            shown = curator.get(f"{url(model, 'changelist')}?queue={one.code}")
            assert (shown.context["title"], shown.context["subtitle"]) == (one.title, one.hint)


def test_the_desk_asks_the_same_number_of_questions_however_much_there_is(
    world, curator, django_assert_num_queries, django_assert_max_num_queries
):
    build_drafts(world)  # some of which resemble each other
    curator.get(DESK)
    with django_assert_max_num_queries(60) as few:
        curator.get(DESK)
    for of in (*grow(world, 5), *(draft(world, f"draft-{n}") for n in range(5))):
        comment(of, curator.user, "wrong", severity="major", check_again_by="2026-01-01")
    with django_assert_num_queries(len(few)):
        curator.get(DESK)


def test_the_four_things_entered_most_are_one_step_away(world, curator, editor):
    for client in (curator, editor):
        entries = client.get(DESK).context["quick_entry"]
        assert [entry["url"] for entry in entries] == [
            f"/admin/initiatives/{noun}/add/" for noun in ("summit", "statement", "commitment", "followup")
        ]
        assert all(client.get(entry["url"]).status_code == 200 for entry in entries)


def test_whoever_may_see_no_record_sees_no_queue(world):
    client = log_in("nobody", "Curators")
    client.user.groups.clear()
    context = client.get(DESK).context
    assert (context["queues"], context["quick_entry"]) == ([], [])


# --- packages: a meeting or a text with all that hangs on it ---------------------------------------------------------------


@pytest.fixture
def meeting(world):
    """A drafted meeting with a text of two commitments, one of which lacks a party."""
    trio, paper = world.groupings["trio"], world.sources["paper"]
    summit = Summit.objects.create(
        slug="seoul", grouping=trio, name="Seoul", level="leaders", start="2024", source=paper
    )
    text = Statement.objects.create(
        slug="seoul-text", grouping=trio, summit=summit, title="Seoul text", kind="report", source=paper
    )
    leads = {world.states["KOR"]: "lead"}
    commitment("whole", text, [world.technologies["5g"]], leads, state="draft")
    commitment("lacking", text, [world.technologies["5g"]], {}, state="draft")
    return summit


def package(client, record, code, leave_out=()):
    """Open the page of a package, acknowledge what it asks, and send it, all chosen but what is to be left out."""
    address = url(type(record), "package", record.pk, code)
    page = client.get(address)
    data = {"record": []}
    for group in page.context["groups"]:
        for row in group["rows"]:
            name = group["prefix"]
            data[f"{name}version-{row['record'].pk}"] = row["version"]
            data |= {f"{name}{caution['name']}": caution["choices"][0]["value"] for caution in row["cautions"]}
            if row["record"].slug not in leave_out:
                data["record"].append(f"{name}{row['record'].pk}")
    return page, lambda **changes: client.post(address, {**data, **changes}, follow=True)


def refusals(page) -> dict[str, list[str]]:
    return {row["record"].slug: row["problems"] for group in page.context["groups"] for row in group["rows"]}


def states(*records):
    return [type(record).objects.get(pk=record.pk).state for record in records]


def test_a_package_is_submitted_and_published_whole_by_two_people(world, meeting, curator, editor, client):
    offers = [offer["label"] for offer in curator.get(url(Summit, "change", meeting.pk)).context["packages"]]
    assert offers == ["Send to review with its texts and commitments"]
    page, send = package(curator, meeting, "submit")
    later = {row["record"].slug: row["later"] for group in page.context["groups"] for row in group["rows"]}
    assert {slug: texts for slug, texts in later.items() if texts} == {"lacking": ["It has no party."]}
    assert "4 records" in send().content.decode()

    page, publish = package(editor, meeting, "publish")
    assert {slug: texts for slug, texts in refusals(page).items() if texts} == {"lacking": ["It has no party."]}
    refused = publish()
    assert "It has no party." in refused.content.decode()
    records = [meeting, meeting.statements.get(), *Commitment.objects.filter(slug__in=["whole", "lacking"])]
    assert set(states(*records)) == {"in-review"}

    _, publish = package(editor, meeting, "publish", leave_out=["lacking"])
    publish()
    assert client.get("/commitments/whole/").status_code == 200
    assert states(Commitment.objects.get(slug="lacking")) == ["in-review"]
    assert list(refusals(package(editor, meeting, "publish")[0])) == ["lacking"]


def test_a_text_that_is_kept_back_is_said_once_and_not_of_all_that_hangs_on_it(world, meeting, editor):
    """The caution of the text is not acknowledged, and neither is that of its commitment: both are said at once."""
    page, publish = package(editor, meeting, "publish", leave_out=["lacking"])
    cautions = {c["name"]: "" for group in page.context["groups"] for row in group["rows"] for c in row["cautions"]}
    unanswered = {f"{group['prefix']}{name}": "" for group in page.context["groups"] for name in cautions}
    refused = publish(**unanswered)
    said = {row["record"].slug: row["refusals"] for group in refused.context["groups"] for row in group["rows"]}
    assert all(said["seoul-text"]) and all(text.startswith("Not acknowledged: ") for text in said["whole"])
    assert said["whole"] and "publish it first" not in refused.content.decode()
    assert set(states(meeting, *meeting.statements.all(), Commitment.objects.get(slug="whole"))) == {"draft"}


def test_a_page_of_many_records_asks_little_of_each(world, editor):
    text, parties = world.statements["hiroshima"], {world.states["JPN"]: "lead"}
    drafts = [commitment(f"d{n}", text, [], parties, state="in-review", title=f"Number {n}") for n in range(12)]

    def asked(number):
        with CaptureQueriesContext(connection) as queries:
            assert len(move_page(editor, "publish", *drafts[:number]).context["rows"]) == number
        return len(queries)

    assert (asked(12) - asked(2)) / 10 <= 18


def test_a_large_package_comes_in_pieces(world, meeting, editor, monkeypatch):
    monkeypatch.setattr("initiatives.admin.bulk_publish.MAX_RECORDS", 1)
    page, publish = package(editor, meeting, "publish")
    assert [len(group["rows"]) for group in page.context["groups"]] == [1, 1, 1]
    assert "At most 1 records of each kind are shown" in page.content.decode()
    publish()
    assert states(*Commitment.objects.filter(slug__in=["lacking", "whole"])) == ["draft", "published"]


def test_what_changed_since_the_page_was_made_is_not_moved(world, meeting, curator, editor):
    _, publish = package(editor, meeting, "publish", leave_out=["lacking"])
    Commitment.objects.filter(slug="whole").update(title="Quite another")
    assert "has changed since you opened this page" in publish().content.decode()
    assert set(states(meeting, Commitment.objects.get(slug="whole"))) == {"draft"}


def test_a_package_of_which_a_record_is_no_longer_there_is_not_moved_in_part(world, meeting, curator, editor):
    _, publish = package(editor, meeting, "publish", leave_out=["lacking"])
    Commitment.objects.get(slug="whole").delete()
    assert "one of the chosen records no longer waits here" in " ".join(publish().content.decode().split())
    assert set(states(meeting, meeting.statements.get())) == {"draft"}


def test_a_package_has_the_same_door_as_a_single_move(world, meeting, curator, editor, client):
    address = url(Summit, "package", meeting.pk, "publish")
    assert curator.get(address).status_code == curator.post(address).status_code == 403
    for wrong in (url(Summit, "package", meeting.pk, "withdraw"), url(Summit, "package", "x", "submit")):
        assert editor.get(wrong).status_code == 404
    nobody = log_in("nobody", "Curators")
    nobody.user.groups.clear()
    assert nobody.get(url(Summit, "package", meeting.pk, "submit")).status_code == 403
    change(editor, meeting.statements.get(), title="By Edith")
    _, publish = package(editor, meeting, "publish", leave_out=["lacking"])
    assert "Another editor must publish it" in publish().content.decode()
    _, publish = package(editor, meeting, "publish", leave_out=["lacking", "seoul-text", "whole", "seoul"])
    assert "Choose at least one record." in publish().content.decode()
    assert states(meeting) == ["draft"]
