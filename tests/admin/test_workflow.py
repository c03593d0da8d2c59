"""Nothing wrong or unseen reaches the public: what a reviewer sees, acknowledges and sends, and what is refused."""

import pytest
from django.test import Client

from initiatives.editorial.checks import publishing_cautions
from initiatives.editorial.fingerprint import record_fingerprint
from initiatives.models import Commitment, Source
from tests.admin.desk import REASON, change, errors, filled, log_in, move, move_page, seen, state_of, url
from tests.world import commitment, follow_up, person, source


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


def draft_of(world, state="draft", slug="story", **values):
    technologies, parties = [world.technologies["5g"]], {world.states["JPN"]: "lead"}
    return commitment(slug, world.statements["sheet"], technologies, parties, state=state, **values)


def send(client, code, *records, **data):
    """Send the page of a move with exactly these values."""
    ids = ",".join(str(record.pk) for record in records)
    return client.post(f"{url(type(records[0]), 'transition', code)}?ids={ids}", data, follow=True)


def text_of(response):
    return response.content.decode()


# --- what has to be acknowledged ------------------------------------------------------------------------------------------


def test_what_may_be_missing_is_acknowledged_one_by_one_and_kept_in_the_history(world, editor):
    story = draft_of(world, source=source("nowhere", url=""))
    shown = move_page(editor, "publish", story)
    assert [caution.code for caution in publishing_cautions(story)] == ["locator", "source-address", "target_date"]
    given = seen(shown)
    for left_out in [name for name in given if name.startswith("answer-")]:
        response = send(editor, "publish", story, **{**given, left_out: ""})
        assert "Not acknowledged:" in text_of(response)
        assert state_of(story) == "draft"
    send(editor, "publish", story, **{**given, f"answer-{story.pk}-target_date": "not-assessed"})

    published = Commitment.objects.get(pk=story.pk)
    assert (published.state, published.blanks) == ("published", {"target_date": "not-assessed"})
    reason = published.history.latest().history_change_reason
    assert reason.startswith("Publish. The place in the text is not given. I have seen this.")
    assert reason.endswith("No target date is stated. Why? Not assessed.")


def test_each_gap_has_a_caution_of_its_own(world):
    palau, unread = world.commitments["palau"], world.statements["unread"]
    unread.source = source("nowhere", url="")
    unread.save()
    assert [caution.code for caution in publishing_cautions(unread)] == ["address", "source-address"]
    late = follow_up(palau, None, "progress", state="draft", statement=unread, source=None)
    assert [caution.code for caution in publishing_cautions(late)] == ["locator", "date", "source", "text-address"]
    assert publishing_cautions(draft_of(world, locator="1", target_date="2027")) == []
    story = draft_of(world, slug="other", title="Blank", blanks={"locator": "silent", "target_date": "not-assessed"})
    assert publishing_cautions(story) == []
    early = draft_of(world, slug="early", title="Early", locator="1", target_date="2023-12")
    assert [(caution.code, caution.text) for caution in publishing_cautions(early)] == [
        ("target-order", "Its target date (December 2023) lies before the text (2024).")
    ]
    assert publishing_cautions(draft_of(world, slug="same", title="In time", locator="1", target_date="2024")) == []


def test_an_answer_that_is_none_of_the_choices_is_no_answer(world, editor):
    story = draft_of(world, locator="paragraph 3")
    given = {f"version-{story.pk}": record_fingerprint(story), f"answer-{story.pk}-target_date": "searched"}
    send(editor, "publish", story, **given)

    assert state_of(story) == "draft"


def test_what_was_ticked_and_typed_is_still_there_after_a_refusal(world, editor):
    story = draft_of(world)
    given = seen(move_page(editor, "publish", story))
    response = send(editor, "publish", story, **{**given, f"answer-{story.pk}-locator": ""})

    (row,) = response.context["rows"]
    chosen = {caution["name"]: [a["value"] for a in caution["choices"] if a["chosen"]] for caution in row["cautions"]}
    assert chosen == {f"answer-{story.pk}-locator": [], f"answer-{story.pk}-target_date": ["silent"]}
    other = draft_of(world, state="in-review", slug="other")
    refused = send(editor, "send_back", other, reason="The paragraph is missing.")  # without a version
    assert "The paragraph is missing." in text_of(refused)
    assert state_of(other) == "in-review"


