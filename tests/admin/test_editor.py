"""An editor publishes what somebody else wrote, sends back and withdraws with a reason; nobody deletes what was public."""

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from initiatives.models import Commitment, FollowUp, Grouping, Source, State, Statement, Summit, Technology
from tests.admin.desk import REASON, add, change, errors, log_in, move, state_of, url
from tests.admin.files import send, table
from tests.loops import each
from tests.world import PASSWORD, commitment, follow_up, person, source

ROLES = {"curator": "Curators", "editor": "Editors", "administrator": "Administrators", "superuser": ""}
NOUNS = [State, Technology, Source, Grouping, Summit, Statement, Commitment, FollowUp]
REFERENCE = [State, Technology, Source]
EDITORIAL = [Grouping, Summit, Statement, Commitment, FollowUp]


@pytest.fixture
def editor(world):
    return log_in("edith", "Editors")


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


def draft_of(world, state="draft", slug="story"):
    technologies, parties = [world.technologies["5g"]], {world.states["JPN"]: "lead"}
    return commitment(slug, world.statements["sheet"], technologies, parties, state=state)


def one_of_each(world):
    """A public record of every editorial noun."""
    return [
        world.groupings["quad"],
        world.summits["new_delhi"],
        world.statements["unread"],
        world.commitments["loose"],
        world.commitments["palau"].follow_ups.get(number=1),
    ]


def public_records(world):
    return [*REFERENCE_RECORDS(world), *one_of_each(world)]


def REFERENCE_RECORDS(world):
    return [world.states["PLW"], world.technologies["5g"], world.sources["paper"]]


# --- publishing ---------------------------------------------------------------------------------------------------------


def test_an_editor_publishes_what_somebody_else_changed_last(world, editor, curator, client):
    story = draft_of(world)
    change(curator, story, title="A story")
    response = move(editor, "publish", story)

    assert state_of(story) == "published"
    assert "publish" in response.content.decode()
    assert client.get("/commitments/story/").status_code == 200
    version = Commitment.objects.get(pk=story.pk).history.latest()
    assert version.history_user == editor.user
    assert version.history_change_reason == (
        "Publish. The place in the text is not given. I have seen this. No target date is stated. Why? Source silent."
    )
    assert version.blanks == {"target_date": "silent"}


@pytest.mark.parametrize("role", ["Editors", "Administrators"])
def test_the_author_of_a_change_does_not_publish_it_alone(world, role, client):
    author, other = log_in("anna", role), log_in("otto", "Editors")
    story = draft_of(world)
    change(author, story, title="A story")
    response = move(author, "publish", story)

    assert state_of(story) == "draft"
    assert "You were the last to change “A story”. Another editor must publish it." in response.content.decode()
    move(other, "publish", story)
    assert state_of(story) == "published"


def test_sending_to_review_does_not_hide_who_wrote_it(world, editor, curator):
    """Somebody else's move is no second pair of eyes on the text."""
    story = draft_of(world)
    change(editor, story, title="A story")
    move(curator, "submit", story)
    move(editor, "publish", story)

    assert state_of(story) == "in-review"


def test_the_second_pair_of_eyes_can_be_switched_off(world, editor, settings):
    settings.TWO_PERSON_REVIEW = False
    story = draft_of(world)
    change(editor, story, title="A story")
    move(editor, "publish", story)

    assert state_of(story) == "published"


def test_a_superuser_may_override_and_it_shows(world):
    root = log_in("root")
    story = draft_of(world)
    change(root, story, title="A story")
    move(root, "publish", story)

    assert state_of(story) == "published"
    assert Commitment.objects.get(pk=story.pk).history.latest().history_user == root.user


