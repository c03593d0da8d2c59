"""A curator writes drafts and sends them to review; what is public is out of reach, and so is publishing."""

import pytest

from initiatives.models import Commitment, FollowUp, Grouping, Source, State, Statement, Summit, Technology
from tests.admin.desk import add, change, errors, filled, log_in, move, state_of, url
from tests.contract.addresses import plain
from tests.world import commitment

WORD = "zqnewpromisewx"
EDITORIAL = [Grouping, Summit, Statement, Commitment, FollowUp]


@pytest.fixture
def curator(world):
    return log_in("carla", "Curators")


@pytest.fixture
def draft(world):
    """A complete draft by nobody in particular."""
    return commitment(
        "draft-promise",
        world.statements["hiroshima"],
        [world.technologies["5g"]],
        {world.states["JPN"]: "lead"},
        state="draft",
    )


def new_promise(world, **values):
    """The values of a new commitment as a browser sends them."""
    from initiatives.models import Mode

    modes = Mode.objects.filter(code__in=["deployment", "standards"])
    return {
        "title": WORD,
        "slug": WORD,
        "summary": f"They promise {WORD}.",
        "statement": str(world.statements["hiroshima"].pk),
        "source": str(world.sources["paper"].pk),
        "evidence": "verified",
        "technologies": [str(world.technologies[slug].pk) for slug in ("open-ran", "5g")],
        "modes": [str(mode.pk) for mode in modes],
        **values,
    }


def participations(world, **roles):
    return [{"state": str(world.states[iso3].pk), "role": role} for iso3, role in roles.items()]


def test_a_commitment_added_by_a_curator_is_a_draft_with_all_that_was_entered(world, curator):
    inlines = {"participations": participations(world, JPN="lead", PLW="beneficiary")}
    response = add(curator, Commitment, inlines, **new_promise(world, target_date="2027-05"))
    assert response.status_code == 302, errors(response)

    made = Commitment.objects.get(slug=WORD)
    assert (made.state, made.published_at) == ("draft", None)
    assert {technology.slug for technology in made.technologies.all()} == {"open-ran", "5g"}
    assert {mode.code for mode in made.modes.all()} == {"deployment", "standards"}
    assert {(row.state.iso3, row.role) for row in made.participations.all()} == {
        ("JPN", "lead"),
        ("PLW", "beneficiary"),
    }
    assert made.target_date.isoformat() == "2027-05"
    assert made.history.latest().history_user == curator.user


OWN_TESTS = ("/api/", "/sitemap", "/explore/")
ITS_PAGES = ("/", "/commitments/", "/commitments.csv", "/groupings/quad/", "/states/japan/", "/changes/")


def test_what_a_curator_added_is_on_no_public_page_until_it_is_published(world, curator, client, sample):
    add(curator, Commitment, {"participations": participations(world, JPN="lead")}, **new_promise(world))
    made = Commitment.objects.get(slug=WORD)

    def seen():
        found = []
        for address in [
            *sample((address for address in plain(world) if not address.startswith(OWN_TESTS)), 25),
            *ITS_PAGES,
            made.get_absolute_url(),
            f"/commitments/?q={WORD[:8]}",
            "/commitments/?state=JPN",
        ]:
            response = client.get(address)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            if WORD.encode() in body:
                found.append(address)
        return found

    assert seen() == []
    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.get("/commitments/").context["query"].count == 5

    move(curator, "submit", made)
    assert seen() == []
    move(log_in("edith", "Editors"), "publish", made)
    assert {made.get_absolute_url(), "/commitments/", "/commitments.csv", "/groupings/quad/"} <= set(seen())
    assert client.get("/commitments/").context["query"].count == 6


def test_the_desk_lists_drafts_with_their_state(world, curator, draft):
    response = curator.get(url(Commitment, "changelist"))

    shown = {record.slug for record in response.context["cl"].result_list}
    assert shown == {"palau", "report", "labs", "undated", "loose", "draft-promise"}
    drafts = curator.get(f"{url(Commitment, 'changelist')}?state__exact=draft").context["cl"].result_list
    assert [record.slug for record in drafts] == ["draft-promise"]
    assert "Draft" in response.content.decode()


def test_a_curator_changes_a_draft(world, curator, draft):
    response = change(curator, draft, title="A better title")

    assert response.status_code == 302, errors(response)
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("A better title", "draft")
    assert draft.history.latest().history_user == curator.user


@pytest.mark.parametrize("noun", ["commitments", "groupings", "summits", "statements"])
def test_a_curator_sees_what_is_public_but_does_not_change_it(world, curator, noun):
    record = next(iter(getattr(world, noun).values()))
    address = url(type(record), "change", record.pk)
    shown = curator.get(address)
    before = type(record).objects.filter(pk=record.pk).values().get()

    assert shown.status_code == 200
    assert shown.context["has_change_permission"] is False
    assert 'name="_save"' not in shown.content.decode()
    for data in ({"title": "Mine", "name": "Mine", "short_name": "Mine", "slug": "mine"}, {}):
        assert curator.post(address, data).status_code == 403
    assert type(record).objects.filter(pk=record.pk).values().get() == before


