"""Undoing an import: the page says exactly what is deleted, restored and left, and that is done, in few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import search
from initiatives.importing.spreadsheets import undo
from initiatives.models import Commitment, FollowUp, ImportRecord, Membership, Participation, SearchLogEntry, Statement
from tests.admin.desk import log_in, move, url
from tests.admin.files import PROMISE, bring_in, everything, table
from tests.world import commitment, follow_up

THROUGH = (Commitment.technologies.through, Commitment.modes.through)


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


def taken_back(curator, rows, model=Commitment):
    """Import the rows and undo that; gives what was left and the number of queries."""
    assert bring_in(curator, table(*rows), model).status_code == 302
    with CaptureQueriesContext(connection) as queries:
        left = undo(ImportRecord.objects.first(), curator.user).kept
    return left, len(queries)


def undoing(made):
    return reverse("admin:initiatives_importrecord_undo", args=[made.pk])


def promises(number):
    return [{"slug": f"row-{n}", **PROMISE} for n in range(number)]


def test_undoing_takes_as_many_queries_for_many_rows_as_for_few(world, curator):
    before = [model.objects.count() for model in (Commitment, *THROUGH)]

    few, many = (taken_back(curator, promises(number)) for number in (10, 200))

    assert few[0] == many[0] == []
    assert many[1] <= few[1] + 5
    assert [model.objects.count() for model in (Commitment, *THROUGH)] == before
    last = Commitment.history.filter(slug="row-7", history_type="-").first()
    assert (last.history_user, last.history_change_reason) == (curator.user, "Import of rows.csv undone")
    assert (last.title, last.state) == ("A promise", "draft")
    assert search.count_stale_texts() == {}


def test_parts_are_taken_out_too(world, curator):
    draft = commitment("draft", world.statements["sheet"], [], {}, state="draft")
    parties = [{"commitment": "draft", "state": code, "role": "lead"} for code in ("JPN", "USA", "IND")]
    rows = [
        {"commitment": "draft", "date": day, "kind": "progress", "source": "paper", "note": "zqword"}
        for day in ("2024", "2025")
    ]
    assert taken_back(curator, parties, Participation)[0] == taken_back(curator, rows, FollowUp)[0] == []
    assert (draft.participations.count(), draft.follow_ups.count()) == (0, 0)
    assert FollowUp.history.filter(commitment=draft, history_type="-").count() == 2
    assert search.count_stale_texts() == {}


def test_what_others_hang_on_stays_and_parts_of_a_draft_go_with_it(world, curator):
    texts = [
        {"slug": f"text-{n}", "grouping": "quad", "title": f"Text number {n}", "kind": "readout", "source": "paper"}
        for n in range(3)
    ]
    bring_in(curator, table(*texts), Statement)
    commitment("on-text", Statement.objects.get(slug="text-1"), [], {}, state="draft")
    assert undo(ImportRecord.objects.first(), curator.user).kept == ["“text-1” stays: other records name it."]
    assert set(Statement.objects.filter(slug__startswith="text-").values_list("slug", flat=True)) == {"text-1"}

    bring_in(curator, table(*promises(3)))
    row = follow_up(Commitment.objects.get(slug="row-1"), "2025", "progress", state="draft")
    assert undo(ImportRecord.objects.first(), curator.user).kept == []
    assert not Commitment.objects.filter(slug__startswith="row-").exists()
    assert FollowUp.history.filter(id=row.pk, history_type="-").exists()


def test_what_became_public_since_stays_and_the_import_can_be_undone_later(world, curator):
    bring_in(curator, table(*promises(2)))
    Commitment.objects.update(state="published", published_at="2026-01-01T00:00Z")
    made = ImportRecord.objects.get()
    page = curator.get(undoing(made))
    assert (page.context["undoing"].deleted, len(page.context["undoing"].kept)) == ([], 2)
    assert "Stays as it is: 2" in page.content.decode() and "Undo this import" not in page.content.decode()
    page = curator.post(undoing(made), follow=True).content.decode()
    assert "Nothing of the import was undone:" in page and "“row-0” is or was public and stays." in page
    Commitment.objects.filter(slug="row-1").update(state="draft", published_at=None)
    assert undo(made, log_in("edith", "Editors").user).kept == ["“row-0” is or was public and stays."]
    made.refresh_from_db()
    assert made.undone_at and not Commitment.objects.filter(slug="row-1").exists()


def test_what_was_only_sent_to_review_is_taken_back(world, curator):
    bring_in(curator, table(*promises(2)))
    move(curator, "submit", Commitment.objects.get(slug="row-0"))
    assert undo(ImportRecord.objects.get(), curator.user).kept == []
    assert not Commitment.objects.filter(slug__startswith="row-").exists()


def test_what_a_public_text_links_to_stays(world, curator):
    bring_in(curator, table(*promises(3)))
    palau = world.commitments["palau"]
    palau.summary = "See [[commitment:row-1]]."
    palau.save()
    told = ["“row-1” stays: a text of “Open RAN in Palau”, which is public, links to it."]
    assert undo(ImportRecord.objects.get(), curator.user).kept == told
    assert Commitment.objects.filter(slug__startswith="row-").get().slug == "row-1"


def test_an_entry_on_which_a_claim_rests_stays(world, curator):
    draft = commitment("draft", world.statements["sheet"], [], {}, state="draft")
    entry = {"commitment": "draft", "where": "There.", "done_on": "2026-01-01", "outcome": "nothing-found"}
    fields = ("amount", "wording")
    bring_in(curator, table(*({**entry, "field": field, "question": "Is there?"} for field in fields)), SearchLogEntry)
    Commitment.objects.filter(pk=draft.pk).update(blanks={"amount": "searched"})
    assert len(undo(ImportRecord.objects.get(), curator.user).kept) == 1
    kept = draft.search_log_entries.get()
    assert kept.field == "amount"
    page = curator.post(url(SearchLogEntry, "delete", kept.pk), {"post": "yes"}).content.decode()
    assert "Commitment: Draft (it is marked as searched)" in page and draft.search_log_entries.exists()
    Commitment.objects.filter(pk=draft.pk).update(blanks={})
    curator.post(url(SearchLogEntry, "delete", kept.pk), {"post": "yes"})
    assert not draft.search_log_entries.exists()


def test_each_value_that_cannot_be_given_back_is_named_and_the_rest_is(world, curator):
    """One is public meanwhile, of another the old text is gone."""
    old = Statement.objects.create(slug="old", grouping=world.groupings["quad"], title="Old", kind="report")
    drafts = [commitment(f"row-{n}", old, [], {}, state="draft", source=world.sources["paper"]) for n in range(3)]
    for draft in drafts:
        draft.technologies.set([world.technologies["5g"]])
    bring_in(curator, table(*({"slug": f"row-{n}", "statement": "hiroshima-text", "title": "X"} for n in range(3))))
    made = ImportRecord.objects.get()
    Commitment.objects.filter(slug="row-0").update(state="published", published_at="2026-01-01T00:00Z")
    assert undo(made, curator.user).kept == ["“row-0” stays as it is: “row-0” is published; only an editor changes it."]
    assert list(Commitment.objects.filter(statement=old).values_list("slug", flat=True)) == ["row-1", "row-2"]


def test_the_page_of_an_import_shows_values_and_leads_to_records(world, curator):
    page = bring_in(curator, table(*promises(310)))["Location"]
    shown = curator.get(page)
    first = Commitment.objects.get(slug="row-0")
    link = f'<a href="{url(Commitment, "change", first.pk)}">row-0</a>'
    assert link in shown.content.decode() and "<dd>They promise it.</dd>" in shown.content.decode()
    assert len(shown.context["rows"]) == 300 and "310 rows" in shown.content.decode()
    assert len(curator.get(page, {"page": "2"}).context["rows"]) == 10
    undo(ImportRecord.objects.get(), curator.user)
    assert link not in curator.get(page).content.decode()


def test_the_page_says_what_undoing_does_and_writes_nothing_and_that_is_done(world, curator):
    for n in range(2):
        technologies, values = [world.technologies["5g"]], {"title": "Old", "summary": "So.", "state": "draft"}
        commitment(f"old-{n}", world.statements["sheet"], technologies, {}, source=world.sources["paper"], **values)
    bring_in(curator, table(*promises(3), {**PROMISE, "slug": "old-0"}, {**PROMISE, "slug": "old-1"}))
    follow_up(Commitment.objects.get(slug="row-1"), "2025", "progress", state="draft")
    Commitment.objects.filter(slug="row-2").update(title="Changed since")
    made, before = ImportRecord.objects.get(), everything()

    page = curator.get(undoing(made))

    shown = page.context["undoing"]
    assert shown.deleted == ["row-0", "row-1 (with 1 of its parts)"]
    assert (shown.restored, shown.kept) == (["old-0", "old-1"], ["“row-2” was changed since."])
    assert everything() == before
    curator.post(undoing(made), {"expected": shown.digest})
    assert set(Commitment.objects.filter(slug__startswith="row-").values_list("slug", flat=True)) == {"row-2"}
    assert set(Commitment.objects.filter(slug__startswith="old-").values_list("title", flat=True)) == {"Old"}


def test_undoing_is_refused_when_it_would_do_something_else_than_the_page_said(world, curator):
    bring_in(curator, table(*promises(2)))
    made = ImportRecord.objects.get()
    shown = curator.get(undoing(made)).context["undoing"]
    Commitment.objects.filter(slug="row-1").update(title="Changed since")

    answer = curator.post(undoing(made), {"expected": shown.digest})

    assert "changed after this page was shown" in answer.context["problem"]
    assert answer.context["undoing"].kept == ["“row-1” was changed since."]
    assert Commitment.objects.filter(slug__startswith="row-").count() == 2
    curator.post(undoing(made), {"expected": answer.context["undoing"].digest})
    assert Commitment.objects.get(slug__startswith="row-").slug == "row-1"


def test_an_editor_takes_imported_members_of_a_public_grouping_off_with_a_reason(world, curator):
    editor = log_in("edith", "Editors")
    rows = [{"grouping": "quad", "state": code, "role": "partner", "joined": "2024"} for code in ("PLW", "KOR")]
    bring_in(editor, table(*rows), Membership, reason="Read.")
    made, address = ImportRecord.objects.get(), undoing(ImportRecord.objects.get())

    shown = editor.get(address).context["undoing"]

    assert (len(shown.deleted), shown.kept, shown.needs_reason) == (2, [], True)
    assert "give a reason" in editor.post(address, {"expected": shown.digest}).context["problem"]
    assert Membership.objects.filter(role="partner", grouping__slug="quad").count() == 2
    editor.post(address, {"expected": shown.digest, "reason": "Wrong body."})
    assert not Membership.objects.filter(role="partner", grouping__slug="quad").exists()
    last = Membership.history.filter(history_type="-").first()
    assert last.history_change_reason == f"Import of {made.file_name} undone: Wrong body."


def test_undoing_leaves_a_public_commitment_its_last_party(world, curator):
    editor, palau = log_in("edith", "Editors"), world.commitments["palau"]
    bring_in(editor, table({"commitment": "palau", "state": "AUS", "role": "host"}), Participation, reason="Read.")
    palau.participations.exclude(state__iso3="AUS").delete()
    shown = editor.get(undoing(ImportRecord.objects.get())).context["undoing"]
    assert shown.deleted == [] and "It has no party." in shown.kept[0]