@pytest.mark.parametrize(
    ("take_away", "said"),
    [
        ("technologies", "It has no technology."),
        ("modes", "It has no mode."),
        ("participations", "It has no party."),
    ],
)
def test_nothing_is_published_that_lacks_what_it_needs(world, editor, take_away, said):
    story = draft_of(world)
    getattr(story, take_away).all().delete() if take_away == "participations" else getattr(story, take_away).clear()
    shown = editor.get(f"{url(Commitment, 'transition', 'publish')}?ids={story.pk}").content.decode()
    move(editor, "publish", story)

    assert said in shown
    assert state_of(story) == "draft"


def test_nothing_is_published_that_links_to_nowhere(world, editor):
    story = draft_of(world)
    Commitment.objects.filter(pk=story.pk).update(summary="See [[source:nowhere]].")
    shown = editor.get(f"{url(Commitment, 'transition', 'publish')}?ids={story.pk}").content.decode()

    assert "It links to source:nowhere, which does not exist." in shown


def test_the_action_of_the_list_leads_to_the_page_of_the_move(world, editor):
    story = draft_of(world)
    data = {"action": "publish_selected", "_selected_action": [str(story.pk)]}
    response = editor.post(url(Commitment, "changelist"), data)

    assert response["Location"] == f"{url(Commitment, 'transition', 'publish')}?ids={story.pk}"
    assert state_of(story) == "draft"


def test_looking_at_the_page_of_a_move_moves_nothing(world, editor):
    story = draft_of(world)
    assert editor.get(f"{url(Commitment, 'transition', 'publish')}?ids={story.pk}").status_code == 200
    assert state_of(story) == "draft"


# --- sending back and withdrawing ---------------------------------------------------------------------------------------


def test_sending_back_needs_a_reason_and_the_curator_reads_it(world, editor, curator):
    story = draft_of(world, state="in-review")
    for reason in ("", "   "):
        response = move(editor, "send_back", story, reason=reason)
        assert "“Send back” needs a reason." in response.content.decode()
        assert state_of(story) == "in-review"

    move(editor, "send_back", story, reason="The paragraph is missing.")
    assert state_of(story) == "draft"
    assert "The paragraph is missing." in curator.get(url(Commitment, "change", story.pk)).content.decode()


def test_withdrawing_needs_a_reason_and_readers_get_it(world, editor, client):
    palau = world.commitments["palau"]
    assert "“Withdraw” needs a reason." in move(editor, "withdraw", palau).content.decode()
    assert client.get("/commitments/palau/").status_code == 200

    move(editor, "withdraw", palau, reason="It was <b>entered</b> twice.")
    response = client.get("/commitments/palau/")
    assert response.status_code == 410
    assert "It was &lt;b&gt;entered&lt;/b&gt; twice." in response.content.decode()
    assert "palau" not in [row.slug for row in client.get("/commitments/").context["page"].object_list]


def test_what_was_withdrawn_can_be_published_again_and_keeps_its_first_day(world, editor, client):
    palau = world.commitments["palau"]
    first = Commitment.objects.get(pk=palau.pk).published_at
    move(editor, "withdraw", palau, reason="By mistake.")
    move(log_in("otto", "Editors"), "restore", palau)

    again = Commitment.objects.get(pk=palau.pk)
    assert (again.state, again.state_reason, again.published_at) == ("published", "", first)
    assert client.get("/commitments/palau/").status_code == 200


def test_a_note_to_the_curator_is_never_shown_to_readers(world, editor, client):
    story = draft_of(world, state="in-review")
    move(editor, "send_back", story, reason="zqnotewx")
    move(editor, "publish", story)

    assert "zqnotewx" not in client.get("/commitments/story/").content.decode()


def test_staff_without_a_role_make_no_move_and_see_nothing(world):
    client = log_in("nobody", "Curators")
    client.user.groups.clear()
    story = draft_of(world)
    for model in NOUNS:
        assert client.get(url(model, "changelist")).status_code == 403
    response = client.post(f"{url(Commitment, 'transition', 'submit')}?ids={story.pk}")
    assert response.status_code in (403, 404)
    assert state_of(story) == "draft"


