"""Comments on records: made and resolved at the desk, named where somebody decides, and nowhere outside."""

import pytest

from initiatives.editorial import transitions
from initiatives.editorial.comments import COMMENTABLE_MODELS
from initiatives.editorial.fingerprint import record_fingerprint
from initiatives.models import Commitment, ReviewComment, Source
from tests.admin.desk import change, log_in, move, move_page, opened, url
from tests.world import comment, commitment

WRONG = {
    "kind": "wrong",
    "severity": "major",
    "field": "amount_value",
    "text": "It should be 12 million.",
    "quote": "12m",
}


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


@pytest.fixture
def draft(world):
    technologies, parties = [world.technologies["5g"]], {world.states["JPN"]: "lead"}
    return commitment("draft", world.statements["readout"], technologies, parties, state="in-review", locator="2")


def page(record):
    return url(type(record), "comments", record.pk)


def say(client, record, **values):
    return client.post(page(record), {"kind": "note", **values}, follow=True)


def resolve(client, record, made, how="Mended."):
    return client.post(page(record), {"resolve": made.pk, "resolution": how}, follow=True)


def listed(client, queue):
    return [one.text for one in client.get(f"{url(ReviewComment, 'changelist')}?queue={queue}").context["cl"].queryset]


def test_what_is_wrong_with_one_value_is_said_with_a_quote_seen_where_one_decides_and_resolved(draft, curator, editor):
    assert "Comment saved." in say(editor, draft, **WRONG).content.decode()
    made = ReviewComment.objects.get()
    assert (made.noun, made.key, made.said_by, made.said_of) == ("commitment", draft.pk, editor.user, "Draft")

    form = curator.get(url(Commitment, "change", draft.pk)).content.decode()
    assert f'<a href="{page(draft)}">Comments (1 open)</a>' in form
    for shown in (
        curator.get(page(draft)),
        move_page(editor, "publish", draft),
        editor.get(url(Commitment, "history", draft.pk)),
    ):
        text = " ".join(shown.content.decode().split())
        assert "Wrong, major</strong> · Amount" in text and "It should be 12 million." in text and "12m" in text

    assert "Comment resolved." in resolve(curator, draft, made).content.decode()
    made.refresh_from_db()
    assert (made.resolved_by, made.resolution, made.text) == (curator.user, "Mended.", "It should be 12 million.")
    assert ">Comments</a>" in curator.get(url(Commitment, "change", draft.pk)).content.decode()
    assert "Resolved by carla" in editor.get(url(Commitment, "history", draft.pk)).content.decode()
    assert "It should be" not in move_page(editor, "publish", draft).content.decode()


def test_a_major_one_is_acknowledged_to_publish_and_nobody_outside_learns_of_it(draft, editor, client):
    comment(draft, editor.user, "wrong", severity="minor", text="A comma.")
    comment(draft, editor.user, "note", text="Well done.")
    made = comment(draft, editor.user, "wrong", severity="major", text="zqverywrongwx")
    (row,) = move_page(editor, "publish", draft).context["rows"]
    codes = [caution["name"] for caution in row["cautions"] if "comment" in caution["name"]]
    assert codes == [f"answer-{draft.pk}-comment-{made.pk}"]

    unseen = move(editor, "publish", draft, **{codes[0]: ""}).content.decode()
    assert "Not acknowledged: A major comment of" in unseen
    assert Commitment.objects.get(pk=draft.pk).state == "in-review"
    move(editor, "publish", draft)
    assert Commitment.objects.get(pk=draft.pk).state == "published"

    assert "A major comment of" in Commitment.history.filter(id=draft.pk).latest().history_change_reason
    assert not Commitment.history.filter(history_change_reason__contains="zqverywrongwx").exists()
    for address in (
        "/commitments/draft/",
        "/commitments/draft/history/",
        "/changes/",
        "/commitments.atom",
        "/commitments.json",
    ):
        shown = client.get(address)
        body = b"".join(shown.streaming_content) if shown.streaming else shown.content
        assert shown.status_code == 200 and b"zqverywrongwx" not in body and b"major comment" not in body, address


def test_a_comment_changes_neither_an_open_form_nor_who_wrote_last(draft, curator, editor):
    change(curator, draft, title="By Carla")
    address, data = opened(curator, draft)
    seen, author = record_fingerprint(draft), transitions.last_author(draft)
    say(editor, draft, **WRONG)
    assert (record_fingerprint(draft), transitions.last_author(draft)) == (seen, author) == (seen, curator.user)
    assert curator.post(address, {**data, "title": "By Carla, again"}).status_code == 302
    assert Commitment.objects.get(pk=draft.pk).title == "By Carla, again"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"kind": "wrong", "text": "12 million."}, "Say how grave it is."),
        ({"kind": "wrong", "severity": "major", "text": " "}, "Say what it should be."),
        ({"kind": "note", "severity": "minor", "text": "Kept text."}, "Only what is wrong is minor or major."),
        ({"kind": "note"}, "Say something."),
        ({"kind": "note", "text": "Kept text.", "field": "state"}, "Select a valid choice."),
        ({"kind": "note", "text": "Kept text.", "field": "iso3"}, "Select a valid choice."),
        ({"kind": "praise", "text": "Kept text."}, "Select a valid choice."),
        ({"kind": "note", "text": "Kept text.", "check_again_by": "2026"}, "Enter a valid date."),
    ],
)
def test_what_is_said_badly_is_refused_and_what_was_typed_is_kept(draft, curator, values, told):
    shown = say(curator, draft, **values).content.decode()
    assert told in shown and (values.get("text", " ").strip() in shown)
    assert not ReviewComment.objects.exists()