def test_a_curator_does_not_change_the_parts_of_what_is_public(world, curator):
    palau = world.commitments["palau"]
    row, reaffirmed = palau.participations.first(), palau.follow_ups.first()
    data = {
        "participations-TOTAL_FORMS": "1",
        "participations-INITIAL_FORMS": "1",
        "participations-0-id": str(row.pk),
        "participations-0-commitment": str(palau.pk),
        "participations-0-DELETE": "on",
    }

    assert curator.post(url(Commitment, "change", palau.pk), data).status_code == 403
    assert curator.post(url(FollowUp, "change", reaffirmed.pk), {"note": "Mine"}).status_code == 403
    assert palau.participations.count() == 3
    assert palau.follow_ups.first().note == "Taken forward."


def test_a_curator_adds_a_follow_up_to_what_is_public_and_it_is_a_draft(world, curator, client):
    palau = world.commitments["palau"]
    values = {"commitment": str(palau.pk), "kind": "completed", "date": "2025-03", "note": WORD}
    response = add(curator, FollowUp, source=str(world.sources["paper"].pk), **values)
    assert response.status_code == 302, errors(response)

    made = FollowUp.objects.get(note=WORD)
    assert (made.state, made.number, made.date.isoformat()) == ("draft", 4, "2025-03")
    page = client.get("/commitments/palau/")
    assert WORD not in page.content.decode()
    assert page.context["record"].status == "under-way"


def test_a_follow_up_before_the_announcement_is_refused(world, curator):
    palau = world.commitments["palau"]
    response = add(curator, FollowUp, commitment=str(palau.pk), kind="progress", date="2023-04", note="Too early.")

    assert "lies before the announcement" in " ".join(errors(response))
    assert not FollowUp.objects.filter(note="Too early.").exists()


def test_a_curator_keeps_no_reference_data_but_sources(world, curator):
    for model, record in ((State, world.states["JPN"]), (Technology, world.technologies["5g"])):
        assert curator.get(url(model, "add")).status_code == 403
        assert curator.post(url(model, "change", record.pk), {"name": "Mine"}).status_code == 403
    response = add(
        curator, Source, title="A paper", slug="a-paper", publisher="A press", level="primary", published_on="2024"
    )
    assert response.status_code == 302, errors(response)
    assert Source.objects.get(slug="a-paper").published_on.isoformat() == "2024"
    assert curator.post(url(Source, "change", world.sources["paper"].pk), {"title": "Mine"}).status_code == 403


# --- moves --------------------------------------------------------------------------------------------------------------


def test_a_curator_sends_a_draft_to_review(world, curator, draft):
    assert "Send to review" in curator.get(url(Commitment, "change", draft.pk)).content.decode()
    response = move(curator, "submit", draft)

    assert state_of(draft) == "in-review"
    assert "is now in review" in response.content.decode()


@pytest.mark.parametrize("code", ["publish", "send_back", "withdraw", "restore"])
def test_a_curator_is_neither_offered_nor_shown_a_move_of_the_editors(world, curator, draft, code):
    address = f"{url(Commitment, 'transition', code)}?ids={draft.pk}"

    assert (curator.get(address).status_code, curator.post(address).status_code) == (403, 403)
    offered = curator.get(url(Commitment, "changelist")).context["action_form"].fields["action"].choices
    assert [name for name, _ in offered if name] == ["submit_selected"]


def test_the_form_has_no_field_for_the_state(world, curator, draft):
    change(curator, draft, state="published", published_at="2026-01-01", published_at_0="2026-01-01")

    assert state_of(draft) == "draft"
    assert (
        not {"state", "published_at", "state_reason"} & filled(curator.get(url(Commitment, "change", draft.pk))).keys()
    )


def test_a_move_that_does_not_exist_is_not_found(world, curator, draft):
    assert curator.get(f"{url(Commitment, 'transition', 'explode')}?ids={draft.pk}").status_code == 404
    for ids in ("", "0", "abc", "1;DROP", "9" * 40, "²"):
        response = curator.post(f"{url(Commitment, 'transition', 'submit')}?ids={ids}")
        assert "No record was selected." in response.content.decode()
    assert state_of(draft) == "draft"


def test_history_brings_no_draft_back_over_what_is_public(world, curator, client):
    """The version from when it was a draft is not a way around the door."""
    draft = commitment(
        "story", world.statements["sheet"], [world.technologies["5g"]], {world.states["JPN"]: "lead"}, state="draft"
    )
    oldest = draft.history.order_by("history_id").first()
    move(log_in("edith", "Editors"), "publish", draft)
    assert client.get("/commitments/story/").status_code == 200

    address = url(Commitment, "simple_history", draft.pk, oldest.pk)
    shown = curator.get(address)
    if shown.status_code == 200 and shown.context.get("adminform"):
        curator.post(address, {**filled_history(shown), "title": "Overwritten"})

    draft.refresh_from_db()
    assert (draft.state, draft.title) == ("published", "Story")
    assert client.get("/commitments/story/").status_code == 200


