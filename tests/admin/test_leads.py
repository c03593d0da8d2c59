"""The inbox of leads: noted in one line, told when known already, entered as a text, or set aside."""

import pytest
from django.urls import reverse

from initiatives.editorial.merging import merge
from initiatives.models import Lead, Source, Statement
from tests.admin.desk import change, filled, log_in, url

ADDRESS = "https://www.example.org/news/new-text"
DESK = reverse("admin:index")


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


def quick(client, address=ADDRESS, words="A new text"):
    """One line on the desk."""
    action = client.get(DESK).context["lead_url"]
    return client.post(action, {"address": address, "words": words, "_quick": "Save as a lead"}, follow=True)


def lead(user, address=ADDRESS, **values):
    return Lead.objects.create(address=address, words="A new text", noted_by=user, **values)


def listed(client, query="") -> set[str]:
    return {one.address for one in client.get(f"{url(Lead, 'changelist')}{query}").context["cl"].queryset}


def test_one_line_on_the_desk_notes_a_lead_and_its_queue_counts_it(curator, editor):
    shown = quick(curator)
    assert shown.redirect_chain[-1][0] == DESK
    made = Lead.objects.get()
    assert (made.address, made.words, made.noted_by) == (ADDRESS, "A new text", curator.user)
    entry = next(entry for entry in editor.get(DESK).context["queues"] if entry["queue"].code == "leads")
    assert [(link["count"], link["noun"]) for link in entry["links"]] == [(1, "lead")]
    assert listed(editor, "?queue=leads") == {ADDRESS}

    wrong = quick(curator, "not an address", "Typed for long")
    assert wrong.status_code == 200 and Lead.objects.count() == 1
    assert "Typed for long" in wrong.content.decode() and "Enter a valid URL." in wrong.content.decode()


def test_an_address_that_is_known_already_is_told(world, curator, editor):
    first = lead(editor.user)
    again = quick(curator, "http://example.org/news/new-text/", "Typed for long").content.decode()
    assert "A lead with this address exists already" in again and url(Lead, "change", first.pk) in again
    assert "Typed for long" in again and Lead.objects.count() == 1
    assert "A lead with this address exists already" in quick(curator, ADDRESS).content.decode()
    Lead.objects.update(reason="A press photo.")
    assert "set aside: A press photo." in quick(curator).content.decode()

    for address, record in (
        ("https://example.org/paper/", world.sources["paper"]),
        ("https://example.org/texts/hiroshima", world.statements["hiroshima"]),
    ):
        told = quick(curator, address).content.decode()
        assert f'with this address exists already: <a href="{url(type(record), "change", record.pk)}">' in told, address
        assert Lead.objects.filter(address=address).exists()
    assert "with this address" not in quick(curator, "https://example.org/").content.decode()


def test_a_lead_is_entered_as_a_statement_and_is_coded_when_that_is_saved(world, curator):
    made, quad = lead(curator.user, grouping=world.groupings["quad"], day="2024-05-01"), world.groupings["quad"]
    way = next(
        way for way in curator.get(url(Lead, "change", made.pk)).context["child_links"] if "statement" in way["label"]
    )
    assert way["url"].replace("&", "&amp;") in curator.get(url(Lead, "changelist")).content.decode()
    data = filled(curator.get(way["url"]))
    assert {name: data.get(name) for name in ("url", "title", "grouping", "issued_on")} == {
        "url": ADDRESS,
        "title": "A new text",
        "grouping": str(quad.pk),
        "issued_on": "2024-05-01",
    }
    assert curator.post(way["url"], {**data, "title": ""}).status_code == 200
    assert Lead.objects.open().exists()

    told = curator.post(way["url"], {**data, "kind": "readout"}, follow=True).content.decode()
    assert "The lead “A new text” was marked as coded." in told
    made.refresh_from_db()
    text = Statement.objects.get(url=ADDRESS)
    assert (made.statement, made.settled_by) == (text, curator.user)
    assert (listed(curator), listed(curator, "?state=coded")) == (set(), {ADDRESS})

    curator.post(url(Statement, "delete", text.pk), {"post": "yes"})
    assert listed(curator) == {ADDRESS}


