"""Two curators, one record: no edit is lost, whoever saves, moves or imports in between."""

import pytest

from initiatives.admin import base
from initiatives.editorial.merging import merge
from initiatives.models import Commitment, Participation, Source, State, Statement
from tests.admin.desk import REFUSED, errors, filled, log_in, move, move_page, opened, rows, seen, url
from tests.loops import each
from tests.world import commitment, follow_up, person, source


@pytest.fixture
def edith(world):
    return log_in("edith", "Editors")


@pytest.fixture
def otto(world):
    return log_in("otto", "Editors")


@pytest.fixture
def palau(world):
    return world.commitments["palau"]


def shown_differences(response):
    return {row["label"]: (row["typed"], row["stored"]) for row in response.context["differences"]}


def test_a_save_over_a_newer_save_is_refused_and_both_versions_are_shown(palau, edith, otto):
    address, mine = opened(edith, palau)
    _, theirs = opened(otto, palau)
    assert otto.post(address, {**theirs, "title": "Theirs", "modes": theirs["modes"][:1]}).status_code == 302

    response = edith.post(address, {**mine, "title": "Mine", "locator": "Section 9"})

    assert (response.status_code, errors(response)) == (200, [REFUSED])
    assert Commitment.objects.get(pk=palau.pk).title == "Theirs"
    assert shown_differences(response) == {
        "Title": (["Mine"], ["Theirs"]),
        "Locator": (["Section 9"], ["Critical technology"]),
        "Modes": (["Capacity building, Deployment"], ["Deployment"]),
    }
    saved = response.context["saved"]
    assert (saved.history_user, saved.history_date) == (otto.user, Commitment.history.latest().history_date)
    assert "Last saved by otto, " in response.content.decode()


def test_a_refused_save_keeps_everything_that_was_typed(palau, edith, otto, world):
    address, mine = opened(edith, palau)
    otto.post(address, {**opened(otto, palau)[1], "title": "Theirs", "summary": "Theirs."})
    mine |= {
        "title": "Mine",
        "target_date": "2031-07",
        "modes": mine["modes"][:1],
        "evidence": "secondary",
        "blanks_wording": "silent",
        "participations-0-role": "host",
        "follow_ups-0-note": "Mine.",
        "change_reason": "I read it again.",
    }
    mine = rows(mine, "participations", {"state": str(world.states["IND"].pk), "role": "participant"})

    refused = filled(edith.post(address, mine))

    assert {name: refused.get(name) for name in mine if name != "_seen"} == {
        name: value for name, value in mine.items() if name != "_seen"
    }


def test_what_was_seen_can_be_saved_over_but_not_what_came_after(palau, edith, otto):
    address, mine = opened(edith, palau)
    otto.post(address, {**opened(otto, palau)[1], "title": "Theirs"})
    seen_theirs = filled(edith.post(address, {**mine, "title": "Mine"}))
    otto.post(address, {**opened(otto, palau)[1], "title": "Theirs again"})

    stale = edith.post(address, seen_theirs)

    assert (errors(stale), shown_differences(stale)) == ([REFUSED], {"Title": (["Mine"], ["Theirs again"])})
    assert edith.post(address, filled(stale)).status_code == 302
    assert Commitment.objects.get(pk=palau.pk).title == "Mine"


def test_another_mistake_after_a_refused_save_does_not_refuse_it_again(palau, edith, otto):
    address, mine = opened(edith, palau)
    otto.post(address, {**opened(otto, palau)[1], "title": "Theirs"})
    refused = edith.post(address, {**mine, "title": "Mine"})
    mistaken = edith.post(address, {**filled(refused), "target_date": "soon"})
    assert "is not a date" in " ".join(errors(mistaken)) and "is_conflict" not in mistaken.context
    assert edith.post(address, {**filled(mistaken), "target_date": "2027"}).status_code == 302
    assert Commitment.objects.get(pk=palau.pk).title == "Mine"