def filled_history(response):
    form = response.context["adminform"].form
    return {bound.html_name: filled_value(bound.value()) for bound in form if bound.value() is not None}


def filled_value(value):
    return [str(getattr(item, "pk", item)) for item in value] if isinstance(value, (list, tuple)) else str(value)


# --- what is entered ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2023", "2023-05", "2023-05-20", " 2023-05 "])
def test_a_date_is_a_year_a_month_or_a_day(world, curator, text):
    response = add(curator, Commitment, **new_promise(world, target_date=text))

    assert response.status_code == 302, errors(response)
    made = Commitment.objects.get(slug=WORD)
    assert made.target_date.isoformat() == text.strip()
    assert filled(curator.get(url(Commitment, "change", made.pk)))["target_date"] == text.strip()


@pytest.mark.parametrize(
    "text", ["2023-13", "2023-02-30", "20 May 2023", "2023/05", "05-2023", "soon", "2023-5-1", "0000", "٢٠٢٣"]
)
def test_anything_else_is_refused_and_what_was_typed_is_kept(world, curator, text):
    response = add(curator, Commitment, **new_promise(world, target_date=text))

    assert response.status_code == 200
    assert f"“{text}” is not" in " ".join(errors(response))
    again = filled(response)
    assert (again["target_date"], again["title"]) == (text, WORD)
    assert again["technologies"] == new_promise(world)["technologies"]
    assert not Commitment.objects.filter(slug=WORD).exists()


def test_a_date_is_emptied_by_emptying_its_field(world, curator):
    add(curator, Commitment, **new_promise(world, target_date="2025"))
    made = Commitment.objects.get(slug=WORD)
    change(curator, made, target_date="")

    assert Commitment.objects.get(slug=WORD).target_date is None


def test_dates_in_the_wrong_order_are_refused(world, curator):
    quad, paper = str(world.groupings["quad"].pk), str(world.sources["paper"].pk)
    values = {
        "grouping": quad,
        "name": "A meeting",
        "slug": "a-meeting",
        "level": "leaders",
        "status": "held",
        "source": paper,
    }
    response = add(curator, Summit, **values, start="2024-05-02", end="2024-05-01")

    assert "“end” lies before “start”." in errors(response)
    assert not Summit.objects.filter(slug="a-meeting").exists()


def test_other_names_are_entered_one_a_line(world, curator):
    paper = str(world.sources["paper"].pk)
    response = add(
        curator,
        Grouping,
        name="New",
        short_name="New",
        slug="new",
        source=paper,
        founded="2024",
        aliases="One\r\n 둘 \r\n\r\nThree, four",
    )
    assert response.status_code == 302, errors(response)
    made = Grouping.objects.get(slug="new")

    assert made.aliases == ["One", "둘", "Three, four"]
    assert filled(curator.get(url(Grouping, "change", made.pk)))["aliases"] == "One\n둘\nThree, four"


def test_members_are_entered_in_their_grouping_with_dates_of_any_precision(world, curator):
    japan = str(world.states["JPN"].pk)
    inlines = {"memberships": [{"state": japan, "role": "member", "joined": "2021-03", "left": "2022"}]}
    response = add(curator, Grouping, inlines, name="New", short_name="New", slug="new", founded="2020")
    assert response.status_code == 302, errors(response)

    row = Grouping.objects.get(slug="new").memberships.get()
    assert (row.joined.isoformat(), row.left.isoformat(), row.role) == ("2021-03", "2022", "member")


def test_a_sum_without_its_bound_is_refused(world, curator):
    response = add(curator, Commitment, **new_promise(world, amount_value="5", amount_currency="USD"))

    assert "An amount has a value, a currency, a bound and a scope, or none of them." in errors(response)


def test_a_commitment_needs_its_technologies_and_modes(world, curator):
    values = new_promise(world)
    del values["technologies"], values["modes"]
    response = add(curator, Commitment, **values)

    assert {"technologies", "modes"} <= response.context["adminform"].form.errors.keys()
    assert not Commitment.objects.filter(slug=WORD).exists()


# --- deleting -----------------------------------------------------------------------------------------------------------


def test_a_draft_can_be_deleted(world, curator, draft):
    response = curator.post(url(Commitment, "delete", draft.pk), {"post": "yes"})

    assert response.status_code == 302
    assert not Commitment.objects.filter(pk=draft.pk).exists()


def test_a_draft_that_somebody_reported_on_publicly_is_not_deleted(world, curator, draft):
    from tests.world import follow_up

    row = follow_up(draft, "2024", "progress")
    curator.post(url(Commitment, "delete", draft.pk), {"post": "yes"})

    assert FollowUp.objects.filter(pk=row.pk).exists()