def test_a_probable_duplicate_is_acknowledged_and_a_live_one_with_the_same_name_blocks(world, editor):
    similar = draft_of(world, title="Open RAN in Palau now", locator="1", target_date="2027")
    (caution,) = publishing_cautions(similar)
    assert caution.text == "It resembles “Open RAN in Palau” (palau, published)."
    same = draft_of(world, slug="same", title="Open RAN, in Palau", locator="1", target_date="2027")
    move(editor, "publish", same)

    assert state_of(same) == "draft"
    assert "“Open RAN in Palau” (palau) is published and has the same name." in text_of(
        move_page(editor, "publish", same)
    )


def test_nothing_is_published_before_what_it_hangs_on(world, editor):
    text = world.statements["sheet"]
    story = draft_of(world, locator="1", target_date="2027")
    late = follow_up(story, "2025", "progress", state="draft")
    move(editor, "publish", late)
    assert state_of(late) == "draft"
    assert "“Story” is draft; publish it first." in text_of(move_page(editor, "publish", late))

    move(editor, "withdraw", text, reason="A doubt.")
    move(editor, "publish", story)
    assert state_of(story) == "draft"
    move(editor, "restore", text)
    move(editor, "publish", story)
    move(editor, "publish", late)
    assert (state_of(story), state_of(late)) == ("published", "published")


# --- what was seen ----------------------------------------------------------------------------------------------------------


def test_a_record_that_was_changed_since_it_was_seen_is_not_published(world, editor, curator):
    story = draft_of(world)
    given = seen(move_page(editor, "publish", story))
    change(curator, story, summary="Quite another promise.")
    response = send(editor, "publish", story, **given)

    assert state_of(story) == "draft"
    assert "has changed since you opened this page. Check it again." in text_of(response)
    assert "Quite another promise." in text_of(response)
    send(editor, "publish", story, **seen(response))
    assert state_of(story) == "published"


@pytest.mark.parametrize("part", ["participation", "technology", "without a signal"])
def test_a_change_of_a_part_counts_as_a_change(world, editor, part):
    story = draft_of(world)
    given = seen(move_page(editor, "publish", story))
    if part == "participation":
        story.participations.create(state=world.states["PLW"])
    elif part == "technology":
        story.technologies.add(world.technologies["open-ran"])
    else:
        Commitment.objects.filter(pk=story.pk).update(wording="Slipped in.")
    send(editor, "publish", story, **given)

    assert state_of(story) == "draft"


@pytest.mark.parametrize("code", ["submit", "publish", "send_back", "withdraw", "restore"])
def test_a_request_that_does_not_say_what_was_seen_moves_nothing(world, editor, code):
    start = {"submit": "draft", "publish": "draft", "send_back": "in-review", "withdraw": "published"}
    story = draft_of(world, state=start.get(code, "withdrawn"))
    answers = {name: value for name, value in seen(move_page(editor, code, story)).items() if "answer" in name}
    send(editor, code, story, reason=REASON, **answers)

    assert state_of(story) == story.state


def test_the_reviewer_sees_the_record_as_it_will_look(world, editor):
    story = draft_of(world)
    page = text_of(move_page(editor, "publish", story))
    assert 'src="/commitments/story/?preview"' in page

    preview = editor.get("/commitments/story/?preview")
    assert (preview.status_code, preview["X-Frame-Options"]) == (200, "SAMEORIGIN")
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]