def test_a_lead_is_entered_as_a_source(world, curator):
    made = lead(curator.user)
    way = next(
        way for way in curator.get(url(Lead, "change", made.pk)).context["child_links"] if "source" in way["label"]
    )
    data = filled(curator.get(way["url"]))
    assert curator.post(way["url"], {**data, "publisher": "An office", "level": "primary"}).status_code == 302
    assert Lead.objects.get().source == Source.objects.get(url=ADDRESS)


@pytest.mark.parametrize("key", ["", "x", "0", "²", "9" * 30])
def test_a_form_that_names_no_lead_enters_a_source_all_the_same(world, curator, key):
    made = lead(curator.user)
    values = {**filled(curator.get(url(Source, "add"))), "title": "T", "publisher": "P", "level": "primary"}
    assert curator.post(f"{url(Source, 'add')}?lead={key}", values).status_code == 302
    made.refresh_from_db()
    assert made.is_open


def test_a_lead_is_coded_by_hand_or_set_aside_with_a_reason_and_not_both(world, curator, editor):
    made, text = lead(editor.user), world.statements["hiroshima"]
    both = change(curator, made, statement=str(text.pk), reason="No.")
    assert "what is coded is not set aside" in both.content.decode()
    assert change(curator, made, reason="A press photo.").status_code == 302
    made.refresh_from_db()
    assert (made.reason, made.settled_by, made.noted_by) == ("A press photo.", curator.user, editor.user)
    assert (listed(editor), listed(editor, "?state=set-aside"), listed(editor, "?state=all")) == (
        set(),
        {ADDRESS},
        {ADDRESS},
    )
    assert (listed(editor, "?_facets=True"), listed(editor, "?state=nothing")) == (set(), set())
    assert "Enter as a" not in curator.get(url(Lead, "change", made.pk)).content.decode()
    change(editor, made, reason="", statement=str(text.pk))
    assert listed(editor, "?state=coded") == {ADDRESS}


def opened(client, made) -> dict:
    """The form of a lead as a browser has it: each field with what it said when it was opened."""
    form = client.get(url(Lead, "change", made.pk)).context["adminform"].form
    said = {bound.name: "" if bound.value() is None else str(bound.value()) for bound in form}
    return said | {f"initial-{name}": value for name, value in said.items()}


def test_two_people_who_change_a_lead_are_both_heard(world, curator, editor):
    made = lead(editor.user)
    page = url(Lead, "change", made.pk)
    first, second = opened(curator, made), opened(editor, made)
    assert "initial-note" in curator.get(page).content.decode()
    assert curator.post(page, {**first, "note": "Page 3.", "day": "2024-05-01"}).status_code == 302
    assert editor.post(page, {**second, "words": "Better words"}).status_code == 302
    assert list(Lead.objects.values_list("note", "words")) == [("Page 3.", "Better words")]

    typed = {**second, "note": "Page 5."}
    refused = editor.post(page, typed)
    told = refused.content.decode()
    assert "Somebody else has changed this to “Page 3.”." in told and "Page 5." in told
    assert Lead.objects.get().note == "Page 3."
    form = refused.context["adminform"].form
    assert editor.post(page, {**typed, "initial-note": form.data["initial-note"]}).status_code == 302
    assert list(Lead.objects.values_list("note", "words")) == [("Page 5.", "Better words")]

    Lead.objects.update(reason="A press photo.")
    coded = curator.post(page, {**first, "statement": str(world.statements["hiroshima"].pk)})
    assert "what is coded is not set aside" in coded.content.decode()
    assert not Lead.objects.coded().exists()


def test_leads_go_with_a_merge(world, editor):
    values = {"grouping": world.groupings["quad"], "kind": "readout", "source": world.sources["paper"]}
    one, other = (Statement.objects.create(slug=slug, title=slug, **values) for slug in ("one", "other"))
    made = lead(editor.user, statement=one, source=world.sources["paper"])
    merge(one, other, editor.user, "The same.")
    made.refresh_from_db()
    assert made.statement == other


def test_who_has_no_role_sees_and_notes_nothing(world, editor):
    nobody = log_in("nobody", "Curators")
    nobody.user.groups.clear()
    lead(editor.user)
    assert nobody.get(DESK).context["lead_url"] == ""
    assert nobody.get(url(Lead, "changelist")).status_code == 403
    assert nobody.post(url(Lead, "add"), {"address": "https://example.org/x", "_quick": "1"}).status_code == 403
    assert Lead.objects.count() == 1
