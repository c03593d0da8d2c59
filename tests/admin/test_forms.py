"""Fast entry: what is proposed, what is kept, and what a field says of its values."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.urls import reverse
from django.utils.html import escape

from initiatives.admin.codebook import vocabulary_of
from initiatives.models import (
    Commitment,
    FollowUp,
    Grouping,
    SearchLogEntry,
    Source,
    State,
    Statement,
    Summit,
    Technology,
    vocabularies,
)
from tests.admin.desk import add, change, errors, filled, log_in, url
from tests.loops import each
from tests.world import commitment

NOUNS = [State, Technology, Source, Grouping, Summit, Statement, Commitment, FollowUp]


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


def new_meeting(world, **values):
    trio = world.groupings["trio"]
    return {"grouping": str(trio.pk), "name": "Second meeting", "level": "leaders", "start": "2024-11-15", **values}


def text_row(title, **values):
    return {
        "title": title,
        "kind": "report",
        "issuer": "A press office",
        "language": "en",
        "coding": "complete",
        **values,
    }


@pytest.fixture
def meeting(world, curator):
    """A meeting of the Trio with two texts, entered by a curator in one go."""
    texts = [
        text_row("First text", issued_on="2024-11-15", own_source="on", url="https://example.org/first"),
        text_row("Second text", issued_on="2024-11", source=str(world.sources["paper"].pk)),
    ]
    data = fill_rows(filled(curator.get(url(Summit, "add"))), "statements", *texts)
    response = curator.post(url(Summit, "add"), {**data, **new_meeting(world), "_next": "on"})
    assert response.status_code == 302, errors(response)
    made = Summit.objects.get(name="Second meeting")
    made.response = response
    return made


def fill_rows(data, prefix, *values) -> dict:
    """The form with the values in its first empty rows, which it offers already."""
    return {**data, **{f"{prefix}-{n}-{name}": text for n, row in enumerate(values) for name, text in row.items()}}


# --- a meeting and its texts ----------------------------------------------------------------------------------------------


def test_a_meeting_is_entered_with_its_texts_which_are_drafts_of_its_grouping(world, meeting, curator):
    first, second = meeting.statements.order_by("pk")
    assert (first.grouping, second.grouping) == (world.groupings["trio"],) * 2
    assert (first.slug, first.state, second.issued_on.isoformat()) == ("first-text", "draft", "2024-11")
    assert second.source == world.sources["paper"]
    assert first.history.latest().history_user == curator.user
    assert meeting.response.url == url(Statement, "change", first.pk)


def test_a_text_can_be_entered_as_its_own_source(world, meeting):
    source = meeting.statements.order_by("pk").first().source
    assert (source.title, source.publisher, source.url) == ("First text", "A press office", "https://example.org/first")
    assert (source.slug, source.level, source.published_on.isoformat()) == (
        "a-press-office-first-text",
        "primary",
        "2024-11-15",
    )
    assert meeting.source == source


def test_a_source_needs_a_publisher_and_rows_that_say_nothing_are_left_out(world, curator):
    data = fill_rows(
        filled(curator.get(url(Summit, "add"))), "statements", text_row("First", own_source="on", issuer="")
    )
    response = curator.post(url(Summit, "add"), {**data, **new_meeting(world)})
    assert errors(response) == ["Enter who published the text: its source needs a publisher."]
    assert not Summit.objects.filter(name="Second meeting").exists()
    assert filled(response)["statements-0-title"] == "First"

    untouched = filled(curator.get(url(Summit, "add")))
    assert curator.post(url(Summit, "add"), {**untouched, **new_meeting(world)}).status_code == 302
    assert Summit.objects.get(name="Second meeting").statements.count() == 0


# --- a text and its commitments --------------------------------------------------------------------------------------------


def promise(world, title, **values):
    modes = list(map(str, world_modes("dialogue")))
    technologies = [str(world.technologies["5g"].pk)]
    return {"title": title, "summary": f"{title}.", "technologies": technologies, "modes": modes, **values}


def world_modes(*codes):
    from initiatives.models import Mode

    return Mode.objects.filter(code__in=codes).values_list("pk", flat=True)


def test_a_text_proposes_the_members_of_its_day_and_its_source_for_each_commitment(world, meeting, curator):
    text = meeting.statements.order_by("pk").first()
    quad_text = world.statements["hiroshima"]
    Statement.objects.filter(pk=quad_text.pk).update(
        state="draft", issued_on_earliest="2009-01-01", issued_on_latest="2009-12-31"
    )

    offered = filled(curator.get(url(Statement, "change", text.pk)))
    names = State.objects.filter(pk__in=offered["commitments-0-participants"]).values_list("name", flat=True)
    assert set(names) == {"Japan", "South Korea", "United States"}
    assert (offered["commitments-0-source"], offered["commitments-0-evidence"]) == (str(text.source_id), "verified")
    earlier = filled(curator.get(url(Statement, "change", quad_text.pk)))["commitments-0-participants"]
    names = State.objects.filter(pk__in=earlier).values_list("name", flat=True)
    assert set(names) == {"India", "Japan", "United States"}, "Australia was away from 2008 to 2017"


def test_commitments_are_entered_in_rows_and_only_confirmed_parties_take_part(world, meeting, curator):
    text = meeting.statements.order_by("pk").first()
    address = url(Statement, "change", text.pk)
    offered = filled(curator.get(address))
    japan, korea = str(world.states["JPN"].pk), str(world.states["KOR"].pk)
    common = {key.removeprefix("commitments-0-"): offered[key] for key in offered if key.startswith("commitments-0-")}
    data = fill_rows(
        {**offered, "commitments-TOTAL_FORMS": "3"},
        "commitments",
        {**common, **promise(world, "Hotline", locator="Paragraph 3")},
        {**common, **promise(world, "Academy", participants=[japan, korea])},
        common,
    )
    response = curator.post(address, {**data, "_next": "on"})
    assert response.status_code == 302, errors(response)

    hotline, academy = Commitment.objects.get(slug="hotline"), Commitment.objects.get(slug="academy")
    assert text.commitments.count() == 2
    assert (hotline.state, hotline.locator, hotline.source) == ("draft", "Paragraph 3", text.source)
    assert {row.state.iso3: row.role for row in hotline.participations.all()} == dict.fromkeys(
        ("JPN", "KOR", "USA"), "participant"
    )
    assert {row.state.iso3 for row in academy.participations.all()} == {"JPN", "KOR"}
    assert [mode.code for mode in hotline.modes.all()] == ["dialogue"]
    assert hotline.history.latest().history_user == curator.user
    second = meeting.statements.order_by("pk").last()
    assert response.url == url(Statement, "change", second.pk)

    last = curator.post(response.url, {**filled(curator.get(response.url)), "_next": "on"})
    assert last.url == url(Summit, "package", meeting.pk, "submit")
    assert "Hotline" in curator.get(address).content.decode()


def test_a_party_of_a_row_has_the_role_in_which_it_is_named(world, meeting, curator):
    text = meeting.statements.order_by("pk").first()
    address = url(Statement, "change", text.pk)
    japan, korea, palau = (str(world.states[iso3].pk) for iso3 in ("JPN", "KOR", "PLW"))
    roles = {"participants": [japan, korea], "leads": [japan], "hosts": [japan], "beneficiaries": [palau]}
    row = promise(world, "Hotline", evidence="verified", **roles)
    response = curator.post(address, fill_rows(filled(curator.get(address)), "commitments", row))
    assert response.status_code == 302, errors(response)

    parties = Commitment.objects.get(slug="hotline").participations.values_list("state__iso3", "role")
    assert set(parties) == {("JPN", "lead"), ("JPN", "host"), ("KOR", "participant"), ("PLW", "beneficiary")}


def test_a_failed_save_keeps_every_row(world, meeting, curator):
    text = meeting.statements.order_by("pk").first()
    address = url(Statement, "change", text.pk)
    data = fill_rows(
        {**filled(curator.get(address)), "commitments-TOTAL_FORMS": "2"},
        "commitments",
        promise(world, "Hotline", participants=[str(world.states["JPN"].pk)], leads=[str(world.states["KOR"].pk)]),
        promise(world, "Academy", summary="", evidence="verified"),
    )
    response = curator.post(address, {**data, "title": "A better title"})

    assert errors(response) == ["This field is required."]
    kept = filled(response)
    assert kept["title"] == "A better title"
    for n, title in enumerate(("Hotline", "Academy")):
        assert kept[f"commitments-{n}-title"] == title
        assert kept[f"commitments-{n}-technologies"] == [str(world.technologies["5g"].pk)]
    assert kept["commitments-0-participants"] == [str(world.states["JPN"].pk)]
    assert kept["commitments-0-leads"] == [str(world.states["KOR"].pk)]
    assert text.commitments.count() == 0


def test_no_row_reaches_a_record_that_is_there_already(world, editor):
    """Rows only add: a forged key of an existing commitment changes nothing."""
    text, palau = world.statements["hiroshima"], world.commitments["palau"]
    address = url(Statement, "change", text.pk)
    forged = {"commitments-INITIAL_FORMS": "1", "commitments-0-id": str(palau.pk)}
    data = fill_rows({**filled(editor.get(address)), **forged}, "commitments", promise(world, "Mine"))
    editor.post(address, data)
    assert Commitment.objects.get(pk=palau.pk).title == "Open RAN in Palau"
    assert not Commitment.objects.filter(title="Mine").exists()


# --- what is public: a curator adds below it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("noun", "name", "child", "expected"),
    [
        ("groupings", "quad", Summit, {"grouping"}),
        ("summits", "camp_david", Statement, {"grouping", "summit", "issued_on"}),
        ("statements", "hiroshima", Commitment, {"statement", "source"}),
        ("commitments", "palau", FollowUp, {"commitment"}),
    ],
)
def test_a_curator_adds_below_what_is_public_from_a_form_filled_in(world, curator, noun, name, child, expected):
    record = getattr(world, noun)[name]
    shown = curator.get(url(type(record), "change", record.pk))
    assert 'name="_save"' not in shown.content.decode()
    forms = [curator.get(link["url"]) for link in shown.context["child_links"]]
    form = next(form for form in forms if form.context["opts"].model is child)
    given = filled(form)
    assert expected <= {key for key, value in given.items() if value}


def test_a_search_is_recorded_from_the_commitment_by_who_may_enter_it(world, curator, editor):
    palau = world.commitments["palau"]
    draft = commitment("draft", palau.statement, [], {}, state="draft")
    for client, of, offered in ((curator, palau, False), (curator, draft, True), (editor, palau, True)):
        links = client.get(url(Commitment, "change", of.pk)).context["child_links"]
        found = [link["url"] for link in links if link["label"] == "Record a search"]
        assert bool(found) == offered
        assert not found or filled(client.get(found[0]))["commitment"] == str(of.pk)


def test_a_new_commitment_of_a_public_text_begins_with_the_members_of_its_day(world, curator):
    text = world.statements["hiroshima"]
    address = f"{url(Commitment, 'add')}?statement={text.pk}"
    data = filled(curator.get(address))
    proposed = {State.objects.get(pk=data[key]).iso3 for key in data if re.fullmatch(r"participations-\d-state", key)}
    assert proposed == {"AUS", "IND", "JPN", "USA"}
    assert not text.commitments.filter(slug="hotline").exists()

    left_out = next(
        key
        for key in data
        if re.fullmatch(r"participations-\d-state", key) and data[key] == str(world.states["IND"].pk)
    )
    response = curator.post(address, {**data, **promise(world, "Hotline"), "evidence": "verified", left_out: ""})
    assert response.status_code == 302, errors(response)
    made = Commitment.objects.get(slug="hotline")
    assert {row.state.iso3 for row in made.participations.all()} == {"AUS", "JPN", "USA"}


def test_save_and_add_another_keeps_the_context(world, curator):
    text, paper = world.statements["hiroshima"], world.sources["paper"]
    address = f"{url(Commitment, 'add')}?statement={text.pk}"
    data = {**filled(curator.get(address)), **promise(world, "Hotline"), "evidence": "secondary", "_addanother": "on"}
    response = curator.post(address, data)
    assert response.status_code == 302, errors(response)
    again = filled(curator.get(response.url))
    assert (again["statement"], again["source"], again["evidence"]) == (str(text.pk), str(paper.pk), "secondary")
    assert sum(bool(re.fullmatch(r"participations-\d-state", key)) for key in again) == 4
    assert not again.get("title")

    follow_up = {"commitment": str(world.commitments["palau"].pk), "date": "2024-05", "kind": "progress", "note": "So."}
    saved = add(curator, FollowUp, source=str(paper.pk), _addanother="on", **follow_up)
    again = filled(curator.get(saved.url))
    assert (again["date"], again["source"], again.get("note")) == ("2024-05", str(paper.pk), None)


@pytest.mark.parametrize("value", ["x", "0", "-1", "9" * 40, "²", "1,2", "1;DROP", ""])
def test_whatever_stands_in_the_address_of_a_form_breaks_nothing(world, curator, value):
    for model in (Summit, Statement, Commitment, FollowUp):
        query = "&".join(
            f"{name}={value}" for name in ("statement", "grouping", "summit", "commitment", "technologies", "source")
        )
        assert curator.get(f"{url(model, 'add')}?{query}&issued_on={value}&date={value}").status_code == 200


def test_a_day_is_typed_and_shown_as_the_record_writes_it(world, curator):
    """Never 05/06, which two readers read as two days; the calendar beside the field writes it alike."""
    address = f"{url(SearchLogEntry, 'add')}?commitment={world.commitments['palau'].pk}"
    page = curator.get(address)
    assert re.search(r'name="done_on" value="\d{4}-\d\d-\d\d"', page.content.decode())
    words = curator.get(reverse("admin:jsi18n")).content.decode()
    assert re.search(r'"DATE_INPUT_FORMATS": \[\s*"%Y-%m-%d"', words)


# --- addresses --------------------------------------------------------------------------------------------------------------


def test_an_empty_address_is_proposed_and_a_taken_one_names_a_free_one(world, curator):
    grouping = {"grouping": str(world.groupings["quad"].pk), "kind": "report", "coding": "complete"}
    for expected in ("a-report", "a-report-2", "a-report-3"):
        response = add(curator, Statement, title="A Report", slug="", **grouping)
        assert response.status_code == 302, errors(response)
        assert Statement.objects.filter(slug=expected).exists()

    taken = add(curator, Statement, title="Another", slug="a-report", **grouping)
    assert errors(taken) == ["“a-report” is taken; “a-report-4” is free."]
    unwritable = add(curator, Statement, title="핵심 기술", slug="", **grouping)
    assert errors(unwritable) == ["Write an address in Latin letters, digits and hyphens."]
    reserved = add(curator, Statement, title="None", slug="", **grouping)
    assert reserved.status_code == 302 and Statement.objects.filter(slug="none-2").exists()


def test_the_address_of_what_was_ever_public_stays(world, editor):
    palau = world.commitments["palau"]
    for state in ("published", "withdrawn"):
        Commitment.objects.filter(pk=palau.pk).update(state=state, state_reason="Why.")
        assert "slug" not in filled(editor.get(url(Commitment, "change", palau.pk)))
        assert change(editor, palau, slug="elsewhere", title="Open RAN").status_code == 302
        assert Commitment.objects.get(pk=palau.pk).slug == "palau"
    change(editor, world.states["JPN"], slug="nippon")
    assert State.objects.get(iso3="JPN").slug == "japan"


# --- finding -------------------------------------------------------------------------------------------------------------------


def offered(client, field, term) -> list[str]:
    """What the field offers for what was typed: “commitment.statement”."""
    model, name = field.split(".")
    query = {"term": term, "app_label": "initiatives", "model_name": model, "field_name": name}
    return [row["text"] for row in client.get(reverse("admin:autocomplete"), query).json()["results"]]


@pytest.mark.parametrize(
    ("field", "term", "first"),
    [
        ("participation.state", "US", "United States"),
        ("participation.state", "kor", "South Korea"),
        ("participation.state", "미국", "United States"),
        ("participation.state", "ÉTATS", "United States"),
        ("commitment.technologies", "o-ran", "Open RAN"),
        ("commitment.technologies", "o‑ran", "Open RAN"),
        ("commitment.technologies", "AI", "Artificial intelligence"),
        ("summit.grouping", "四", "Quad"),
        ("summit.grouping", "QUAD", "Quad"),
    ],
)
def test_records_are_found_by_name_alias_or_code_the_exact_one_first(world, curator, field, term, first):
    State.objects.filter(iso3="USA").update(iso2="US", aliases=["미국", "États-Unis"])
    Grouping.objects.filter(slug="quad").update(aliases=["四国"])
    assert offered(curator, field, term)[0] == first


def test_nothing_is_offered_for_what_nothing_is_called(world, curator):
    for field in ("participation.state", "commitment.technologies", "summit.grouping", "commitment.source"):
        assert offered(curator, field, "zzzz") == []
        assert len(offered(curator, field, "")) > 0


def test_the_sources_used_last_are_offered_first_to_each_person(world, curator, editor):
    made = [Source.objects.create(slug=f"s{n}", title=f"Read {n}", publisher="P", level="primary") for n in range(4)]
    unread = world.statements["unread"]
    for client, order in ((curator, (2, 0)), (editor, (3,))):
        for n in order:
            values = {"commitment": str(world.commitments["palau"].pk), "date": "2024", "kind": "progress"}
            assert add(client, FollowUp, source=str(made[n].pk), **values).status_code == 302
    change(editor, unread, source=str(made[1].pk))

    assert offered(curator, "commitment.source", "")[:3] == ["Read 0 (P)", "Read 2 (P)", f"{world.sources['paper']}"]
    assert offered(editor, "commitment.source", "read") == ["Read 1 (P)", "Read 3 (P)", "Read 0 (P)", "Read 2 (P)"]


# --- the codebook beside the fields ------------------------------------------------------------------------------------------


class Described(HTMLParser):
    """The text of every element with an id, and which ids describe the control with a name."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.describes, self.open = {}, {}, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if attrs.get("name") and attrs.get("aria-describedby"):
            self.describes.setdefault(attrs["name"], attrs["aria-describedby"].split())
        if tag not in ("input", "img", "br", "link", "meta", "hr"):
            self.open.append((tag, attrs.get("id")))
            if attrs.get("id"):
                self.texts.setdefault(attrs["id"], "")

    def handle_endtag(self, tag):
        while self.open:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data):
        for _, id in self.open:
            if id:
                self.texts[id] += data

    def beside(self, *names) -> str:
        ids = [id for name in names for id in self.describes.get(name, [])]
        return " ".join(self.texts[id] for id in ids)


