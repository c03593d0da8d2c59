"""What is public stays fit to be public, whoever changes it and how: forms with their rows, old versions, files, merges."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F

from initiatives.editorial.merging import merge
from initiatives.editorial.restoring import put_back
from initiatives.history.versions import versions_of
from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    Participation,
    SearchLogEntry,
    Statement,
    Summit,
    Technology,
)
from tests.admin.desk import REASON, change, errors, filled, log_in, move, opened, rows, state_of, url
from tests.admin.files import bring_in, faults, send, table
from tests.world import commitment, follow_up, published, source

LOOKED = {
    "field": "amount",
    "question": "How much?",
    "where": "The ministry’s site.",
    "done_on": "2026-01-01",
    "outcome": "nothing-found",
}
CLAIM = "“Searched and not found” for Amount needs an entry in the search log"


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


@pytest.fixture
def palau(world):
    """A public commitment that claims a search, with the search."""
    palau = world.commitments["palau"]
    SearchLogEntry.objects.create(commitment=palau, **LOOKED)
    palau.blanks = {"amount": "searched"}
    palau.save()
    return Commitment.objects.get(pk=palau.pk)


@pytest.fixture
def hidden(world):
    """A text of the Quad that nobody has published."""
    quad, paper = world.groupings["quad"], world.sources["paper"]
    return Statement.objects.create(slug="hidden", grouping=quad, title="Hidden text", kind="report", source=paper)


def all_there_is() -> dict:
    """Every row of the record and of its history."""
    models = (Commitment, FollowUp, Grouping, Participation, SearchLogEntry, Statement, Summit, Technology)
    found = {model: list(model.objects.order_by("pk").values()) for model in models}
    return found | {f"history of {m.__name__}": list(m.history.order_by("pk").values_list("pk")) for m in models}


def refused(client, record, **values) -> list[str]:
    """Send the form with these values: it is refused, nothing is written, and all that was sent stands in it again."""
    address, data = opened(client, record)
    data, before = {**data, **values}, all_there_is()
    response = client.post(address, data)
    assert response.status_code == 200 and all_there_is() == before
    again = filled(response)
    assert {name: again.get(name, "") for name in values if "DELETE" not in name} == {
        name: value for name, value in values.items() if "DELETE" not in name
    }
    assert {name for name in values if "DELETE" in name} <= set(again)
    return errors(response)


# --- forms ------------------------------------------------------------------------------------------------------------------


def test_the_last_party_of_a_public_commitment_is_not_taken_off(editor, palau):
    none = {f"participations-{n}-DELETE": "on" for n in range(3)}
    assert refused(editor, palau, title="Nobody’s", **none) == ["It has no party.", "Nothing has been saved."]


def test_a_wrong_party_is_corrected_with_a_reason_and_its_history_stays(editor, palau, world):
    address, data = opened(editor, palau)
    new = {"state": str(world.states["IND"].pk), "role": "participant"}
    response = editor.post(address, rows({**data, "participations-0-DELETE": "on"}, "participations", new))
    assert response.status_code == 302, errors(response)
    gone = Participation.history.filter(commitment_id=palau.pk, history_type="-").get()
    assert (gone.state.iso3, gone.history_user, gone.history_change_reason) == (
        "JPN",
        editor.user,
        data["change_reason"],
    )


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"summary": "See [[source:nowhere]]."}, "It links to source:nowhere, which does not exist."),
        ({"blanks_locator": "searched"}, "for Place in the text needs an entry in the search log"),
        ({"follow_ups-0-note": "See [[summit:nowhere]]."}, "”: It links to summit:nowhere, which does not exist."),
        ({"follow_ups-1-source": "", "follow_ups-1-locator": "II"}, "”: It has no source."),
        ({"search_log_entries-0-outcome": "found"}, CLAIM),
        ({"search_log_entries-0-field": "wording", "wording": "“All of it.”"}, CLAIM),
    ],
)
def test_no_save_makes_a_public_commitment_unfit(editor, palau, values, says):
    said, last = refused(editor, palau, **values)
    assert says in said and last == "Nothing has been saved."


def test_a_public_commitment_is_not_moved_under_a_text_that_is_not(editor, palau, hidden):
    said = refused(editor, palau, statement=str(hidden.pk), locator="Section 9")
    assert said[0] == "“Hidden text” is draft; publish it first."


@pytest.mark.parametrize(
    ("noun", "name", "values", "says"),
    [
        (
            "statements",
            "hiroshima",
            {"issued_on": "2024-01-01"},
            "“Progress, June 2023”: Its date lies before the announcement.",
        ),
        ("statements", "hiroshima", {"source": ""}, "It has no source."),
        ("statements", "sheet", {"summit": "camp_david"}, "Its meeting belongs to another grouping."),
        ("summits", "hiroshima", {"grouping": "trio"}, "“Text of hiroshima”: Its meeting belongs to another grouping."),
        (
            "groupings",
            "quad",
            {"memberships-0-note": "[[source:no]]"},
            "”: It links to source:no, which does not exist.",
        ),
        ("groupings", "quad", {"ended": "2016"}, "Australia cannot stay longer than Quad lasted."),
        ("technologies", "5g", {"definition": "[[source:no]]"}, "It links to source:no, which does not exist."),
    ],
)
def test_no_save_of_another_noun_breaks_it_or_what_hangs_on_it(world, editor, noun, name, values, says):
    keys = {"trio": world.groupings["trio"], "camp_david": world.summits["camp_david"]}
    values = {field: str(keys[value].pk) if value in keys else value for field, value in values.items()}
    assert says in " ".join(refused(editor, getattr(world, noun)[name], **values))


def test_what_was_wrong_before_is_no_reason_to_refuse_another_correction(editor, palau, hidden):
    """As with records that came from the research or were checked by older rules."""
    Commitment.objects.filter(pk=palau.pk).update(
        summary="[[source:nowhere]]", statement=hidden, blanks={"wording": "searched"}
    )
    palau.participations.all().delete()
    FollowUp.objects.filter(commitment=palau, number=2).update(source=None)
    response = change(editor, palau, title="Better", locator="II")
    assert response.status_code == 302, errors(response)
    said = refused(editor, palau, summary="[[source:nowhere]] and [[source:elsewhere]]")
    assert said == ["It links to source:elsewhere, which does not exist.", "Nothing has been saved."]


def test_a_draft_may_lack_what_it_likes_but_claims_no_search_that_nobody_recorded(world, curator):
    made = commitment("draft", world.statements["sheet"], [world.technologies["5g"]], {}, state="draft")
    entry = SearchLogEntry.objects.create(commitment=made, **LOOKED)
    assert change(curator, made, summary="[[source:nowhere]]", blanks_amount="searched").status_code == 302
    (said, _) = refused(curator, made, **{"search_log_entries-0-DELETE": "on"})
    assert CLAIM in said
    both = {"search_log_entries-0-DELETE": "on", "blanks_amount": ""}
    assert change(curator, made, **both).status_code == 302
    assert not SearchLogEntry.objects.filter(pk=entry.pk).exists()


def test_a_refused_save_can_be_mended_and_sent_again(editor, palau):
    address, data = opened(editor, palau)
    said = editor.post(address, {**data, "title": "Better", "summary": "See [[source:nowhere]]."})
    assert "<li>It links to source:nowhere, which does not exist.</li>" in said.content.decode()
    again = filled(said)
    assert editor.post(address, {**again, "summary": "See [[source:paper]]."}).status_code == 302
    palau.refresh_from_db()
    assert (palau.title, palau.summary) == ("Better", "See [[source:paper]].")


def test_a_draft_is_not_deleted_while_a_public_text_links_to_it(world, curator, editor, palau):
    commitment("draft", world.statements["sheet"], [], {}, state="draft")
    draft, palau_form = Commitment.objects.get(slug="draft"), opened(editor, palau)[1]
    assert change(editor, palau, summary="See [[commitment:draft]].").status_code == 302
    refusal = curator.post(url(Commitment, "delete", draft.pk), {"post": "yes"}).content.decode()
    assert "Commitment: Open RAN in Palau (its text links to this draft)" in refusal
    assert Commitment.objects.filter(slug="draft").exists()
    assert change(editor, palau, summary=palau_form["summary"]).status_code == 302
    curator.post(url(Commitment, "delete", draft.pk), {"post": "yes"})
    assert not Commitment.objects.filter(slug="draft").exists()


def test_no_address_of_a_draft_changes_while_a_public_text_links_to_it(world, curator, editor, palau):
    draft = commitment("draft", world.statements["sheet"], [world.technologies["5g"]], {}, state="draft")
    assert change(editor, palau, summary="See [[commitment:draft]].").status_code == 302
    assert "“Open RAN in Palau”: It links to commitment:draft, which does not exist." in refused(
        curator, draft, slug="new"
    )
    assert change(editor, palau, summary="See nothing.").status_code == 302
    assert change(curator, draft, slug="new").status_code == 302


def test_a_draft_is_not_changed_so_that_what_is_public_becomes_wrong(world, curator):
    """A text may be public before its meeting is."""
    quad, paper = world.groupings["quad"], world.sources["paper"]
    meeting = Summit.objects.create(slug="m", grouping=quad, name="Meeting", level="leaders", source=paper)
    published(Statement, slug="t", grouping=quad, summit=meeting, title="A text", kind="report", source=paper)
    trio = str(world.groupings["trio"].pk)
    assert "“A text”: Its meeting belongs to another grouping." in refused(curator, meeting, grouping=trio)
    told = faults(send(curator, table({"slug": "m", "grouping": "trio"}), Summit))
    assert [message for _, _, message in told] == ["“A text”: Its meeting belongs to another grouping."]


def test_a_follow_up_that_was_read_only_in_what_nobody_sees_is_not_published(world, editor, hidden):
    row = follow_up(world.commitments["palau"], "2024", "progress", "in-review", source=None, statement=hidden)
    page = move(editor, "publish", row)
    assert "It has no source that readers can see, because its text is not public." in page.content.decode()
    assert state_of(row) == "in-review"
    FollowUp.objects.filter(pk=row.pk).update(source=world.sources["paper"])
    move(editor, "publish", row)
    assert state_of(row) == "published"


def test_a_text_is_not_withdrawn_while_a_follow_up_elsewhere_was_read_in_it_alone(world, editor):
    row, readout = world.commitments["palau"].follow_ups.get(number=1), world.statements["readout"]
    FollowUp.objects.filter(pk=row.pk).update(source=None)
    page = move(editor, "withdraw", readout, reason="A doubt.").content.decode()
    assert "of “Open RAN in Palau” has no other source. Withdraw that follow-up first" in page
    assert state_of(readout) == "published"
    move(editor, "withdraw", row, reason="A doubt.")
    move(editor, "withdraw", readout, reason="A doubt.")
    assert state_of(readout) == "withdrawn"


# --- the search log -------------------------------------------------------------------------------------------------------------


def test_no_entry_about_what_was_public_is_deleted(editor, palau):
    entry = palau.search_log_entries.get()
    assert change(editor, palau, blanks_amount="", **{"search_log_entries-0-DELETE": "on"}).status_code == 302
    assert palau.search_log_entries.get() == entry
    Commitment.objects.filter(pk=palau.pk).update(state="withdrawn")
    change(editor, palau, **{"search_log_entries-0-DELETE": "on"})
    assert editor.post(url(SearchLogEntry, "delete", entry.pk), {"post": "yes"}).status_code == 403
    assert palau.search_log_entries.get() == entry


def test_the_form_of_an_entry_does_not_take_it_from_a_claim_either(editor, palau, world):
    entry = palau.search_log_entries.get()
    for values in ({"outcome": "found"}, {"field": "wording"}, {"commitment": str(world.commitments["labs"].pk)}):
        assert CLAIM in refused(editor, entry, **values)[0]
    assert "This field is required." in refused(editor, entry, words="money", change_reason="")
    assert change(editor, entry, words="amount, money").status_code == 302
    assert entry.history.latest().history_change_reason == REASON


def test_an_entry_about_what_is_public_is_public_at_once_so_an_editor_adds_it(curator, editor, palau, world):
    draft = commitment("draft", world.statements["sheet"], [], {}, state="draft")
    for client, of, added in ((curator, palau, 0), (curator, draft, 1), (editor, palau, 1)):
        before = of.search_log_entries.count()
        data = {**LOOKED, "commitment": str(of.pk), "words": "money"}
        if client is editor:
            told = errors(client.post(url(SearchLogEntry, "add"), data))
            assert told == ["This commitment is or was public. Say why you enter this."]
            data["change_reason"] = "Somebody looked."
        response = client.post(url(SearchLogEntry, "add"), {**data, "_save": ""})
        assert of.search_log_entries.count() - before == added
        if not added:
            assert errors(response) == ["This commitment is or was public. Only editors can enter its searches."]
    assert palau.search_log_entries.last().history.get().history_change_reason == "Somebody looked."
    entry = draft.search_log_entries.get()
    assert change(editor, entry, change_reason="", question="Why?").status_code == 302
    assert "Say why you enter this" in refused(editor, entry, change_reason="", commitment=str(palau.pk))[0]
    theirs = table({**LOOKED, "commitment": "palau", "question": "Any news?"})
    assert "only an editor changes it" in faults(send(curator, theirs, SearchLogEntry))[0][2]
    preview = send(editor, theirs, SearchLogEntry)
    assert preview.context["result"].needs_reason


def test_a_search_that_is_yet_to_be_done_is_recorded_nowhere(editor, palau):
    future = {**LOOKED, "done_on": "2999-01-01"}
    with pytest.raises(ValidationError, match="yet to come"):
        SearchLogEntry(commitment=palau, number=9, **future).full_clean()
    address, data = opened(editor, palau)
    response = editor.post(address, rows(data, "search_log_entries", future))
    assert "yet to come" in " ".join(errors(response))
    told = faults(send(editor, table({**future, "commitment": "palau"}), SearchLogEntry))
    assert [(column, "yet to come" in message) for _, column, message in told] == [("done_on", True)]


# --- old versions, files, merges ------------------------------------------------------------------------------------------------


def test_no_old_version_is_put_back_that_could_not_be_public(world, editor, hidden):
    made = commitment("story", hidden, [world.technologies["5g"]], {world.states["JPN"]: "lead"}, state="draft")
    first = versions_of(made)[-1]
    Commitment.objects.filter(pk=made.pk).update(
        statement=world.statements["sheet"], state="published", published_at=made.created_at
    )
    before = all_there_is()
    with pytest.raises(ValidationError, match="“Hidden text” is draft"):
        put_back(made, first, editor.user, "Because.")
    assert all_there_is() == before


def test_the_old_version_of_an_entry_is_put_back_with_a_reason_and_by_the_same_rule(palau, editor):
    entry = palau.search_log_entries.get()
    SearchLogEntry.history.update(history_date=F("history_date") - dt.timedelta(minutes=1), outcome="found")
    change(editor, entry, words="money")
    address = url(SearchLogEntry, "simple_history", entry.pk, 1)
    shown = editor.get(address)
    assert shown.context["needs_reason"]
    for reason, says in (("", "Readers have seen it: say why"), ("Because.", CLAIM)):
        response = editor.post(address, {"seen": shown.context["seen"], "reason": reason})
        assert says in response.context["problems"][0]
    entry.refresh_from_db()
    assert entry.outcome == "nothing-found"


def test_an_old_version_that_names_what_was_deleted_says_so(world, curator):
    text = Statement.objects.create(slug="t", grouping=world.groupings["quad"], title="T", kind="report")
    draft = commitment("draft", text, [], {}, state="draft", source=world.sources["paper"])
    age_history()
    Commitment.objects.filter(pk=draft.pk).update(statement=world.statements["sheet"])
    Commitment.objects.get(pk=draft.pk).save()
    text.delete()
    with pytest.raises(ValidationError, match="Its statement in this version no longer exists."):
        put_back(draft, versions_of(draft)[0], curator.user, "")


def age_history():
    """Move what happened a minute back, so that what follows is another change."""
    for model in (Commitment, Participation):
        model.history.update(history_date=F("history_date") - dt.timedelta(minutes=1))


def test_an_old_version_without_parties_is_not_put_back(palau, editor):
    parties = [(row.state, row.role) for row in palau.participations.all()]
    age_history()
    palau.participations.all().delete()
    without = versions_of(palau)[-1]
    age_history()
    for state, role in parties:
        Participation.objects.create(commitment=palau, state=state, role=role)
    shown = editor.post(
        url(Commitment, "simple_history", palau.pk, without.number),
        {
            "seen": editor.get(url(Commitment, "simple_history", palau.pk, without.number)).context["seen"],
            "reason": "No.",
        },
    )
    assert shown.context["problems"] == ["It has no party."]
    assert palau.participations.count() == 3


@pytest.mark.parametrize(
    ("model", "values", "column", "says"),
    [
        (Commitment, {"slug": "palau", "statement": "hidden"}, "", "“Hidden text” is draft"),
        (Commitment, {"slug": "palau", "summary": "[[source:no]]"}, "", "links to source:no"),
        (Commitment, {"slug": "palau", "blanks": "wording:searched"}, "blanks", "for Exact wording needs an entry"),
        (Statement, {"slug": "hiroshima-text", "issued_on": "2024"}, "", "Its date lies before the announcement."),
        (Summit, {"slug": "hiroshima", "grouping": "trio"}, "", "Its meeting belongs to another grouping."),
        (FollowUp, {"commitment": "palau", "number": "2", "source": ""}, "", "It has no source."),
        (SearchLogEntry, {"commitment": "palau", "number": "1", "outcome": "found"}, "outcome", CLAIM),
        (Technology, {"slug": "5g", "definition": "[[source:no]]"}, "", "links to source:no"),
    ],
)
def test_the_preview_of_a_file_names_what_it_would_break(palau, hidden, editor, model, values, column, says):
    (told,) = {(row, name) for row, name, message in faults(send(editor, table(values), model)) if says in message}
    assert told == (2, column)


def test_a_file_mends_one_thing_of_a_record_with_other_faults(palau, hidden, editor):
    Commitment.objects.filter(pk=palau.pk).update(summary="[[source:nowhere]]", statement=hidden)
    palau.search_log_entries.all().delete()
    bring_in(editor, table({"slug": "palau", "locator": "II", "blanks": "amount:searched"}), reason="Counted.")
    palau.refresh_from_db()
    assert palau.locator == "II"


def test_two_entries_of_a_file_are_judged_together(palau, editor):
    other = {**LOOKED, "commitment": "palau", "number": "1", "outcome": "found"}
    again = {**LOOKED, "commitment": "palau", "number": "", "question": "And now?"}
    assert faults(send(editor, table(other, again), SearchLogEntry)) == []


def test_a_merge_that_would_break_what_is_public_changes_nothing(world, editor):
    """The texts of a meeting would go to a meeting of another grouping."""
    summits, before = world.summits, all_there_is()
    with pytest.raises(ValidationError, match="“Text of camp david”: Its meeting belongs to another grouping."):
        merge(summits["camp_david"], summits["hiroshima"], editor.user, "The same.")
    assert all_there_is() == before


def test_a_merge_of_texts_keeps_the_order_of_days(world, editor):
    quad = world.groupings["quad"]
    late = Statement.objects.create(
        slug="late",
        grouping=quad,
        title="Late",
        kind="report",
        issued_on="2025",
        source=source("late"),
        state="published",
        published_at=quad.created_at,
    )
    with pytest.raises(ValidationError, match="Its date lies before the announcement"):
        merge(world.statements["hiroshima"], late, editor.user, "The same.")