# --- deleting -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_nobody_deletes_what_was_ever_public(world, role):
    client = log_in("somebody", ROLES[role])
    for record in each(public_records(world)):
        model = type(record)
        if hasattr(record, "state") and model in EDITORIAL:
            model.objects.filter(pk=record.pk).update(state="withdrawn", state_reason="Twice.")
        address = url(model, "delete", record.pk)
        assert client.get(address).status_code == 403, record
        assert client.post(address, {"post": "yes"}).status_code == 403, record
        data = {"action": "delete_selected", "_selected_action": [str(record.pk)], "post": "yes"}
        client.post(url(model, "changelist"), data)
        assert model.objects.filter(pk=record.pk).exists(), record


@pytest.mark.parametrize("role", ROLES)
def test_no_page_offers_to_delete_what_was_public(world, role):
    client = log_in("somebody", ROLES[role])
    for record in each(public_records(world)):
        body = client.get(url(type(record), "change", record.pk)).content.decode()
        assert "deletelink" not in body, record
        assert "delete_selected" not in client.get(url(type(record), "changelist")).content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_drafts_of_every_noun_can_be_deleted(world, role):
    client = log_in("somebody", ROLES[role])
    quad, paper = world.groupings["quad"], world.sources["paper"]
    drafts = [
        Grouping.objects.create(slug="d", name="D", short_name="D", source=paper),
        Summit.objects.create(slug="d", grouping=quad, name="D", level="leaders"),
        Statement.objects.create(slug="d", grouping=quad, title="D", kind="report"),
        draft_of(world),
        follow_up(world.commitments["palau"], "2024", "progress", state="draft"),
    ]
    for record in each(drafts):
        assert client.post(url(type(record), "delete", record.pk), {"post": "yes"}).status_code == 302, record
        assert not type(record).objects.filter(pk=record.pk).exists(), record


def test_follow_ups_cannot_be_deleted_in_the_form_of_their_commitment(world, editor):
    palau = world.commitments["palau"]
    change(editor, palau, **{"follow_ups-0-DELETE": "on"})

    assert palau.follow_ups.count() == 3


def test_history_does_not_undo_the_publication(world, editor, client):
    """An older version may be brought back, but the editorial state is moved through the door alone."""
    story = draft_of(world)
    oldest = story.history.order_by("history_id").first()
    move(editor, "publish", story)
    address = url(Commitment, "simple_history", story.pk, oldest.pk)
    shown = editor.get(address)
    if shown.status_code == 200 and shown.context.get("adminform"):
        from tests.admin.test_curator import filled_history

        editor.post(address, filled_history(shown))

    assert state_of(story) == "published"
    assert client.get("/commitments/story/").status_code == 200


# --- every page of the desk ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", NOUNS)
def test_every_filter_of_every_list_of_the_desk_works(world, editor, model):
    assert editor.get(f"{url(model, 'changelist')}?q=a").status_code == 200
    for spec in editor.get(url(model, "changelist")).context["cl"].filter_specs:
        for choice in spec.choices(editor.get(url(model, "changelist")).context["cl"]):
            assert editor.get(url(model, "changelist") + choice["query_string"]).status_code == 200


def test_an_editor_changes_what_is_public_and_it_stays_public(world, editor, client):
    response = change(editor, world.commitments["palau"], summary="Said better.")
    assert response.status_code == 302, errors(response)

    assert "Said better." in client.get("/commitments/palau/").content.decode()
    assert state_of(world.commitments["palau"]) == "published"


@pytest.mark.parametrize("model", NOUNS)
def test_saving_a_form_untouched_changes_nothing(world, editor, model):
    record = next(record for record in public_records(world) if isinstance(record, model))
    before = model.objects.filter(pk=record.pk).values().get()
    response = change(editor, record)
    assert response.status_code == 302, errors(response)
    after = model.objects.filter(pk=record.pk).values().get()

    assert {name: value for name, value in after.items() if value != before[name]}.keys() <= {"updated_at"}