def test_the_reviewer_sees_field_by_field_what_differs_from_what_was_public(world, editor):
    palau = world.commitments["palau"]
    change(editor, palau, summary="Said better.")
    move(editor, "withdraw", palau, reason="A doubt.")
    change(editor, palau, summary="Said best.", amount_note="Five years.")
    (row,) = move_page(log_in("otto", "Editors"), "restore", palau).context["rows"]

    assert row["was_public"]
    assert row["differences"] == [
        {"label": "Summary", "before": "Said better.", "after": "Said best."},
        {"label": "Note on the amount", "before": "", "after": "Five years."},
    ]
    (new,) = move_page(editor, "publish", draft_of(world)).context["rows"]
    assert not new["was_public"]
    assert {"label": "Title", "before": "", "after": "Story"} in new["differences"]
    assert {"label": "Party", "sentence": "Party added: Japan (lead)."} in new["differences"]


# --- all or nothing -----------------------------------------------------------------------------------------------------------


def test_several_are_moved_all_or_none_and_each_refusal_is_said(world, editor):
    good, lacking = draft_of(world), draft_of(world, slug="lacking", title="Lacks its parts")
    lacking.technologies.clear()
    response = move(editor, "publish", good, lacking)

    assert (state_of(good), state_of(lacking)) == ("draft", "draft")
    assert "Nothing was changed." in text_of(response) and "It has no technology." in text_of(response)
    shown = move_page(editor, "publish", good, lacking)
    assert shown.context["allowed_url"].endswith(f"?ids={good.pk}")
    lacking.technologies.add(world.technologies["5g"])
    move(editor, "publish", good, lacking)
    assert (state_of(good), state_of(lacking)) == ("published", "published")


# --- what is public is changed with a reason ------------------------------------------------------------------------------------


def test_a_published_record_is_changed_with_a_reason_that_is_kept(world, editor, client):
    palau = world.commitments["palau"]
    address = url(Commitment, "change", palau.pk)
    data = {**filled(editor.get(address)), "summary": "Said better."}
    without = editor.post(address, {**data, "change_reason": " "})
    assert "This field is required." in errors(without)
    assert without.context["adminform"].form["summary"].value() == "Said better."

    change(editor, palau, summary="Said better.")
    assert Commitment.objects.get(pk=palau.pk).history.latest().history_change_reason == REASON


def test_the_reason_holds_for_the_parts_too(world, editor):
    palau = world.commitments["palau"]
    japan = palau.participations.get(state=world.states["JPN"])
    data = filled(editor.get(url(Commitment, "change", palau.pk)))
    row = next(name for name, value in data.items() if name.endswith("-id") and value == str(japan.pk))
    change(editor, palau, **{row.replace("-id", "-role"): "host"})

    assert japan.history.latest().history_change_reason == REASON


def test_what_was_public_is_changed_with_a_reason_too(world, editor):
    """As old versions and files of it are."""
    palau = world.commitments["palau"]
    move(editor, "withdraw", palau, reason="A doubt.")
    assert "This field is required." in errors(change(editor, palau, summary="Said better.", change_reason=""))
    assert change(editor, palau, summary="Said better.").status_code == 302
    assert palau.history.latest().history_change_reason == REASON


def test_a_save_that_changes_nothing_writes_nothing(world, editor):
    """Neither a version nor an author, and for machines no change."""
    palau = world.commitments["palau"]
    before = (palau.history.count(), Commitment.objects.get(pk=palau.pk).updated_at)
    assert change(editor, palau).status_code == 302
    assert (palau.history.count(), Commitment.objects.get(pk=palau.pk).updated_at) == before


def test_a_draft_is_changed_without_a_reason(world, curator):
    assert "change_reason" not in filled(curator.get(url(Commitment, "change", draft_of(world).pk)))


def test_a_reason_that_begins_like_a_move_is_no_move(world, editor):
    """Who wrote “Publish date corrected.” has changed the text and is its author."""
    palau = world.commitments["palau"]
    move(log_in("otto", "Editors"), "withdraw", palau, reason="A doubt.")
    change(editor, palau, summary="Said better.", change_reason="Publish date corrected.")
    response = move(editor, "restore", palau)

    assert "You were the last to change “Open RAN in Palau”" in text_of(response)