def test_what_the_form_does_not_accept_is_shown_as_it_was_typed(palau, edith, otto):
    address, mine = opened(edith, palau)
    otto.post(address, {**opened(otto, palau)[1], "title": "Theirs"})
    refused = edith.post(address, {**mine, "title": "", "target_date": "soon", "source": "9999999"})
    shown = shown_differences(refused)
    assert (shown["Title"], shown["Target date"]) == (([""], ["Theirs"]), (["soon"], [""]))
    assert shown["Source"][0] == ["9999999"] and Commitment.objects.get(pk=palau.pk).title == "Theirs"


def test_a_row_changed_added_or_removed_in_between_is_a_newer_version(palau, edith, otto, world):
    address, mine = opened(edith, palau)
    _, theirs = opened(otto, palau)
    lead = next(n for n in range(3) if theirs[f"participations-{n}-role"] == "lead")
    gone = next(n for n in range(3) if theirs[f"participations-{n}-role"] == "beneficiary")
    changes = {f"participations-{lead}-role": "host", f"participations-{gone}-DELETE": "on"}
    new = {"state": str(world.states["IND"].pk), "role": "participant"}
    assert otto.post(address, rows({**theirs, **changes}, "participations", new)).status_code == 302

    refused = edith.post(address, {**mine, f"participations-{lead}-role": "beneficiary"})

    typed, stored = shown_differences(refused)["Participations"]
    assert typed == ["Palau · Beneficiary", "United States · Beneficiary"]
    assert stored == ["India · Participant", "United States · Host"]
    assert refused.context["saved"].history_user == otto.user
    assert parties(palau) == {"Japan": "participant", "United States": "host", "India": "participant"}

    again = {**filled(refused), f"participations-{gone}-DELETE": "on"}
    assert edith.post(address, again).status_code == 302
    assert parties(palau) == {"Japan": "participant", "United States": "beneficiary", "India": "participant"}


def parties(record):
    return {row.state.name: row.role for row in Participation.objects.filter(commitment=record)}


def test_a_follow_up_changed_in_its_own_form_is_a_newer_version_of_its_commitment(palau, edith, otto):
    address, mine = opened(edith, palau)
    row = palau.follow_ups.get(number=1)
    own_address, theirs = opened(otto, row)
    assert otto.post(own_address, {**theirs, "note": "Theirs."}).status_code == 302

    response = edith.post(address, {**mine, "follow_ups-0-note": "Mine."})

    (typed,), (stored,) = shown_differences(response)["Follow-ups"]
    assert ("Mine." in typed, "Theirs." in stored, response.context["saved"].history_user) == (True, True, otto.user)
    assert palau.follow_ups.get(number=1).note == "Theirs."


def test_a_save_without_a_version_is_refused(palau, edith):
    address, mine = opened(edith, palau)
    for version in ({}, {"_seen": ""}, {"_seen": "x" * 5000}):
        response = edith.post(address, {**{k: v for k, v in mine.items() if k != "_seen"}, **version, "title": "Mine"})
        assert errors(response) == [REFUSED]
    assert Commitment.objects.get(pk=palau.pk).title == "Open RAN in Palau"


def test_a_save_after_a_bulk_move_is_refused(world, edith, otto):
    drafts = [story(world, slug) for slug in ("one", "two")]
    address, mine = opened(edith, drafts[0])
    move(otto, "publish", *drafts)

    response = edith.post(address, {**mine, "title": "Mine"})

    assert REFUSED in errors(response)
    stored = Commitment.objects.get(pk=drafts[0].pk)
    assert (stored.title, stored.state) == ("One", "published")


def test_who_may_no_longer_change_a_record_loses_the_save_but_not_what_was_typed(world, otto):
    carla, draft = log_in("carla", "Curators"), story(world, "one")
    address, mine = opened(carla, draft)
    move(otto, "publish", draft)

    response = carla.post(address, {**mine, "title": "Mine", "target_date": "2031-07", "participations-0-role": "host"})

    assert response.status_code == 409
    assert shown_differences(response) == {
        "Title": (["Mine"], ["One"]),
        "Target date": (["2031-07"], [""]),
        "Missing values and why": ([""], ["target_date: silent"]),
        "Participations": (["Japan · Host"], ["Japan · Lead"]),
    }
    assert response.context["saved"].history_user == otto.user
    for text in ("Mine", "2031-07", "Japan · Host", "copy what you want"):
        assert text in response.content.decode()
    assert Commitment.objects.get(pk=draft.pk).title == "One"