def test_an_editor_keeps_the_reference_data(world, editor):
    add_state = add(editor, State, name="Fiji", slug="fiji", iso3="FJI", kind="state", aliases="Viti\r\nFidji")
    assert add_state.status_code == 302, errors(add_state)
    assert State.objects.get(iso3="FJI").aliases == ["Viti", "Fidji"]
    parent = str(world.technologies["telecommunications"].pk)
    add_technology = add(editor, Technology, name="6G", slug="6g", parent=parent)
    assert add_technology.status_code == 302, errors(add_technology)
    assert Technology.objects.get(slug="6g").parent.slug == "telecommunications"


def test_a_technology_is_not_put_below_itself(world, editor):
    telecoms = world.technologies["telecommunications"]
    response = change(editor, telecoms, parent=str(world.technologies["open-ran"].pk))

    assert "stands below this technology already" in " ".join(errors(response))


# --- relations ----------------------------------------------------------------------------------------------------------


def relations():
    """Every field of the desk that is found by typing: (model, field)."""
    for model, own in admin.site._registry.items():
        if model._meta.app_label == "initiatives":
            yield from ((model, name) for name in own.autocomplete_fields)
            for inline in own.inlines:
                yield from ((inline.model, name) for name in inline.autocomplete_fields)


@pytest.mark.parametrize(("model", "name"), relations())
@pytest.mark.parametrize("role", ["curator", "editor"])
def test_every_relation_is_found_by_typing(world, role, model, name):
    client = log_in("somebody", ROLES[role])
    target = model._meta.get_field(name).remote_field.model
    query = {"app_label": "initiatives", "model_name": model._meta.model_name, "field_name": name}
    answer = client.get("/admin/autocomplete/", {**query, "term": ""})
    nothing = client.get("/admin/autocomplete/", {**query, "term": "zqnothingwx"})

    assert answer.status_code == 200
    assert {row["id"] for row in answer.json()["results"]} == {
        str(pk) for pk in target.objects.values_list("pk", flat=True)
    }
    assert nothing.json()["results"] == []


def test_a_relation_is_found_by_a_word_of_its_name(world, editor):
    query = {"app_label": "initiatives", "model_name": "commitment", "field_name": "technologies", "term": "open"}

    assert [row["text"] for row in editor.get("/admin/autocomplete/", query).json()["results"]] == ["Open RAN"]


def test_every_relation_that_grows_is_found_by_typing(world):
    """A list of hundreds to scroll through is no way to choose."""
    chosen = {(model, name) for model, name in relations()}
    for model, own in each(admin.site._registry.items()):
        if model not in NOUNS:
            continue
        for owner in (own, *own.inlines):
            of = owner.model if owner is not own else model
            shown = owner.fields or [name for _, part in owner.fieldsets for name in part["fields"]]
            flat = [name for item in shown for name in (item if isinstance(item, (list, tuple)) else [item])]
            for name in flat:
                field = next((field for field in of._meta.get_fields() if field.name == name), None)
                if field and field.is_relation and field.remote_field.model._meta.model_name != "mode":
                    assert (of, name) in chosen, (of, name)