def coded_fields(model_admin):
    """Every field of a form, and of its rows, whose values a vocabulary explains: the names it may have, and which."""
    for field in model_admin.model._meta.get_fields():
        if field.concrete and field.editable and vocabulary_of(field):
            yield [field.name], vocabulary_of(field)
    for inline in model_admin.inlines:
        relation = next(field for field in inline.model._meta.fields if field.related_model is model_admin.model)
        prefix = relation.remote_field.related_name
        for field in inline.model._meta.get_fields():
            if field.name in flatten(inline.fields) and vocabulary_of(field):
                yield [f"{prefix}-{row}-{field.name}" for row in ("__prefix__", 0)], vocabulary_of(field)


@pytest.mark.parametrize("model", [model for model in NOUNS if model is not Technology])  # it has no coded field
def test_what_each_value_means_stands_beside_its_field(world, editor, model):
    described = Described(editor.get(url(model, "add")).content.decode())
    for names, vocabulary in each(coded_fields(admin.site._registry[model])):
        words = " ".join(described.beside(*names).split())
        for value in vocabulary:
            assert value.label in words and value.definition in words, (names, value)
            assert value.example in words and value.borderline in words, (names, value)


def test_every_vocabulary_that_a_record_stores_is_explained_somewhere_at_the_desk():
    explained = {vocabulary for model in NOUNS for _, vocabulary in coded_fields(admin.site._registry[model])}
    # Never typed in: a state is moved, a coverage derived. Reasons for blanks have a control of their own.
    others = {vocabularies.EditorialState, vocabularies.CodingShown, vocabularies.Blank}
    assert set(vocabularies.ALL) - explained == others


def test_the_reasons_for_what_is_empty_stand_beside_their_choices(world, editor):
    page = editor.get(url(Commitment, "add")).content.decode()
    assert all(escape(reason.definition) in page for reason in vocabularies.Blank)


def test_the_rows_of_new_commitments_are_explained_too(world, editor):
    address = url(Statement, "change", world.statements["hiroshima"].pk)
    described = Described(editor.get(address).content.decode())
    words = " ".join(described.beside("commitments-0-evidence", "commitments-0-modes").split())
    for value in (*vocabularies.Evidence, *vocabularies.Mode):
        assert value.definition in words


def test_what_a_reader_typed_is_escaped_in_every_new_page(world, editor, curator):
    bad = "<script>alert(1)</script>"
    text = world.statements["hiroshima"]
    Commitment.objects.filter(slug="palau").update(title=bad, state="in-review")
    Summit.objects.filter(pk=text.summit_id).update(name=bad)
    for address in (
        url(Statement, "change", text.pk),
        url(Summit, "package", text.summit_id, "publish"),
        f"{url(Commitment, 'changelist')}?queue=review",
    ):
        body = editor.get(address).content.decode()
        assert bad not in body and escape(bad) in body
