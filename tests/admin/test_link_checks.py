"""Addresses, the search log and missing values at the desk."""

import datetime as dt

import pytest

from initiatives.models import Commitment, LinkCheck, SearchLogEntry, Source
from initiatives.models.missing_values import list_missing_values
from tests.admin.desk import add, change, errors, filled, log_in, rows, url
from tests.world import commitment, source

LOOKED = {
    "field": "amount",
    "question": "What does it cost?",
    "where": "Budgets",
    "words": "budget",
    "languages": "en",
    "done_on": "2026-01-02",
    "outcome": "nothing-found",
}


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


@pytest.fixture
def draft(world):
    return commitment(
        "draft-promise",
        world.statements["hiroshima"],
        [world.technologies["5g"]],
        {world.states["JPN"]: "lead"},
        state="draft",
    )


def checked(address, **values):
    return LinkCheck.objects.create(address=address, **{"checked_on": dt.date(2026, 3, 1), "outcome": "ok", **values})


# --- addresses


def test_a_source_shows_its_last_check_and_where_an_archived_copy_may_be(world, editor):
    paper = world.sources["paper"]
    checked(paper.url, outcome="broken", code=404, failures=1)

    page = editor.get(url(Source, "change", paper.pk)).content.decode()

    assert "Broken, 1 March 2026 (404)." in page
    assert f"https://web.archive.org/web/*/{paper.url}" in page
    assert f"https://web.archive.org/save/{paper.url}" in page
    assert paper.archive_links
    assert source("kept", archive_url="https://example.org/copy").archive_links == {}
    assert editor.get(url(Source, "add")).status_code == 200


def test_only_editors_say_that_a_changed_document_was_looked_at(world, curator, editor):
    check = checked(world.sources["paper"].url, digest="b", seen_digest="a", changed_on=dt.date(2026, 3, 1))
    listed = url(LinkCheck, "changelist")
    accept = {"action": "accept_selected", "_selected_action": [str(check.pk)]}
    assert Source.objects.changed_documents().get() == world.sources["paper"]
    assert check.address in curator.get(f"{listed}?document=changed").content.decode()

    curator.post(listed, accept)
    check.refresh_from_db()
    assert check.has_changed
    assert curator.post(url(LinkCheck, "change", check.pk), {"outcome": "ok"}).status_code == 403

    editor.post(listed, accept)
    check.refresh_from_db()
    assert (check.has_changed, check.changed_on, check.seen_digest) == (False, None, "b")
    assert check.address not in editor.get(f"{listed}?document=changed").content.decode()


# --- the search log


def test_an_entry_of_the_ledger_names_who_looked_and_is_filtered_by_age_and_outcome(world, curator, draft):
    assert errors_of(add(curator, SearchLogEntry, commitment=str(draft.pk), **LOOKED)) == []
    today = dt.datetime.now(dt.UTC).date()
    add(
        curator,
        SearchLogEntry,
        commitment=str(draft.pk),
        **{**LOOKED, "done_on": today.isoformat(), "outcome": "found"},
    )

    old, new = SearchLogEntry.objects.order_by("number")
    assert (old.done_by, old.number, new.number) == (curator.user, 1, 2)
    for query, found in (("age=stale", {old}), ("age=live", {new}), ("outcome__exact=found", {new}), ("", {old, new})):
        shown = curator.get(f"{url(SearchLogEntry, 'changelist')}?{query}").context["cl"].result_list
        assert set(shown) == found
    late = add(curator, SearchLogEntry, commitment=str(draft.pk), **{**LOOKED, "done_on": "2999-01-01"})
    assert "yet to come" in " ".join(errors(late))


def test_entries_about_what_is_public_are_changed_by_editors_only(world, curator, editor):
    entry = SearchLogEntry.objects.create(commitment=world.commitments["palau"], done_by=curator.user, **LOOKED)
    entry.refresh_from_db()
    assert curator.post(url(SearchLogEntry, "change", entry.pk), {"question": "x"}).status_code == 403
    assert change(editor, entry, question="Better?").status_code == 302
    entry.refresh_from_db()
    assert (entry.question, entry.done_by) == ("Better?", curator.user)


def errors_of(response):
    return errors(response) if response.status_code == 200 else []


# --- blanks


def test_blanks_are_choices_and_are_stored_as_before(world, curator, draft):
    assert errors_of(change(curator, draft, blanks_amount="silent", blanks_wording="not-applicable")) == []
    draft.refresh_from_db()
    assert draft.blanks == {"amount": "silent", "wording": "not-applicable"}
    page = curator.get(url(Commitment, "change", draft.pk)).content.decode()
    assert '<option value="silent" selected>Source silent</option>' in page
    assert "The source was read in full and does not say." in page

    change(curator, draft, blanks_amount="")
    draft.refresh_from_db()
    assert draft.blanks == {"wording": "not-applicable"}
    history = draft.history.count()
    assert "valid choice" in " ".join(errors_of(change(curator, draft, blanks_amount="because")))
    assert draft.history.count() == history


def test_searched_and_not_found_needs_an_entry_in_the_ledger(world, curator, draft):
    refused = change(curator, draft, blanks_amount="searched")
    assert "Amount needs an entry in the search log" in " ".join(errors_of(refused))
    assert '<option value="searched" selected>' in refused.content.decode()  # nothing chosen is lost

    address = url(Commitment, "change", draft.pk)
    form = {**filled(curator.get(address)), "blanks_amount": "searched"}
    found = curator.post(address, rows(form, "search_log_entries", {**LOOKED, "outcome": "found"}))
    assert "Amount needs an entry" in " ".join(errors_of(found))
    together = curator.post(address, rows(form, "search_log_entries", LOOKED))
    assert errors_of(together) == []
    draft.refresh_from_db()
    assert draft.search_log_entries.get().done_by == curator.user
    assert [(blank.field, blank.reason_code) for blank in list_missing_values(draft) if blank.search] == [
        ("amount", "searched")
    ]