def story(world, slug):
    technologies, leads = [world.technologies["5g"]], {world.states["JPN"]: "lead"}
    return commitment(slug, world.statements["sheet"], technologies, leads, state="draft")


def test_reference_data_is_guarded_too(world, edith, otto):
    japan = world.states["JPN"]
    address, mine = opened(edith, japan)
    otto.post(address, {**opened(otto, japan)[1], "aliases": "Nippon"})
    assert errors(edith.post(address, {**mine, "aliases": "Nihon"})) == [REFUSED]
    assert State.objects.get(pk=japan.pk).aliases == ["Nippon"]


# --- the record is deleted meanwhile --------------------------------------------------------------------------------------------


def sent(response):
    return {label: typed for label, (typed, _) in shown_differences(response).items()}


def test_what_was_typed_into_a_draft_that_somebody_deleted_is_shown_and_can_be_entered_anew(world, edith, otto):
    carla, draft = log_in("carla", "Curators"), story(world, "one")
    follow_up(draft, "2025-02", "progress", state="draft", note="The mast stands.")
    address, mine = opened(carla, draft)
    mine |= {"title": "Mine & hers", "modes": mine["modes"], "blanks_wording": "silent", "target_date": "2031-07"}
    mine |= {"participations-0-role": "host", "follow_ups-0-note": "It fell."}
    mine = rows(mine, "participations", {"state": str(world.states["IND"].pk), "role": "lead"})
    otto.post(url(Commitment, "delete", draft.pk), {"post": "yes"})
    assert not Commitment.objects.filter(pk=draft.pk).exists()

    response = carla.post(address, mine)

    assert response.status_code == 409
    assert "was deleted by otto" in " ".join(response.content.decode().split())
    told = sent(response)
    assert told["Title"] == ["Mine & hers"]
    assert told["Technologies"] == ["5G"] and told["Modes"] == ["Deployment"]
    assert told["Participations"] == ["Japan · Host", "India · Lead"]
    assert "It fell." in told["Follow-ups"][0]
    assert not Commitment.objects.filter(title="Mine & hers").exists()

    anew = carla.post(url(Commitment, "add"), {**_fields(response.context["anew"]), "_continue": "Enter it anew"})

    made = Commitment.objects.get(title="Mine & hers")
    assert anew["Location"] == url(Commitment, "change", made.pk)
    assert (made.pk != draft.pk, made.slug, made.state, made.target_date.isoformat()) == (
        True,
        "one",
        "draft",
        "2031-07",
    )
    assert parties(made) == {"Japan": "host", "India": "lead"}
    assert (made.follow_ups.get().note, made.blanks) == ("It fell.", {"wording": "silent"})
    assert [mode.code for mode in made.modes.all()] == ["deployment"]


def _fields(pairs) -> dict:
    data = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    return data


def test_new_rows_below_a_text_that_somebody_deleted_are_shown(world, edith, otto):
    """The form of a new text has no such rows, so they are there to be copied."""
    text = Statement.objects.create(
        slug="t", title="T", grouping=world.groupings["quad"], kind="readout", source=world.sources["paper"]
    )
    address, mine = opened(edith, text)
    mine |= {"commitments-0-title": "A new promise", "commitments-0-summary": "Typed for long."}
    text.delete()

    response = edith.post(address, mine)

    assert response.status_code == 409 and response.context["anew"] == []
    (row,) = sent(response)["Commitments"]
    assert "A new promise" in row and "Typed for long." in row