# --- the door -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_everybody_can_change_the_password_and_log_out(world, role):
    client = log_in("somebody", ROLES[role])
    body = client.get("/admin/").content.decode()
    assert reverse("admin:password_change") in body and reverse("admin:logout") in body

    assert client.get(reverse("admin:password_change")).status_code == 200
    new = "another long pass phrase"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(reverse("admin:password_change"), data).status_code == 302
    client.user.refresh_from_db()
    assert client.user.check_password(new)
    assert client.post(reverse("admin:logout")).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_one_logs_in_with_name_and_password(world, client):
    person("carla", "Curators")
    data = {"username": "carla", "password": "wrong", "next": "/admin/"}
    assert client.post("/admin/login/", data).status_code == 200
    response = client.post("/admin/login/", {**data, "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_view_on_site_leads_to_the_public_page_and_only_where_there_is_one(world, editor, client):
    for record in each(public_records(world)):
        shown = editor.get(url(type(record), "change", record.pk))
        link = shown.context["absolute_url"]
        assert link, record
        body = shown.content.decode()
        assert link in body
        target = link if not link.startswith("/admin/r/") else editor.get(link)["Location"]
        path = target.removeprefix(settings.SITE_URL).removeprefix("http://testserver")
        assert path == record.get_absolute_url()
        assert client.get(path.partition("#")[0]).status_code == 200
    for record in (draft_of(world), follow_up(world.commitments["palau"], "2024", "progress", state="draft")):
        assert not editor.get(url(type(record), "change", record.pk)).context.get("absolute_url")


def test_the_desk_is_for_staff_only(world, client):
    user = person("reader", "Curators")
    user.is_staff = False
    user.save()
    client.force_login(user)

    assert client.get("/admin/").status_code == 302
    assert client.get(url(Commitment, "changelist")).status_code == 302


def test_an_administrator_keeps_the_accounts_and_an_editor_does_not(world, editor):
    administrator = log_in("ada", "Administrators")
    assert administrator.get("/admin/auth/user/").status_code == 200
    assert editor.get("/admin/auth/user/").status_code == 403


def test_an_administrator_does_not_make_superusers(world):
    administrator = log_in("ada", "Administrators")
    user = administrator.user
    form = administrator.get(f"/admin/auth/user/{user.pk}/change/").context["adminform"].form
    data = {
        bound.html_name: bound.value() for bound in form if bound.value() is not None and bound.value() is not False
    }
    data |= {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "on",
        "groups": [str(group.pk) for group in user.groups.all()],
    }
    data |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    data.pop("password", None)
    administrator.post(f"/admin/auth/user/{user.pk}/change/", data)

    user.refresh_from_db()
    assert not user.is_superuser


def test_an_address_typed_without_a_scheme_is_one_of_the_encrypted_web(world, editor):
    paper = world.sources["paper"]
    assert change(editor, paper, url="example.org/there").status_code == 302
    paper.refresh_from_db()
    assert paper.url == "https://example.org/there"


def test_the_form_of_a_source_says_when_readers_see_it(world, editor):
    shown = editor.get(url(Source, "change", world.sources["paper"].pk)).content.decode()
    assert "Readers see this source as soon as it is saved." in shown
    for page in (url(Source, "add"), url(Source, "change", source("uncited").pk)):
        assert "Readers see this source as soon as a public record cites it." in editor.get(page).content.decode()


@pytest.mark.parametrize(("noun", "key", "name"), [("states", "JPN", "region"), ("technologies", "5g", "definition")])
def test_reference_data_is_changed_with_a_reason_like_all_that_readers_see(world, editor, noun, key, name):
    record = getattr(world, noun)[key]
    assert "This field is required." in errors(change(editor, record, **{name: "Other"}, change_reason=""))
    assert change(editor, record, **{name: "Other"}).status_code == 302
    assert record.history.latest().history_change_reason == REASON
    row = {"slug": record.slug, name: "From a file"}
    assert send(editor, table(row), type(record)).context["result"].needs_reason


def test_a_source_is_changed_with_a_reason_once_something_public_cites_it(world, editor):
    paper, uncited = world.sources["paper"], source("uncited")
    assert "This field is required." in errors(change(editor, paper, publisher="Other", change_reason=""))
    assert "change_reason" not in editor.get(url(Source, "change", uncited.pk)).content.decode()
    for record, needed in ((paper, True), (uncited, False)):
        preview = send(editor, table({"slug": record.slug, "publisher": "Another"}), Source)
        assert preview.context["result"].needs_reason == needed