def test_a_comment_is_resolved_once_with_a_sentence_on_its_own_record(world, draft, curator, editor):
    made = comment(draft, editor.user)
    assert "Say how you resolved it." in resolve(curator, draft, made, " ").content.decode()
    elsewhere = resolve(curator, world.commitments["palau"], made, "Typed for long.")
    assert "no such comment on this record" in elsewhere.content.decode()
    assert ReviewComment.objects.open().exists()
    resolve(curator, draft, made)
    late = resolve(editor, draft, made, "Typed for long.").content.decode()
    assert "This comment is already resolved." in late and "Typed for long." in late
    assert ReviewComment.objects.get().resolution == "Mended."
    assert "no such comment" in curator.post(page(draft), {"resolve": "²", "resolution": "x"}).content.decode()


def test_every_noun_with_a_state_and_every_source_takes_comments_on_each_of_its_values(world, editor):
    palau = world.commitments["palau"]
    records = [palau, palau.follow_ups.first(), palau.statement, palau.statement.summit, world.groupings["quad"]]
    records.append(world.sources["paper"])
    assert {type(record) for record in records} == set(COMMENTABLE_MODELS)
    for record in records:
        fields = editor.get(page(record)).context["form"].fields["field"].choices
        for name, label in fields[1:]:
            say(editor, record, text=f"{name} of {record.pk}", field=name)
            assert f"· {label}" in editor.get(page(record)).content.decode()
        assert ReviewComment.objects.about(record).count() == len(fields) - 1 > 5
    assert {"participations", "technologies", "target_date", "wording"} <= set(
        ReviewComment.objects.about(palau).values_list("field", flat=True)
    )


def test_what_was_checked_waits_for_nobody_until_it_is_to_be_checked_again(draft, curator, editor):
    say(editor, draft, kind="checked")
    say(editor, draft, kind="checked", text="Until then.", check_again_by="2099-01-01")
    say(editor, draft, kind="checked", text="Long ago.", check_again_by="2026-01-01")
    assert listed(editor, "check-again") == ["Long ago."]
    assert listed(editor, "comments") == []
    shown = curator.get(page(draft)).content.decode()
    assert "Checked and correct" in shown and "Check again by 1 January 2099." in shown
    assert shown.count('name="resolve"') == 2
    resolve(curator, draft, ReviewComment.objects.get(text="Long ago."))
    assert listed(editor, "check-again") == []


def test_the_desk_has_the_comments_on_my_drafts_and_all_that_are_open(world, draft, curator, editor):
    palau = world.commitments["palau"]
    change(curator, draft, title="By Carla")
    comment(draft, editor.user, text="On hers.")
    comment(palau, editor.user, text="On what is public.")
    assert listed(curator, "my-comments") == ["On hers."]
    assert listed(editor, "my-comments") == []
    assert listed(editor, "comments") == ["On what is public.", "On hers."]
    assert (
        f'<a href="{page(palau)}">Open RAN in Palau</a>'
        in editor.get(url(ReviewComment, "changelist")).content.decode()
    )


def test_comments_go_with_a_merge_and_stay_with_the_history_of_a_deleted_draft(world, draft, curator, editor):
    twin = commitment("twin", world.statements["readout"], [], {}, state="draft")
    comment(twin, curator.user, "wrong", severity="minor", text="Its sum.")
    merge = f"{url(Commitment, 'merge', twin.pk)}?into=draft"
    assert "1 comment moves to the kept record." in editor.get(merge).content.decode()
    data = {"seen-lost": record_fingerprint(twin), "seen-kept": record_fingerprint(draft), "reason": "The same."}
    assert editor.post(merge, data).status_code == 302
    moved = ReviewComment.objects.get()
    assert (moved.key, moved.said_of) == (draft.pk, "Twin")
    assert "about “Twin”" in editor.get(page(draft)).content.decode()

    editor.post(url(Commitment, "delete", draft.pk), {"post": "yes"})
    assert not Commitment.objects.filter(pk=draft.pk).exists()
    assert "Its sum." in editor.get(url(Commitment, "history", draft.pk)).content.decode()
    assert listed(editor, "comments") == []
    assert editor.get(page(draft)).status_code == 404


def test_who_has_no_role_reads_and_says_nothing(world, draft, editor):
    made = comment(draft, editor.user, text="Inside.")
    nobody = log_in("nobody", "Curators")
    nobody.user.groups.clear()
    assert nobody.get(page(draft)).status_code == 403
    assert say(nobody, draft, text="x").status_code == resolve(nobody, draft, made).status_code == 403
    assert nobody.get(url(ReviewComment, "changelist")).status_code == 403
    assert list(ReviewComment.objects.values_list("text", "resolution")) == [("Inside.", "")]
    assert editor.get(url(Source, "change", world.sources["paper"].pk).replace("change", "comments")).status_code == 200