def test_new_rows_below_a_text_that_was_published_meanwhile_are_shown(world, otto):
    carla = log_in("carla", "Curators")
    text = Statement.objects.create(
        slug="t", title="T", grouping=world.groupings["quad"], kind="readout", source=world.sources["paper"]
    )
    address, mine = opened(carla, text)
    move(otto, "publish", text)

    response = carla.post(address, {**mine, "commitments-0-title": "A new promise", "commitments-0-summary": "Typed."})

    assert response.status_code == 409
    assert "A new promise" in response.content.decode()


def test_a_draft_that_is_deleted_in_the_very_moment_of_the_save_loses_nothing(world, edith, monkeypatch):
    draft = story(world, "one")
    address, mine = opened(edith, draft)
    lock = base.lock_for_checks

    def too_late(*given):
        Commitment.objects.filter(pk=draft.pk).delete()
        return lock(*given)

    monkeypatch.setattr(base, "lock_for_checks", too_late)
    response = edith.post(address, {**mine, "title": "Mine"})
    assert (response.status_code, sent(response)["Title"]) == (409, ["Mine"])


def test_a_source_that_was_merged_meanwhile_says_into_which(world, edith):
    other = source("copy")
    address, mine = opened(edith, other)
    merge(other, world.sources["paper"], person("root"), "The same paper.")

    response = edith.post(address, {**mine, "title": "Mine"})

    assert "Merged into paper: The same paper." in response.content.decode()
    assert sent(response)["Title"] == ["Mine"] and not Source.objects.filter(title="Mine").exists()


def test_a_part_that_went_with_its_commitment_loses_nothing_typed(world, edith):
    draft = story(world, "one")
    search = {"field": "amount", "question": "How much?", "where": "Web", "done_on": "2026-01-01"}
    parts = [
        follow_up(draft, "2025-02", "progress", state="draft", note="As it was."),
        draft.search_log_entries.create(outcome="nothing-found", **search),
    ]
    forms = [opened(edith, part) for part in parts]
    draft.delete()
    for (address, mine), name in each(zip(forms, ("note", "question"), strict=True)):
        response = edith.post(address, {**mine, name: "Typed for long."})
        assert response.status_code == 409 and ["Typed for long."] in sent(response).values()
        assert dict(response.context["anew"])[name] == "Typed for long."


def test_who_may_not_see_the_desk_learns_nothing_of_what_was_deleted(world, client):
    draft = story(world, "one")
    address = url(Commitment, "change", draft.pk)
    draft.delete()
    stranger = log_in("stranger", "Curators")
    stranger.user.groups.clear()
    assert stranger.post(address, {"title": "x"}).status_code == 403
    assert client.post(address, {"title": "x"}).status_code == 302
    assert log_in("c", "Curators").post(url(Commitment, "change", 10**18), {"title": "x"}).status_code == 302


def test_a_move_of_what_was_deleted_meanwhile_moves_nothing_and_says_so(world, edith, otto):
    one, two = story(world, "one"), story(world, "two")
    Commitment.objects.update(state="in-review")
    for left in (1, 0):
        shown = move_page(edith, "send_back", one, two) if left else move_page(edith, "send_back", two)
        data = {**seen(shown), "reason": "Typed for long."}
        (one if left else two).delete()
        response = edith.post(f"{shown.request['PATH_INFO']}?{shown.request['QUERY_STRING']}", data)
        told = response.content.decode()
        assert "of the records no longer exist" in told and "Typed for long." in told
        assert Commitment.objects.filter(slug__in=["one", "two"], state="in-review").count() == left


def test_a_version_of_what_was_deleted_meanwhile_is_not_put_back_and_the_reason_is_kept(world, edith):
    draft = story(world, "one")
    for title in ("A", "B"):
        draft.title = title
        draft.save()
    address = url(Commitment, "simple_history", draft.pk, 1)
    shown = edith.get(address)
    draft.delete()

    response = edith.post(address, {"seen": shown.context["seen"], "reason": "Typed for long."})

    told = response.content.decode()
    assert response.status_code == 409 and "no longer there" in told and "Typed for long." in told
    assert not Commitment.objects.filter(pk=draft.pk).exists()