# --- previews -----------------------------------------------------------------------------------------------------------------


def test_a_preview_is_for_the_desk_alone_and_never_kept(world, curator, client):
    draft_of(world, title="A story")
    shown = curator.get("/commitments/story/?preview")
    assert (
        f'<a href="{url(Commitment, "change", Commitment.objects.get(slug="story").pk)}" target="_top">'
        in shown.content.decode()
    )

    assert "no-store" in shown["Cache-Control"] and "private" in shown["Cache-Control"]
    assert '<meta name="robots" content="noindex, nofollow">' in text_of(shown)
    assert "This record is draft" in text_of(shown)
    reader = person("reader", "Curators")
    reader.is_staff = False
    reader.save()
    logged_in = Client()
    logged_in.force_login(reader)
    for visitor in (client, logged_in):
        assert visitor.get("/commitments/story/?preview").status_code == 404
    assert curator.get("/commitments/story/").status_code == 404


def test_a_visitor_who_asks_for_a_preview_gets_the_public_page(world, client):
    response = client.get("/commitments/palau/?preview")

    assert response.status_code == 200
    assert "Preview." not in text_of(response) and "no-store" not in response.get("Cache-Control", "")


def test_a_follow_up_is_previewed_on_its_commitment(world, curator, client):
    late = follow_up(world.commitments["palau"], "2025-02", "progress", state="draft", note="zqlatewx")
    address = f"/commitments/palau/?preview={late.number}"

    assert "zqlatewx" in text_of(curator.get(address))
    assert "zqlatewx" not in text_of(curator.get("/commitments/palau/?preview"))
    assert "zqlatewx" not in text_of(client.get(address))


@pytest.mark.parametrize("noun", ["groupings", "summits", "statements"])
def test_every_noun_with_states_has_a_preview(world, curator, editor, noun):
    record = next(iter(getattr(world, noun).values()))
    move(editor, "withdraw", record, reason="A doubt.")

    assert "Preview." in text_of(curator.get(f"{record.get_absolute_url()}?preview"))
    assert curator.get(record.get_absolute_url()).status_code == 410


# --- duplicates are named -------------------------------------------------------------------------------------------------------


def test_saving_a_title_names_what_it_resembles(world, curator):
    story = draft_of(world)
    response = change(curator, story, title="The Open RAN in Palau", _continue="1")
    shown = text_of(curator.get(response["Location"]))

    assert (
        f'This record resembles <a href="{url(Commitment, "change", world.commitments["palau"].pk)}">Open RAN in Palau</a>'
        in shown
    )
    again = change(curator, story, summary="Said better.", _continue="1")
    assert "This record resembles" not in text_of(curator.get(again["Location"]))


def test_a_second_source_at_the_same_address_is_named(world, editor):
    other = source("other", url="")
    response = change(editor, other, url="http://www.example.org/paper/", _continue="1")

    assert "This record resembles" in text_of(editor.get(response["Location"]))
    assert Source.objects.get(pk=other.pk).url == "http://www.example.org/paper/"


# --- what a move says afterwards ------------------------------------------------------------------------------------------------


def test_a_bulk_move_ends_with_one_sentence_and_the_names_folded_away(world, editor, curator):
    drafts = [draft_of(world, slug=f"story-{n}", title=f"Story <{n}> of many") for n in range(3)]

    response = move(curator, "submit", *drafts)

    (message,) = response.context["messages"]
    assert str(message).startswith("Send to review: 3 commitments.<details><summary>Show the records</summary>")
    for draft in drafts:
        number = draft.slug[-1]
        link = f'<a href="{url(Commitment, "change", draft.pk)}">Story &lt;{number}&gt; of many</a>'
        assert link in str(message) and link in text_of(response)
    (message,) = move(curator, "submit", draft_of(world, slug="alone", title="Alone <1>")).context["messages"]
    assert str(message) == "“Alone <1>” is now in review."
